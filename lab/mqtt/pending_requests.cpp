#include "lab/mqtt/pending_requests.hpp"

#include "lab/base/assert.hpp"

namespace lab::mqtt {
namespace {

constexpr std::size_t remembered_ends = 10'000;

}  // namespace

std::string PendingRequests::key(std::string_view response_topic,
                                 std::string_view correlation_data) {
  // The length keeps ("a", "bc") and ("ab", "c") apart, whatever bytes they hold.
  std::string text = std::to_string(response_topic.size());
  text.append(":").append(response_topic).append(correlation_data);
  return text;
}

std::string PendingRequests::key(const PendingRequest& request) {
  return key(*request.message.response_topic, *request.message.correlation_data);
}

bool PendingRequests::add(const Pointer& request) {
  if (!by_key_.emplace(key(*request), request).second) return false;
  ++correlations_[*request->message.correlation_data];
  request->number = next_number_++;
  by_number_.emplace(request->number, request);
  return true;
}

void PendingRequests::remove(const Pointer& request) {
  const bool was_pending = by_key_.erase(key(*request)) == 1;
  LAB_ASSERT(was_pending);
  const auto correlation = correlations_.find(*request->message.correlation_data);
  if (--correlation->second == 0) correlations_.erase(correlation);
  set_token(request, std::nullopt);
  by_number_.erase(request->number);
}

void PendingRequests::finish(const Pointer& request, bool answered) {
  remove(request);
  std::string ended_key = key(*request);
  Ended& ended = ended_[ended_key];
  ended.answered = answered;
  ++ended.times;
  ended_order_.push_back(std::move(ended_key));
  if (ended_order_.size() <= remembered_ends) return;
  const auto oldest = ended_.find(ended_order_.front());
  if (--oldest->second.times == 0) ended_.erase(oldest);
  ended_order_.pop_front();
}

void PendingRequests::set_token(const Pointer& request, std::optional<int> token) {
  if (request->token) by_token_.erase(*request->token);
  request->token = token;
  if (token) by_token_[*token] = request;
}

PendingRequests::Found PendingRequests::find(std::string_view response_topic,
                                             std::string_view correlation_data) const {
  const std::string wanted = key(response_topic, correlation_data);
  if (const auto pending = by_key_.find(wanted); pending != by_key_.end()) {
    return {Meaning::answer, pending->second};
  }
  if (correlations_.contains(std::string{correlation_data})) return {Meaning::wrong_topic, {}};
  const auto ended = ended_.find(wanted);
  if (ended == ended_.end()) return {Meaning::unknown, {}};
  return {ended->second.answered ? Meaning::duplicate : Meaning::late, {}};
}

PendingRequests::Pointer PendingRequests::find_token(int token) const {
  const auto found = by_token_.find(token);
  return found == by_token_.end() ? nullptr : found->second;
}

std::vector<PendingRequests::Pointer> PendingRequests::all() const {
  std::vector<Pointer> requests;
  requests.reserve(by_number_.size());
  for (const auto& [number, request] : by_number_) requests.push_back(request);
  return requests;
}

}  // namespace lab::mqtt
