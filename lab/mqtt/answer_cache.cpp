#include "lab/mqtt/answer_cache.hpp"

#include <utility>

#include "lab/base/log.hpp"

namespace lab::mqtt {
namespace {

void append_part(std::string& key, const std::optional<std::string>& part) {
  // Length first, so that bytes cannot move between parts; absent differs from empty.
  key.append(part ? std::to_string(part->size()) : std::string{"-"}).append(":");
  if (part) key.append(*part);
}

std::size_t size_of(const std::string& key, const Message& answer) {
  std::size_t bytes = key.size() + answer.topic.size() + answer.payload.size();
  bytes += answer.correlation_data ? answer.correlation_data->size() : 0;
  bytes += answer.content_type ? answer.content_type->size() : 0;
  for (const auto& [name, value] : answer.user_properties) bytes += name.size() + value.size();
  return bytes;
}

}  // namespace

std::string AnswerCache::key(const Message& request) {
  std::string key = request.enveloped ? "e" : "p";
  append_part(key, request.topic);
  append_part(key, request.response_topic);
  append_part(key, request.correlation_data);
  append_part(key, request.payload);
  return key;
}

void AnswerCache::keep(std::string key, Message answer, Time until, Time now) {
  if (const auto before = kept_.find(key); before != kept_.end()) drop(before);
  if (most_ == 0 || most_bytes_ == 0) return;
  const std::size_t bytes = size_of(key, answer);
  const auto kept =
      kept_.emplace(std::move(key), Kept{std::move(answer), until, next_number_++, bytes}).first;
  by_age_.emplace(kept->second.number, kept);
  bytes_ += bytes;
  make_room(now);
}

const Message* AnswerCache::find(const std::string& key, Time now) const {
  const auto kept = kept_.find(key);
  return kept == kept_.end() || kept->second.until <= now ? nullptr : &kept->second.answer;
}

void AnswerCache::drop(ByKey::iterator kept) {
  bytes_ -= kept->second.bytes;
  by_age_.erase(kept->second.number);
  kept_.erase(kept);
}

void AnswerCache::make_room(Time now) {
  while (by_age_.size() > 1) {
    const ByKey::iterator oldest = by_age_.begin()->second;
    const bool is_over = kept_.size() > most_ || bytes_ > most_bytes_;
    const bool has_expired = oldest->second.until <= now;
    if (!is_over && !has_expired) return;
    if (!has_expired) {
      log::debug("an answer on {} is forgotten early: a redelivered request would run again",
                 oldest->second.answer.topic);
    }
    drop(oldest);
  }
}

}  // namespace lab::mqtt
