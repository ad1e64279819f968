#include "lab/model/expansion_rules.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

using Members = std::vector<bool>;  ///< By the client's index.

std::string_view cause_text(TopicTemplate::NoFilter::Cause cause) {
  switch (cause) {
    case TopicTemplate::NoFilter::Cause::attribute_missing: return "has no such attribute";
    case TopicTemplate::NoFilter::Cause::attribute_is_array:
      return "has an array there, which has no single text";
    case TopicTemplate::NoFilter::Cause::value_is_empty: return "has an empty value there";
    case TopicTemplate::NoFilter::Cause::value_injects:
      return "has a value there that would change the topic's shape";
    case TopicTemplate::NoFilter::Cause::too_long:
      return "gets a topic over 256 bytes or 15 segments";
  }
  return "gets no topic";
}

/// Where the value of a template's variable stands in a client.
PlaceId place_of_variable(const ReadClient& read, std::string_view variable) {
  constexpr std::string_view prefix = "${client.attributes.";
  if (variable.substr(0, prefix.size()) != prefix) return read.authentication_name_place;
  const std::string_view rest = variable.substr(prefix.size());
  const std::string_view key = rest.substr(0, rest.find_first_of("|}"));
  for (const auto& [name, place] : read.attribute_places) {
    if (name == key) return place;
  }
  return read.attributes_place;
}

class ExpansionChecker {
 public:
  ExpansionChecker(const std::vector<ReadClient>& clients, ProblemList& problems)
      : clients_(clients), problems_(problems) {}

  void check(const ReadTopicSpace& read, const Members& members) {
    for (std::size_t index = 0; index < read.space.topic_templates.size(); ++index) {
      const TopicTemplate& topic_template = read.space.topic_templates[index];
      if (!topic_template.has_variables()) continue;
      check(topic_template, read.space.name, read.template_places[index], members);
    }
  }

 private:
  void check(const TopicTemplate& topic_template, const std::string& space, PlaceId place,
             const Members& members) {
    std::size_t member_count = 0;
    std::size_t filter_count = 0;
    std::size_t unusable_count = 0;
    std::string first_unusable;
    for (std::size_t index = 0; index < clients_.size(); ++index) {
      if (!members[index]) continue;
      ++member_count;
      const auto expanded = topic_template.expand(clients_[index].client);
      const auto* none = std::get_if<TopicTemplate::NoFilter>(&expanded);
      if (none == nullptr) {
        ++filter_count;
      } else if (none->cause == TopicTemplate::NoFilter::Cause::value_injects) {
        ++filter_count;  // Told as an error; "gives nobody a topic" would tell it twice.
        report_injection(clients_[index], *none, topic_template, space);
      } else if (none->cause != TopicTemplate::NoFilter::Cause::attribute_missing) {
        if (unusable_count++ == 0) {
          first_unusable = fmt::format("client {} {} ({})", in_quotes(clients_[index].client.name),
                                       cause_text(none->cause), none->variable);
        }
      }
    }
    report_useless(topic_template, place, member_count, filter_count);
    report_unusable(topic_template, place, unusable_count, first_unusable);
  }

  void report_injection(const ReadClient& read, const TopicTemplate::NoFilter& none,
                        const TopicTemplate& topic_template, const std::string& space) {
    const PlaceId place = place_of_variable(read, none.variable);
    if (!told_.insert(place).second) return;
    problems_.add(
        place, Rule::topic_template_injection,
        fmt::format("the value {} would change the shape of the topic template {} of "
                    "topic space {}",
                    in_quotes(none.value), in_quotes(topic_template.text(), 256), in_quotes(space)),
        fmt::format("give {} a value without / + # (and not a leading $), or take the "
                    "client out of the groups bound to the space",
                    none.variable));
  }

  void report_useless(const TopicTemplate& topic_template, PlaceId place, std::size_t members,
                      std::size_t filters) {
    if (members == 0 || filters > 0) return;
    problems_.add(
        place, Rule::topic_template_without_filter,
        fmt::format("the topic template {} gives none of its {} bound client{} a topic",
                    in_quotes(topic_template.text(), 256), members, members == 1 ? "" : "s"),
        "give the clients the attributes that it reads");
  }

  void report_unusable(const TopicTemplate& topic_template, PlaceId place, std::size_t count,
                       const std::string& first) {
    if (count == 0) return;
    problems_.add(place, Rule::topic_template_unusable_value,
                  fmt::format("the topic template {} gives {} bound client{} no topic: {}{}",
                              in_quotes(topic_template.text(), 256), count, count == 1 ? "" : "s",
                              first, count == 1 ? "" : ", …"),
                  "give it a short text or an integer");
  }

  const std::vector<ReadClient>& clients_;
  ProblemList& problems_;
  std::set<PlaceId> told_;
};

/// The members of each group, `$all` included.
std::map<std::string, Members, std::less<>> members_of_groups(
    const std::vector<ReadClient>& clients, const ReadGroups& groups) {
  std::map<std::string, Members, std::less<>> members;
  members.emplace(all_clients_group, Members(clients.size(), true));
  for (const ClientGroup& group : groups.groups) {
    Members of_group(clients.size());
    for (std::size_t index = 0; index < clients.size(); ++index) {
      of_group[index] = group.query.matches(clients[index].client);
    }
    members.emplace(group.name, std::move(of_group));
  }
  return members;
}

}  // namespace

void check_expansions(const std::vector<ReadClient>& clients, const ReadGroups& groups,
                      const std::vector<ReadTopicSpace>& spaces,
                      const std::vector<ReadBinding>& bindings, ProblemList& problems) {
  const auto members = members_of_groups(clients, groups);
  ExpansionChecker checker{clients, problems};
  for (const ReadTopicSpace& read : spaces) {
    Members bound(clients.size());
    for (const ReadBinding& binding : bindings) {
      if (binding.binding.topic_space_name != read.space.name) continue;
      const auto found = members.find(binding.binding.client_group_name);
      if (found == members.end()) continue;
      std::transform(bound.begin(), bound.end(), found->second.begin(), bound.begin(),
                     std::logical_or<>{});
    }
    checker.check(read, bound);
  }
}

}  // namespace lab::model
