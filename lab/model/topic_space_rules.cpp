#include "lab/model/topic_space_rules.hpp"

#include <array>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "lab/model/limits.hpp"
#include "lab/model/name_rules.hpp"
#include "lab/model/property_reader.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

/// The variable of a preview that a template uses, or empty.
std::string_view obsolete_variable(std::string_view text) {
  constexpr std::array<std::string_view, 2> variables{"${principal.", "${client.name"};
  for (const std::string_view variable : variables) {
    const std::size_t start = text.find(variable);
    if (start == std::string_view::npos) continue;
    const std::size_t end = text.find('}', start);
    return text.substr(start, end == std::string_view::npos ? end : end + 1 - start);
  }
  return {};
}

void read_template(const Node& node, ReadTopicSpace& read, ProblemList& problems) {
  if (!check_kind(node, Node::Kind::string, "a topic template", problems)) return;
  if (const std::string_view variable = obsolete_variable(node.text); !variable.empty()) {
    problems.add(node.place, Rule::topic_template_obsolete_variable,
                 fmt::format("the topic template {} uses {}, a variable of a preview",
                             in_quotes(node.text, 256), variable),
                 "write ${client.authenticationName} or ${client.attributes.KEY}");
    return;
  }
  auto parsed = TopicTemplate::parse(node.text);
  if (const auto* problem = std::get_if<SyntaxProblem>(&parsed)) {
    problems.add(node.place, Rule::topic_template_syntax,
                 fmt::format("the topic template {} at byte {}: {}", in_quotes(node.text, 256),
                             problem->at, problem->cause),
                 problem->fix);
    return;
  }
  read.space.topic_templates.push_back(std::get<TopicTemplate>(std::move(parsed)));
  read.template_places.push_back(node.place);
}

void read_templates(const PropertyReader& reader, ReadTopicSpace& read, ProblemList& problems) {
  reader.require({"topicTemplates"}, "give the topics that belong to the space");
  const std::span<const Node> items = reader.array("topicTemplates");
  for (const Node& item : items) read_template(item, read, problems);
  const Node* node = reader.find("topicTemplates");
  if (node != nullptr && node->is(Node::Kind::array) && items.empty()) {
    problems.add(node->place, Rule::topic_template_count, "the topic space has no topic template",
                 "give at least one");
  }
  if (items.size() > limits::topic_templates_per_space) {
    problems.add(items[limits::topic_templates_per_space].place, Rule::quota_topic_templates,
                 fmt::format("the topic space has {} topic templates; Event Grid allows {}",
                             items.size(), limits::topic_templates_per_space),
                 "use a wildcard or a variable, or another topic space");
  }
}

}  // namespace

std::vector<ReadTopicSpace> read_topic_spaces(const std::vector<Resource>& resources,
                                              ProblemList& problems) {
  check_quota(resources, limits::topic_spaces, Rule::quota_topic_spaces, "topic spaces", problems);
  check_unique_names(resources, problems);
  std::vector<ReadTopicSpace> spaces;
  for (const Resource& resource : resources) {
    check_resource_name(resource.name, "topic space", resource.name_place, problems);
    ReadTopicSpace& read = spaces.emplace_back();
    read.space.name = resource.name;
    if (resource.properties.is(Node::Kind::unresolved)) continue;
    const PropertyReader reader{resource.properties, known::topic_space, problems,
                                resource.is_flat ? &known::child_resource : nullptr};
    read.space.description = reader.string("description").value_or("");
    read_templates(reader, read, problems);
  }
  return spaces;
}

}  // namespace lab::model
