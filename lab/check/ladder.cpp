#include "lab/check/ladder.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "lab/base/terminal.hpp"

namespace lab::check {
namespace {

constexpr std::size_t time_width = 9;  // "  123.45 "
constexpr std::size_t gap = 43;        // columns between two lifelines
constexpr std::size_t label_most = gap - 6;

std::string spaces(std::size_t count) {
  return std::string(count, ' ');
}

std::string repeat(std::string_view piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

bool points_right(const Rung& rung) {
  return (rung.side == Rung::Side::cloud_app) == (rung.direction == Rung::Direction::to_broker);
}

Tone tone_of(const Rung& rung) {
  return rung.refused ? Tone::bad : Tone::plain;
}

/// `── LABEL ──────▶` or `◀─ LABEL ───────`, as wide as the gap.
std::string arrow(const Rung& rung) {
  const std::string label = printable(rung.label, label_most);
  const std::string rest = repeat("─", gap - 4 - columns(label) - 1);
  return points_right(rung) ? fmt::format("── {} {}▶", label, rest)
                            : fmt::format("◀─ {} {}─", label, rest);
}

/// One line of the picture: what stands in the left gap and in the right gap.
std::string line(std::string_view time, std::string_view left, std::string_view right) {
  const auto padded = [](std::string_view text) {
    return std::string{text} + spaces(gap - std::min(gap, columns(text)));
  };
  return fmt::format("{}│{}│{}│\n", time, padded(left), padded(right));
}

/// The names above their lifelines: left, over the middle one, and ending at the right one.
std::string head(const std::string& cloud_app, const std::string& device, bool coloured) {
  constexpr std::size_t name_most = 36;
  constexpr std::string_view broker = "broker";
  constexpr std::size_t middle = time_width + 1 + gap - broker.size() / 2;
  constexpr std::size_t width = time_width + 3 + 2 * gap;
  const std::string left = printable(cloud_app, name_most);
  const std::string right = printable(device, name_most);
  std::string text = left + spaces(middle - columns(left)) + std::string{broker};
  text += spaces(width - columns(text) - columns(right)) + right;
  return paint(text, Tone::strong, coloured) + "\n";
}

void append_rung(std::string& picture, const Rung& rung, std::int64_t start_us, bool coloured) {
  const auto place = [&](std::string_view time, const std::string& text) {
    return rung.side == Rung::Side::cloud_app ? line(time, text, "") : line(time, "", text);
  };
  const double elapsed_ms = static_cast<double>(rung.at_us - start_us) / 1000.0;
  const std::string time = fmt::format("{:>7.2f}  ", elapsed_ms);
  std::string drawn = place(time, arrow(rung));
  drawn.pop_back();
  picture += paint(drawn, tone_of(rung), coloured) + "\n";
  for (const std::string& detail : rung.details) {
    std::string below = place(spaces(time_width), "   " + printable(detail, gap - 4));
    below.pop_back();
    picture += paint(below, Tone::faint, coloured) + "\n";
  }
}

}  // namespace

Ladder::Ladder(std::string cloud_app, std::string device)
    : cloud_app_(std::move(cloud_app)), device_(std::move(device)) {}

void Ladder::add(Rung rung) {
  rungs_.push_back(std::move(rung));
}

void Ladder::add_event(Rung::Side side, const nlohmann::json& event) {
  for (Rung& rung : rungs_of(side, event)) add(std::move(rung));
}

std::string Ladder::to_text(bool coloured) const {
  std::vector<Rung> ordered = rungs_;
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const Rung& a, const Rung& b) { return a.at_us < b.at_us; });
  std::string picture = head(cloud_app_, device_, coloured);
  picture += line(paint("      ms ", Tone::faint, coloured), "", "");
  for (const Rung& rung : ordered) append_rung(picture, rung, ordered.front().at_us, coloured);
  return picture;
}

}  // namespace lab::check
