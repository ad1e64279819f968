// Goal: a kept answer is found for the same request only, and what is kept stays within bounds.
// Method: time is a number that the test moves on.

#include "lab/mqtt/answer_cache.hpp"

#include <set>

#include <gtest/gtest.h>

namespace lab::mqtt {
namespace {

using std::chrono::seconds;

constexpr AnswerCache::Time start{seconds{1'000}};

Message answer(const std::string& payload) {
  Message message;
  message.topic = "t";
  message.payload = payload;
  return message;
}

TEST(AnswerCache, KeptAnswer_IsFoundUntilItsTime) {
  AnswerCache cache(10, 1'000);
  cache.keep("key", answer("one"), start + seconds{5}, start);
  ASSERT_NE(cache.find("key", start + seconds{4}), nullptr);
  EXPECT_EQ(cache.find("key", start + seconds{4})->payload, "one");
  EXPECT_EQ(cache.find("key", start + seconds{5}), nullptr);
  EXPECT_EQ(cache.find("other", start), nullptr);
}

TEST(AnswerCache, SameKeyAgain_ReplacesAndCountsOnce) {
  AnswerCache cache(10, 1'000);
  cache.keep("key", answer("one"), start + seconds{5}, start);
  cache.keep("key", answer("three"), start + seconds{5}, start);
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_EQ(cache.bytes(), 3U + 1U + 5U);
  EXPECT_EQ(cache.find("key", start)->payload, "three");
}

TEST(AnswerCache, TooManyOrTooLarge_DropsTheOldestButNeverTheNewest) {
  AnswerCache by_count(2, 1'000'000);
  for (const char* key : {"a", "b", "c"}) by_count.keep(key, answer(""), start + seconds{5}, start);
  EXPECT_EQ(by_count.find("a", start), nullptr);
  EXPECT_NE(by_count.find("b", start), nullptr);
  EXPECT_NE(by_count.find("c", start), nullptr);

  AnswerCache by_bytes(100, 50);
  by_bytes.keep("a", answer(std::string(20, 'x')), start + seconds{5}, start);
  by_bytes.keep("b", answer(std::string(100, 'x')), start + seconds{5}, start);
  EXPECT_EQ(by_bytes.size(), 1U);
  EXPECT_NE(by_bytes.find("b", start), nullptr);
  by_bytes.keep("c", answer(""), start + seconds{5}, start);
  EXPECT_EQ(by_bytes.find("b", start), nullptr);
  EXPECT_EQ(by_bytes.bytes(), 2U);
}

TEST(AnswerCache, ExpiredAnswers_MakeRoomAsNewOnesCome) {
  AnswerCache cache(100, 1'000'000);
  for (int i = 0; i < 50; ++i) {
    cache.keep(std::to_string(i), answer("x"), start + seconds{1}, start);
  }
  cache.keep("new", answer("x"), start + seconds{10}, start + seconds{2});
  EXPECT_EQ(cache.size(), 1U);
}

TEST(AnswerCache, LimitOfNothing_KeepsNothing) {
  AnswerCache cache(0, 1'000);
  cache.keep("key", answer("one"), start + seconds{5}, start);
  EXPECT_EQ(cache.size(), 0U);
}

TEST(AnswerCache, Keys_DifferWhereverRequestsDo) {
  std::set<std::string> keys;
  const auto add = [&keys](const char* topic, std::optional<std::string> response_topic,
                           std::optional<std::string> correlation, const char* payload,
                           bool enveloped = false) {
    Message request;
    request.topic = topic;
    request.response_topic = std::move(response_topic);
    request.correlation_data = std::move(correlation);
    request.payload = payload;
    request.enveloped = enveloped;
    keys.insert(AnswerCache::key(request));
  };
  add("a", "b", "c", "d");
  add("a", "b", "c", "d", true);
  add("ab", "", "c", "d");
  add("a", "bc", "", "d");
  add("a", "b", std::nullopt, "cd");
  add("a", "b", "", "cd");
  add("a", "b", "cd", "");
  add("a", std::nullopt, "b", "cd");
  add("a", "b", "1:c", "d");
  EXPECT_EQ(keys.size(), 9U);
}

}  // namespace
}  // namespace lab::mqtt
