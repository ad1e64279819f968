#include "lab/report/ladder_picture.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/report/lanes.hpp"
#include "lab/report/markup.hpp"
#include "lab/report/wrapped.hpp"

namespace lab::report {
namespace {

using Kind = probe::Record::Kind;

constexpr std::size_t folded_after = 60;
constexpr std::size_t most_records = 2'000;
constexpr double letter_width = 7.0;  // of the page's monospace face at 11.5 px, with room to spare
constexpr double line_height = 15;
constexpr double text_width = 390;  // a text may have as much, also across other lanes
constexpr std::size_t most_detail_lines = 6;

/// A packet's text as its head ("PUBLISH devices/device2/desired") and the rest.
struct PacketText {
  std::string head;
  std::string rest;
};

/// The groups of a text of `wire::describe`: two blanks part them.
std::vector<std::string> groups_of(const std::string& text) {
  std::vector<std::string> groups;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find("  ", begin), text.size());
    if (end > begin) groups.push_back(text.substr(begin, end - begin));
    begin = end + 2;
  }
  return groups;
}

PacketText text_of(const probe::Record& record) {
  if (record.packet.empty()) {
    return {fmt::format("{} bytes that are no packet", record.size), record.text};
  }
  const std::vector<std::string> groups = groups_of(record.text);
  if (groups.empty()) return {record.packet, {}};
  // "PUBACK id 1" alone says little: its reason code is the next group.
  const bool is_bare = groups.front().starts_with(record.packet + " id ");
  const std::size_t in_head = std::min<std::size_t>(is_bare ? 2 : 1, groups.size());
  const auto middle = groups.begin() + static_cast<std::ptrdiff_t>(in_head);
  return {fmt::format("{}", fmt::join(groups.begin(), middle, "  ")),
          fmt::format("{}", fmt::join(middle, groups.end(), " · "))};
}

std::size_t letters_in(double wide) {
  return static_cast<std::size_t>(wide / letter_width);
}

/// What happened to a connection, in words.
std::string event_text(const probe::Record& record) {
  const std::string connection =
      record.connection > 1 ? fmt::format("connection {}", record.connection) : "connection";
  const auto with_text = [&](std::string_view words) {
    return fmt::format("{} {}{}{}", connection, words, record.text.empty() ? "" : ": ",
                       record.text);
  };
  switch (record.kind) {
    case Kind::opened: return with_text("opened");
    case Kind::failed: return with_text("failed");
    case Kind::closed: {
      const bool says_no_more = record.text.empty() || record.text == "the connection was closed";
      return "the broker closed the connection" + (says_no_more ? "" : ": " + record.text);
    }
    case Kind::cut: return record.text.empty() ? with_text("cut by us") : record.text;
    default: return record.text;
  }
}

double milliseconds(const probe::Record& record) {
  return static_cast<double>(record.at_us) / 1'000.0;
}

/// The whole of a record in one line, for a tooltip and for a screen reader.
std::string spoken(const probe::Record& record) {
  std::string text = fmt::format("{:.1f} ms, ", milliseconds(record));
  const std::string way = record.kind == Kind::sent ? fmt::format("{} to broker: ", record.who)
                                                    : fmt::format("broker to {}: ", record.who);
  if (record.kind != Kind::sent && record.kind != Kind::received) {
    return text + (record.who.empty() ? "" : record.who + ": ") + event_text(record);
  }
  const PacketText packet = text_of(record);
  text += (record.refusal ? "refusal, " : "") + way + packet.head;
  return packet.rest.empty() ? text : text + " · " + packet.rest;
}

/// Draws records from top to bottom.
class Picture {
 public:
  explicit Picture(const Lanes& lanes) : lanes_(lanes) {}

  void add(const probe::Record& record) {
    const bool is_packet = record.kind == Kind::sent || record.kind == Kind::received;
    const bool is_bad = record.refusal || record.kind == Kind::failed;
    body_ += fmt::format("<g role=\"listitem\" class=\"{}{}\"><title>{}</title>",
                         probe::to_text(record.kind), is_bad ? " refused" : "",
                         markup_text(spoken(record), 1'000));
    y_ += 24;
    body_ += fmt::format("<text class=\"time\" x=\"62\" y=\"{:.0f}\">{:.1f}</text>", y_,
                         milliseconds(record));
    if (is_packet) {
      add_packet(record);
    } else if (record.kind == Kind::note) {
      add_note(record);
    } else {
      add_event(record);
    }
    body_ += "</g>\n";
  }

  std::string take(std::string_view label) {
    const double height = y_ + 16;
    std::string svg = fmt::format(
        "<div class=\"ladder\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">"
        "<svg role=\"list\" aria-label=\"{0}\" width=\"{1:.0f}\" height=\"{2:.0f}\" "
        "viewBox=\"0 0 {1:.0f} {2:.0f}\">\n"
        "<g class=\"lanes\" aria-hidden=\"true\"><text class=\"time\" x=\"62\" y=\"16\">ms</text>",
        markup_text(label), lanes_.width(), height);
    for (const Lanes::Lane& lane : lanes_.all()) {
      svg += fmt::format(
          "<line x1=\"{0:.0f}\" x2=\"{0:.0f}\" y1=\"24\" y2=\"{1:.0f}\"/>"
          "<text class=\"name\" x=\"{0:.0f}\" y=\"16\">{2}</text>",
          lane.x, height - 4, markup_text(lane.name, 34));
    }
    return svg + "</g>\n" + body_ + "</svg></div>\n";
  }

 private:
  void add_text(const char* kind, double x, const char* anchor, const std::string& line) {
    body_ += fmt::format("<text class=\"{}\" x=\"{:.0f}\" y=\"{:.0f}\"{}>{}</text>", kind, x, y_,
                         anchor, markup_text(line));
  }

  void add_packet(const probe::Record& record) {
    const double probe = lanes_.of(record.who);
    const bool is_sent = record.kind == Kind::sent;
    const double from = is_sent ? probe : lanes_.broker();
    const double to = is_sent ? lanes_.broker() : probe;
    const double left = std::min(from, to) + 14;
    const std::size_t fits =
        letters_in(std::max(std::abs(to - from) - 28, std::min(text_width, lanes_.width() - left)));
    const PacketText text = text_of(record);
    const std::string head = (record.refusal ? "✗ " : "") + text.head;
    for (const std::string& line : wrapped(head, fits, 3)) {
      add_text("head", left, "", line);
      y_ += line_height;
    }
    y_ -= line_height;
    add_arrow(from, to, record.refusal);
    for (const std::string& line : wrapped(text.rest, fits, most_detail_lines)) {
      y_ += line_height - 1;
      add_text("rest", left, "", line);
    }
  }

  /// A line under the head, from one lane to the other. A refused one is broken and ends in a
  /// cross.
  void add_arrow(double from, double to, bool is_refused) {
    y_ += 7;
    const double way = to > from ? 1 : -1;
    const double end = is_refused ? to - way * 15 : to - way;
    body_ +=
        fmt::format("<path class=\"arrow\" d=\"M{:.0f} {:.0f}H{:.0f}\"/>", from, y_, end - way * 6);
    body_ += fmt::format("<path class=\"tip\" d=\"M{0:.0f} {1:.0f}l{2:.0f} -4.5v9z\"/>", end, y_,
                         -way * 9);
    if (is_refused) add_cross(to - way * 7);
    y_ += 1;
  }

  void add_cross(double x) {
    body_ += fmt::format(
        "<circle class=\"ring\" cx=\"{0:.0f}\" cy=\"{1:.0f}\" r=\"6.5\"/>"
        "<path class=\"cross\" d=\"M{2:.0f} {3:.0f}l6 6m0 -6l-6 6\"/>",
        x, y_, x - 3, y_ - 3);
  }

  void add_event(const probe::Record& record) {
    const double x = lanes_.of(record.who);
    const bool is_right = x > lanes_.broker();
    y_ -= 4;
    if (record.kind == Kind::failed) {
      add_cross(x);
    } else if (record.kind == Kind::opened) {
      body_ += fmt::format("<circle class=\"ring\" cx=\"{:.0f}\" cy=\"{:.0f}\" r=\"4\"/>", x, y_);
    } else {
      body_ += fmt::format("<path class=\"bar\" d=\"M{:.0f} {:.0f}h16\"/>", x - 8, y_);
    }
    y_ += 4;
    for (const std::string& line : wrapped(event_text(record), letters_in(text_width), 3)) {
      add_text("rest", is_right ? x - 14 : x + 14, is_right ? " text-anchor=\"end\"" : "", line);
      y_ += line_height;
    }
    y_ -= line_height;
  }

  void add_note(const probe::Record& record) {
    const double x = lanes_.all().front().x;
    const bool is_of_a_probe = lanes_.of(record.who) != lanes_.broker();
    const std::string who = is_of_a_probe ? record.who + ": " : "";
    const std::size_t fits = letters_in(std::min(lanes_.width() - x - 30, 900.0));
    for (const std::string& line : wrapped("» " + who + record.text, fits, 4)) {
      add_text("rest", x + 14, "", line);
      y_ += line_height;
    }
    y_ -= line_height;
  }

  const Lanes& lanes_;
  std::string body_;
  double y_ = 20;
};

}  // namespace

std::string ladder_picture(const std::vector<probe::Record>& transcript, std::string_view label) {
  if (transcript.empty()) return {};
  const Lanes lanes{transcript};
  const auto draw = [&](std::size_t begin, std::size_t end) {
    Picture picture{lanes};
    for (std::size_t index = begin; index < end; ++index) picture.add(transcript[index]);
    return picture.take(label);
  };
  const std::size_t shown = std::min(transcript.size(), most_records);
  std::string html = draw(0, std::min(shown, folded_after));
  if (shown > folded_after) {
    html += fmt::format(
        "<details class=\"rest-of-ladder\"><summary>Show {} more packets and events</summary>\n",
        shown - folded_after);
    html += draw(folded_after, shown) + "</details>\n";
  }
  if (transcript.size() > shown) {
    html += fmt::format("<p class=\"faint\">{} more are in the run’s JSON file.</p>\n",
                        transcript.size() - shown);
  }
  return html;
}

}  // namespace lab::report
