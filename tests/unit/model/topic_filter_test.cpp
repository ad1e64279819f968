#include "lab/model/topic_filter.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(TopicFilter, Segments_KeepTheEmptyOnes) {
  EXPECT_THAT(topic_segments("a/b"), ElementsAre("a", "b"));
  EXPECT_THAT(topic_segments("/a//"), ElementsAre("", "a", "", ""));
  EXPECT_THAT(topic_segments(""), ElementsAre(""));
}

struct Match {
  std::string_view filter;
  std::string_view topic;
  bool expected;
};

TEST(TopicFilter, Matching_FollowsTheSpecification) {
  // MQTT 5 §4.7.1 and §4.7.2, its own examples first.
  const Match matches[] = {
      {"sport/tennis/player1/#", "sport/tennis/player1", true},
      {"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true},
      {"sport/#", "sport", true},
      {"sport/tennis/+", "sport/tennis/player1", true},
      {"sport/tennis/+", "sport/tennis/player1/ranking", false},
      {"sport/+", "sport", false},
      {"sport/+", "sport/", true},
      {"+/+", "/finance", true},
      {"/+", "/finance", true},
      {"+", "/finance", false},
      {"#", "$SYS/x", false},
      {"+/monitor/Clients", "$SYS/monitor/Clients", false},
      {"$SYS/#", "$SYS/x", true},
      {"$SYS/monitor/+", "$SYS/monitor/Clients", true},
      {"#", "a/b", true},
      {"machines/#", "machines", true},
      {"machines/#", "machinesx", false},
      {"devices/+/desired", "devices/a/b/desired", false},
      {"Accounts", "ACCOUNTS", false},
      {"a/+/#", "a", false},
      {"a/+/#", "a/b", true},
      {"a/b", "a/b/", false},
      {"/", "/", true},
      {"a//b", "a/+/b", false},
      {"devices/+/x", "devices//x", true},
  };
  for (const Match& one : matches) {
    EXPECT_EQ(filter_matches_topic(one.filter, one.topic), one.expected)
        << one.filter << " against " << one.topic;
  }
}

TEST(TopicFilter, Covering_IsAsTheBrokerDecidesASubscribe) {
  const Match covers[] = {
      {"devices/#", "devices", true},
      {"devices/#", "devices/+", true},
      {"devices/#", "devices/#", true},
      {"devices/#", "devices/+/x/#", true},
      {"devices/#", "#", false},
      {"devices/+/reported", "devices/device1/reported", true},
      {"devices/+/reported", "devices/+/reported", true},
      {"devices/+/reported", "devices/#", false},
      {"devices/+/reported", "+/+/reported", false},
      {"devices/+/reported", "devices/device1/+", false},
      {"vehicles/+/command/#", "vehicles/vehicle03/command/unlock/request", true},
      {"+", "#", false},
      {"#", "#", true},
      {"+/#", "#", true},  // A topic has at least one level.
      {"/#", "#", false},  // Mosquitto 2.0.11 says yes, and is wrong.
      {"#", "$SYS/#", false},
      {"+/b", "$SYS/b", false},
      {"+/#", "$share/g/x", false},
      {"a/+/#", "a/#", false},
      {"a", "a/#", false},
  };
  for (const Match& one : covers) {
    EXPECT_EQ(filter_covers_filter(one.filter, one.topic), one.expected)
        << one.filter << " over " << one.topic;
  }
}

/// Every text of one to `longest` segments from the given ones.
std::vector<std::string> all_of(const std::vector<std::string>& segments, std::size_t longest) {
  std::vector<std::string> texts;
  std::vector<std::string> last = {};
  for (std::size_t length = 1; length <= longest; ++length) {
    std::vector<std::string> next;
    for (const std::string& segment : segments) {
      if (length == 1) next.push_back(segment);
      for (const std::string& start : last) next.push_back(start + "/" + segment);
    }
    texts.insert(texts.end(), next.begin(), next.end());
    last = std::move(next);
  }
  return texts;
}

/// Whether the filter matches, written once more by regular recursion over segments.
bool matches_slowly(const std::vector<std::string_view>& filter, std::size_t f,
                    const std::vector<std::string_view>& topic, std::size_t t) {
  if (f == filter.size()) return t == topic.size();
  if (filter[f] == "#") return true;
  if (t == topic.size()) return false;
  return (filter[f] == "+" || filter[f] == topic[t]) && matches_slowly(filter, f + 1, topic, t + 1);
}

class EveryFilter : public testing::Test {
 protected:
  EveryFilter() {
    for (const std::string& filter : all_of({"a", "b", "$s", "", "+", "#"}, 3)) {
      if (topic_filter_problem(filter).empty()) filters_.push_back(filter);
    }
    // One segment more than the filters have, and a letter that no filter names: whatever two
    // filters disagree about shows in one of these. The empty topic is in, though none can be
    // published: it is the parent of `/#`, and the broker tells `/#` from `/+/#` by it.
    topics_.emplace_back();
    for (const std::string& topic : all_of({"a", "b", "z", "$s", ""}, 4)) {
      if (topic_name_problem(topic).empty()) topics_.push_back(topic);
    }
  }

  std::vector<std::string> filters_;
  std::vector<std::string> topics_;
};

TEST_F(EveryFilter, Matching_AgreesWithTheRecursiveDefinition) {
  ASSERT_GT(filters_.size(), 150U);
  ASSERT_GT(topics_.size(), 700U);
  for (const std::string& filter : filters_) {
    const auto filter_parts = topic_segments(filter);
    const bool wildcard_first = filter.front() == '+' || filter.front() == '#';
    for (const std::string& topic : topics_) {
      const bool expected = !(wildcard_first && topic.starts_with('$')) &&
                            matches_slowly(filter_parts, 0, topic_segments(topic), 0);
      ASSERT_EQ(filter_matches_topic(filter, topic), expected) << filter << " against " << topic;
    }
  }
}

TEST_F(EveryFilter, Covering_AgreesWithEveryTopicThatTheyMatch) {
  std::vector<std::vector<bool>> matched;
  for (const std::string& filter : filters_) {
    auto& row = matched.emplace_back();
    for (const std::string& topic : topics_) row.push_back(filter_matches_topic(filter, topic));
  }
  std::array<int, 2> seen{};
  for (std::size_t outer = 0; outer < filters_.size(); ++outer) {
    for (std::size_t inner = 0; inner < filters_.size(); ++inner) {
      bool expected = true;
      for (std::size_t topic = 0; topic < topics_.size() && expected; ++topic) {
        expected = !matched[inner][topic] || matched[outer][topic];
      }
      ASSERT_EQ(filter_covers_filter(filters_[outer], filters_[inner]), expected)
          << filters_[outer] << " over " << filters_[inner];
      ++seen.at(expected ? 1 : 0);
    }
  }
  EXPECT_GT(seen[0], 1'000);
  EXPECT_GT(seen[1], 1'000);
}

TEST(TopicFilter, Names_AreCheckedByTheSpecification) {
  EXPECT_THAT(topic_name_problem("devices/device1"), IsEmpty());
  EXPECT_THAT(topic_name_problem("/"), IsEmpty());
  EXPECT_THAT(topic_name_problem(std::string(65'535, 'x')), IsEmpty());
  EXPECT_EQ(topic_name_problem(""), "a topic name must have at least one character");
  EXPECT_EQ(topic_name_problem(std::string(65'536, 'x')),
            "a topic name is at most 65535 bytes, this one has 65536");
  EXPECT_EQ(topic_name_problem("a/+"),
            "a topic name has no wildcards, this one has '+' at offset 2");
  EXPECT_EQ(topic_name_problem("a#"),
            "a topic name has no wildcards, this one has '#' at offset 1");
  EXPECT_EQ(topic_name_problem(std::string_view("a\0", 2)),
            "U+0000 at offset 1 is a control character");
  EXPECT_EQ(topic_name_problem("\xFF"), "byte 0xFF at offset 0 is not valid UTF-8");
}

TEST(TopicFilter, Filters_AreCheckedByTheSpecification) {
  for (const std::string_view good : {"#", "+", "+/tennis/#", "sport/+/player1", "/", "+/+",
                                      "$SYS/#", "$share/g/a/+/#", "$share/g/#", "$share/g//"}) {
    EXPECT_THAT(topic_filter_problem(good), IsEmpty()) << good;
  }
  EXPECT_EQ(topic_filter_problem("sport+"), "the wildcard '+' at offset 5 must be a whole segment");
  EXPECT_EQ(topic_filter_problem("a/#b"), "the wildcard '#' at offset 2 must be a whole segment");
  EXPECT_EQ(topic_filter_problem("a/++/b"), "the wildcard '+' at offset 2 must be a whole segment");
  EXPECT_EQ(topic_filter_problem("sport/#/x"),
            "the wildcard '#' at offset 6 must be the last segment");
  EXPECT_EQ(topic_filter_problem("#/"), "the wildcard '#' at offset 0 must be the last segment");
  EXPECT_EQ(topic_filter_problem("$share/g/a/#/b"),
            "the wildcard '#' at offset 11 must be the last segment");
  EXPECT_EQ(topic_filter_problem(""), "a topic filter must have at least one character");
  for (const std::string_view bad :
       {"$share/", "$share/g", "$share/g/", "$share//a", "$share/+/a", "$share/g#/a"}) {
    EXPECT_THAT(topic_filter_problem(bad), HasSubstr("$share/<group>/<filter>")) << bad;
  }
}

TEST(TopicFilter, SharedSubscription_IsTakenApart) {
  EXPECT_EQ(shared_subscription_filter("$share/g/a/+"), "a/+");
  EXPECT_EQ(shared_subscription_filter("$share/g//a"), "/a");
  for (const std::string_view other : {"a/b", "$share", "$share/", "$share/g", "$share/g/",
                                       "$share//a", "$share/+/a", "$SHARE/g/a", "x$share/g/a"}) {
    EXPECT_THAT(shared_subscription_filter(other), IsEmpty()) << other;
  }
}

TEST(TopicFilter, ServiceLimits_AreAtTheirEdges) {
  const std::string fifteen = "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15";
  EXPECT_THAT(topic_limit_problem(fifteen), IsEmpty());
  EXPECT_EQ(topic_limit_problem(fifteen + "/16"),
            "it has 16 segments, Event Grid takes at most 15");
  EXPECT_THAT(topic_limit_problem(std::string(256, 'x')), IsEmpty());
  EXPECT_EQ(topic_limit_problem(std::string(257, 'x')),
            "it has 257 bytes, Event Grid takes at most 256");
}

}  // namespace
}  // namespace lab::model
