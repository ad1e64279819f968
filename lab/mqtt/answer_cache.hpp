#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "lab/mqtt/message.hpp"

namespace lab::mqtt {

/// The answers that a responder keeps for redelivered requests (threat T7), bounded in number and
/// bytes (T11). Time is given by the caller.
class AnswerCache {
 public:
  using Time = std::chrono::steady_clock::time_point;

  AnswerCache(std::size_t most, std::size_t most_bytes) : most_(most), most_bytes_(most_bytes) {}

  /// What makes two deliveries the same request: topic, response topic, correlation data and
  /// payload, byte for byte. No hash stands for them, since whoever finds two requests with one
  /// hash could have the answer to one given to the other.
  static std::string key(const Message& request);

  /// Keeps an answer until that time. The oldest ones go first when there are too many; the newest
  /// stays even if it is over the limit by itself, unless the limit is none at all.
  void keep(std::string key, Message answer, Time until, Time now);

  /// The answer kept, or null. Good until the next call of `keep`.
  [[nodiscard]] const Message* find(const std::string& key, Time now) const;

  [[nodiscard]] std::size_t size() const { return kept_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct Kept {
    Message answer;
    Time until;
    std::uint64_t number = 0;
    std::size_t bytes = 0;
  };
  // Ordered maps: a peer chooses the keys, and no choice of keys makes these slow.
  using ByKey = std::map<std::string, Kept>;

  void drop(ByKey::iterator kept);
  void make_room(Time now);

  std::size_t most_;
  std::size_t most_bytes_;
  ByKey kept_;
  std::map<std::uint64_t, ByKey::iterator> by_age_;
  std::size_t bytes_ = 0;
  std::uint64_t next_number_ = 1;
};

}  // namespace lab::mqtt
