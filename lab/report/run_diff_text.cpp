#include <algorithm>

#include <fmt/format.h>

#include "lab/base/terminal.hpp"
#include "lab/report/assertion.hpp"
#include "lab/report/run_diff.hpp"
#include "lab/report/visible.hpp"
#include "lab/report/wrapped.hpp"

namespace lab::report {
namespace {

constexpr std::size_t width = 100;
constexpr std::size_t indent = 22;  // "  CA-065  MQTT 3.1.1  "

/// A text after a lead, in at most so many lines.
std::string line(const std::string& lead, const std::string& text, Tone tone, bool coloured,
                 std::size_t most_lines = 1) {
  std::string all;
  std::string before = lead;
  for (const std::string& each : wrapped(text, width - columns(lead), most_lines)) {
    all += before + paint(each, tone, coloured) + "\n";
    before = std::string(columns(lead), ' ');
  }
  return all;
}

std::string case_lead(const CaseDifference& difference) {
  const std::string version = difference.version.empty() ? "" : "MQTT " + difference.version;
  return fmt::format("  {:<7} {:<11} ", visible(difference.id, 7), visible(version, 11));
}

std::string outcome_text(const std::optional<check::Outcome>& outcome) {
  if (!outcome) return "not there";
  return fmt::format("{} {}", mark_of(*outcome), check::to_text(*outcome));
}

std::string value_text(const std::optional<std::string>& value) {
  return value.value_or("nothing recorded");
}

using Lines = std::string (*)(const CaseDifference&, bool coloured);

std::string outcome_lines(const CaseDifference& difference, bool coloured) {
  if (!difference.outcomes) return {};
  const bool fails = difference.outcomes->a == check::Outcome::fail ||
                     difference.outcomes->b == check::Outcome::fail;
  const std::string below(indent, ' ');
  std::string text = line(case_lead(difference),
                          fmt::format("{}  →  {}", outcome_text(difference.outcomes->a),
                                      outcome_text(difference.outcomes->b)),
                          fails ? Tone::bad : Tone::plain, coloured);
  if (!difference.came_a.empty()) {
    text += line(below + "A: ", difference.came_a, Tone::faint, coloured, 3);
  }
  if (!difference.came_b.empty()) {
    text += line(below + "B: ", difference.came_b, Tone::faint, coloured, 3);
  }
  return text;
}

std::string recorded_lines(const CaseDifference& difference, bool coloured) {
  std::string text;
  const std::string below(indent, ' ');
  for (const RecordedDifference& each : difference.recorded) {
    const std::string in_one =
        fmt::format("{}: {}  →  {}", visible(each.what), visible(value_text(each.a)),
                    visible(value_text(each.b)));
    if (columns(in_one) < width - indent) {
      text += line(case_lead(difference), in_one, Tone::plain, coloured);
      continue;
    }
    text += line(case_lead(difference), each.what, Tone::plain, coloured);
    text += line(below + "A: ", value_text(each.a), Tone::faint, coloured, 3);
    text += line(below + "B: ", value_text(each.b), Tone::faint, coloured, 3);
  }
  return text;
}

std::string timing_lines(const CaseDifference& difference, bool coloured) {
  if (!difference.seconds) return {};
  const auto [a, b] = *difference.seconds;
  const double shorter = std::max(std::min(a, b), 0.001);
  return line(case_lead(difference),
              fmt::format("{:.2f} s  →  {:.2f} s  ({:.1f} times {})", a, b,
                          std::max(a, b) / shorter, b > a ? "as long" : "as quick"),
              Tone::plain, coloured);
}

/// A part of the report under its title; "none" if there is nothing in it.
std::string part(const RunDiff& diff, const char* title, Lines lines_of, bool coloured) {
  std::string lines;
  for (const CaseDifference& difference : diff.cases) lines += lines_of(difference, coloured);
  return "\n" + paint(title, Tone::strong, coloured) + "\n" + (lines.empty() ? "  none\n" : lines);
}

}  // namespace

std::string to_text(const RunDiff& diff, bool coloured) {
  std::string text = line("A  ", diff.a, Tone::plain, coloured);
  text += line("B  ", diff.b, Tone::plain, coloured);
  text += part(diff, "Outcomes that differ (A → B)", outcome_lines, coloured);
  text += part(diff, "Recorded codes and counts that differ", recorded_lines, coloured);
  text += part(diff, "Times that differ, by more than three times and over a second", timing_lines,
               coloured);
  const auto outcomes =
      std::count_if(diff.cases.begin(), diff.cases.end(),
                    [](const CaseDifference& each) { return each.outcomes.has_value(); });
  text += fmt::format("\n{} cases compared; ", diff.compared);
  text +=
      outcomes == 0
          ? paint("no outcome differs.", Tone::good, coloured)
          : paint(fmt::format("{} {} in outcome.", outcomes, outcomes == 1 ? "differs" : "differ"),
                  Tone::bad, coloured);
  return text + "\n";
}

}  // namespace lab::report
