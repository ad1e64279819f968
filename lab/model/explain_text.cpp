#include "lab/model/explain_text.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/base/terminal.hpp"
#include "lab/model/topic_filter.hpp"

namespace lab::model {
namespace {

const char* verb(Action action) {
  return action == Action::publish ? "publish" : "subscribe";
}

const char* word(Permission permission) {
  return permission == Permission::publisher ? "Publisher" : "Subscriber";
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, columns(text)), ' ');
}

/// Why a template gives the client nothing.
std::string reason(const TopicTemplate::NoFilter& no_filter) {
  using Cause = TopicTemplate::NoFilter::Cause;
  const std::string value = printable(no_filter.value, 40);
  switch (no_filter.cause) {
    case Cause::attribute_missing: return fmt::format("it has no {}", no_filter.variable);
    case Cause::attribute_is_array: return fmt::format("its {} is an array", no_filter.variable);
    case Cause::value_is_empty: return fmt::format("its {} is empty", no_filter.variable);
    case Cause::value_injects:
      return fmt::format("its {} '{}' would change the filter's meaning", no_filter.variable,
                         value);
    case Cause::too_long:
      return fmt::format("with its {} the filter is over {} bytes", no_filter.variable,
                         max_topic_bytes);
  }
  return {};
}

/// Writes one leg's chain, line by line.
class ChainWriter {
 public:
  ChainWriter(const LegExplanation& leg, bool coloured, std::string& out)
      : leg_(leg), coloured_(coloured), out_(out) {}

  void write() {
    if (leg_.meant_client) line("did you mean {}?", *leg_.meant_client);
    if (!leg_.groups.empty()) write_groups();
    if (!leg_.bindings.empty()) write_bindings();
    if (leg_.nearest) write_nearest(*leg_.nearest);
  }

 private:
  template <typename... Values>
  void line(fmt::format_string<Values...> form, Values&&... values) {
    out_ += "  " + fmt::format(form, std::forward<Values>(values)...) + "\n";
  }

  void heading(std::string_view text) { line("{}", paint(text, Tone::strong, coloured_)); }

  [[nodiscard]] std::string mark(bool good) const {
    return good ? paint("✓", Tone::good, coloured_) : paint("✗", Tone::bad, coloured_);
  }

  void write_groups() {
    heading("groups");
    std::size_t width = 0;
    for (const GroupStep& group : leg_.groups) width = std::max(width, columns(group.name));
    for (const GroupStep& group : leg_.groups) {
      line("  {} {}  {}", mark(group.is_member), padded(group.name, width),
           group.query.empty() ? "every client" : printable(group.query));
      for (const FailedPart& part : group.failed) {
        const std::string has =
            part.value ? fmt::format("its {} is {}", part.key, printable(*part.value, 80))
                       : fmt::format("it has no {}", part.key);
        const bool is_whole = part.comparison == group.query;
        line("    {}  {}{}", padded("", width),
             is_whole ? "" : printable(part.comparison, 80) + " fails: ", has);
      }
      if (group.one_would_do) line("    {}  one of these would do", padded("", width));
    }
  }

  void write_bindings() {
    heading("bindings of its groups");
    std::size_t width = 0;
    for (const BindingStep& binding : leg_.bindings) width = std::max(width, columns(binding.name));
    for (const BindingStep& binding : leg_.bindings) {
      const std::string name = padded(binding.name, width);
      const std::string way = fmt::format("{} → {}, {}", binding.client_group, binding.topic_space,
                                          word(binding.permission));
      if (!binding.counts) {
        line("  {} {}  {}: no right to {}", paint("·", Tone::faint, coloured_), name, way,
             verb(leg_.asked.action));
        continue;
      }
      const bool covers = std::any_of(binding.templates.begin(), binding.templates.end(),
                                      [](const TemplateStep& step) { return step.covers; });
      line("  {} {}  {}", mark(covers), name, way);
      for (const TemplateStep& step : binding.templates) {
        line("    {}  {} {}", padded("", width), mark(step.covers), shown(step));
      }
    }
  }

  static std::string shown(const TemplateStep& step) {
    if (step.no_filter) {
      return fmt::format("{} gives it nothing: {}", step.topic_template, reason(*step.no_filter));
    }
    if (step.filter == step.topic_template) return step.filter;
    return fmt::format("{} gives it {}", step.topic_template, step.filter);
  }

  /// Both topics in columns, and a caret under the first segment that differs.
  void write_nearest(const NearestStep& nearest) {
    heading(fmt::format("{}: {}, by binding {}",
                        nearest.differs_at ? "nearest template" : "allowing template",
                        nearest.topic_template, nearest.binding));
    std::string given = "gives  ";
    std::string asked = "asked  ";
    std::string carets;
    for (std::size_t i = 0; i < nearest.segments.size(); ++i) {
      const SegmentStep& segment = nearest.segments[i];
      const std::string left = segment.given ? printable(*segment.given, 40) : "";
      const std::string right = segment.asked ? printable(*segment.asked, 40) : "";
      const std::size_t width = std::max({columns(left), columns(right), std::size_t{1}});
      if (nearest.differs_at == i) carets = std::string(columns(given) + separator(i), ' ');
      if (nearest.differs_at == i) carets += std::string(width, '^');
      given += slash(i, segment.given.has_value()) + padded(left, width);
      asked += slash(i, segment.asked.has_value()) + padded(right, width);
    }
    line("  {}", trimmed(given));
    line("  {}", trimmed(asked));
    if (!carets.empty()) line("  {}", paint(carets, Tone::bad, coloured_));
  }

  static std::size_t separator(std::size_t index) { return index == 0 ? 0 : 3; }

  static std::string slash(std::size_t index, bool is_there) {
    if (index == 0) return "";
    return is_there ? " / " : "   ";
  }

  static std::string trimmed(const std::string& text) {
    return text.substr(0, text.find_last_not_of(' ') + 1);
  }

  const LegExplanation& leg_;
  bool coloured_;
  std::string& out_;
};

std::string purpose_text(const LegExplanation& leg) {
  const std::string& client = leg.asked.client;
  const std::string topic = printable(leg.asked.topic);
  switch (leg.purpose) {
    case LegPurpose::send_request:
      return fmt::format("{} publishes the request to {}", client, topic);
    case LegPurpose::receive_request: return fmt::format("{} subscribes to {}", client, topic);
    case LegPurpose::send_response:
      return fmt::format("{} publishes the response to {}", client, topic);
    case LegPurpose::receive_response: return fmt::format("{} subscribes to {}", client, topic);
    case LegPurpose::operation: break;
  }
  return {};
}

std::string request_verdict(const Explanation& explanation) {
  const auto& legs = explanation.legs;
  const std::string names =
      fmt::format("{} → {}", explanation.request->requester, explanation.request->responder);
  const bool request_arrives = legs.at(0).allowed && legs.at(1).allowed;
  const bool response_arrives = legs.at(2).allowed && legs.at(3).allowed;
  if (request_arrives && response_arrives) {
    return names + ": the request arrives, and the response can come back";
  }
  if (request_arrives) return names + ": the request arrives, but the response cannot come back";
  if (response_arrives) return names + ": the request does not arrive; a response could come back";
  return names + ": the request does not arrive, and no response could come back";
}

/// "a, b, c", or the first and the last of many.
std::string names_text(const std::vector<std::string>& names) {
  if (names.size() <= 4) return fmt::format("{}", fmt::join(names, ", "));
  return fmt::format("{}, {} … {} ({} clients)", names[0], names[1], names.back(), names.size());
}

/// The rights that one template gives, of one action.
struct RightsOfTemplate {
  Action action;
  std::string topic_template;
  std::string filter;  ///< The first one's.
  std::vector<std::string> clients;
};

std::vector<RightsOfTemplate> by_template(const std::vector<Right>& rights) {
  std::vector<RightsOfTemplate> all;
  for (const Right& right : rights) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const RightsOfTemplate& one) {
      return one.action == right.action && one.topic_template == right.topic_template;
    });
    if (found == all.end()) {
      all.push_back({right.action, right.topic_template, right.filter, {right.client}});
    } else {
      found->clients.push_back(right.client);
    }
  }
  return all;
}

std::string indented(const std::string& text, std::string_view margin) {
  std::string out{margin};
  for (const char letter : text) {
    out += letter;
    if (letter == '\n') out += margin;
  }
  return out;
}

}  // namespace

std::string to_text(const Explanation& explanation, bool coloured) {
  std::string out;
  const auto verdict_line = [&](bool allowed, const std::string& text) {
    out += fmt::format("{} {}\n",
                       allowed ? paint("✓", Tone::good, coloured) : paint("✗", Tone::bad, coloured),
                       text);
  };
  if (!explanation.request) {
    const LegExplanation& leg = explanation.legs.front();
    verdict_line(leg.allowed, leg.decision.explanation);
    ChainWriter{leg, coloured, out}.write();
    return out;
  }
  verdict_line(explanation.allowed, request_verdict(explanation));
  for (const std::string& note : explanation.notes) out += fmt::format("  {}\n", note);
  for (const LegExplanation& leg : explanation.legs) {
    out += "\n";
    verdict_line(leg.allowed, purpose_text(leg));
    out += fmt::format("  {}\n", leg.decision.explanation);
    if (!leg.allowed) ChainWriter{leg, coloured, out}.write();
  }
  return out;
}

std::string to_text(const Change& change, const std::vector<PatchOperation>& patch, bool coloured) {
  if (!change.why_none.empty()) {
    return fmt::format("{}\n  {}\n",
                       paint("no change of the definition allows it:", Tone::strong, coloured),
                       change.why_none);
  }
  if (patch.empty()) return {};
  std::string out =
      paint("the smallest change that allows it: add, in this order,", Tone::strong, coloured);
  if (patch.size() == 1) {
    out = paint("the smallest change that allows it: add", Tone::strong, coloured);
  }
  out += "\n";
  for (const PatchOperation& operation : patch) {
    out += fmt::format("  at {}\n{}\n", operation.path, indented(operation.value, "    "));
  }
  for (const RightsOfTemplate& right : by_template(change.also_allows)) {
    const std::string& topics = right.clients.size() == 1 ? right.filter : right.topic_template;
    out += fmt::format("  this also lets {} {} {}\n", names_text(right.clients),
                       right.action == Action::publish ? "publish to" : "subscribe to", topics);
  }
  if (change.also_allows.empty()) out += "  this lets nobody do anything else\n";
  return out;
}

}  // namespace lab::model
