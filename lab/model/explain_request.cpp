#include "lab/model/explain_request.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/base/terminal.hpp"
#include "lab/model/explain_rights.hpp"
#include "lab/model/topic_filter.hpp"

namespace lab::model {
namespace {

/// A topic that was found, and how many of its segments had to be made up.
struct FoundTopic {
  std::string topic;
  std::size_t made_up = 0;
};

bool can_be_asked(std::string_view topic) {
  return topic_name_problem(topic).empty() && topic_limit_problem(topic).empty() &&
         !topic.starts_with('$');
}

/// A topic that both filters match; segments that both leave open become `filler`.
std::optional<FoundTopic> meeting_topic(std::string_view left, std::string_view right,
                                        std::string_view filler) {
  const auto one = topic_segments(left);
  const auto other = topic_segments(right);
  std::vector<std::string_view> met;
  FoundTopic found;
  for (std::size_t i = 0;; ++i) {
    const std::string_view here = i < one.size() ? one[i] : std::string_view{};
    const std::string_view there = i < other.size() ? other[i] : std::string_view{};
    if (i >= one.size() || i >= other.size()) {
      const bool both_end = i >= one.size() && i >= other.size();
      if (!both_end && here != "#" && there != "#") return std::nullopt;
      break;
    }
    if (here == "#" || there == "#") {
      const auto& rest = here == "#" ? other : one;
      for (std::size_t j = i; j < rest.size(); ++j) {
        const bool open = rest[j] == "+" || rest[j] == "#";
        if (rest[j] == "#" && j > 0) break;  // The parent matches too.
        found.made_up += open ? 1 : 0;
        met.push_back(open ? filler : rest[j]);
      }
      break;
    }
    if (here == "+" && there == "+") {
      ++found.made_up;
      met.push_back(filler);
    } else if (here == "+" || there == "+" || here == there) {
      met.push_back(here == "+" ? there : here);
    } else {
      return std::nullopt;
    }
  }
  found.topic = fmt::format("{}", fmt::join(met, "/"));
  return can_be_asked(found.topic) ? std::optional{found} : std::nullopt;
}

/// Looks for one topic of a request.
struct Search {
  const std::vector<Right>& publisher;
  const std::vector<Right>& subscriber;
  std::string_view filler;
  std::string_view unwanted;  ///< Not this one.

  [[nodiscard]] std::optional<std::string> common() const {
    std::optional<FoundTopic> best;
    for (const Right& give : publisher) {
      if (give.action != Action::publish) continue;
      for (const Right& take : subscriber) {
        if (take.action != Action::subscribe) continue;
        auto found = meeting_topic(give.filter, take.filter, filler);
        if (!found || found->topic == unwanted) continue;
        if (!best || found->made_up < best->made_up) best = std::move(found);
      }
    }
    return best ? std::optional{best->topic} : std::nullopt;
  }

  /// The first topic that one side has.
  [[nodiscard]] std::optional<std::string> of(const std::vector<Right>& rights,
                                              Action action) const {
    for (const Right& right : rights) {
      if (right.action != action) continue;
      const auto found = meeting_topic(right.filter, right.filter, filler);
      if (found && found->topic != unwanted) return found->topic;
    }
    return std::nullopt;
  }
};

std::vector<Right> rights_of_named(const Namespace& definition, const std::string& name) {
  const Client* client = find_client(definition, name);
  return client != nullptr ? rights_of(definition, *client) : std::vector<Right>{};
}

std::string chosen(std::string_view what, std::string_view topic, const std::string& how) {
  return fmt::format("the {} is chosen: {}, {}", what, topic, how);
}

/// The request topic, which the requester publishes to.
void choose_request_topic(const Search& search, RequestTopics& topics) {
  AskedRequest& request = topics.request;
  std::string how = "which both may use";
  if (auto topic = search.common()) {
    request.topic = *topic;
  } else if ((topic = search.of(search.subscriber, Action::subscribe))) {
    request.topic = *topic;
    how = fmt::format("which {} may subscribe to", request.responder);
  } else if ((topic = search.of(search.publisher, Action::publish))) {
    request.topic = *topic;
    how = fmt::format("which {} may publish to", request.requester);
  } else {
    request.topic = fmt::format("devices/{}/desired", search.filler);
    how = "as Microsoft's how-to names it";
  }
  topics.notes.push_back(chosen("request topic", printable(request.topic), how));
}

/// The response topic, which the responder publishes to.
void choose_response_topic(const Search& search, RequestTopics& topics) {
  AskedRequest& request = topics.request;
  std::string how = "which both may use";
  if (auto topic = search.common()) {
    request.response_topic = *topic;
  } else if ((topic = search.of(search.publisher, Action::publish))) {
    request.response_topic = *topic;
    how = fmt::format("which {} may publish to", request.responder);
  } else if ((topic = search.of(search.subscriber, Action::subscribe))) {
    request.response_topic = *topic;
    how = fmt::format("which {} may subscribe to", request.requester);
  } else {
    request.response_topic = fmt::format("devices/{}/reported", search.filler);
    how = "as Microsoft's how-to names it";
  }
  topics.notes.push_back(chosen("response topic", printable(request.response_topic), how));
}

}  // namespace

RequestTopics choose_topics(const Namespace& definition, const AskedRequest& request) {
  RequestTopics topics{request, {}};
  if (!request.topic.empty() && !request.response_topic.empty()) return topics;
  const auto requester = rights_of_named(definition, request.requester);
  const auto responder = rights_of_named(definition, request.responder);
  const Client* client = find_client(definition, request.responder);
  const bool is_segment =
      client != nullptr && client->authentication_name.find_first_of("/+#$") == std::string::npos;
  const std::string filler = is_segment ? client->authentication_name : "any";
  if (topics.request.topic.empty()) {
    choose_request_topic({requester, responder, filler, request.response_topic}, topics);
  }
  if (topics.request.response_topic.empty()) {
    choose_response_topic({responder, requester, filler, topics.request.topic}, topics);
  }
  return topics;
}

}  // namespace lab::model
