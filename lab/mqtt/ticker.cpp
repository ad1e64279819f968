#include "lab/mqtt/ticker.hpp"

#include <algorithm>

namespace lab::mqtt {

Ticker::Ticker(boost::asio::execution_context& loop)
    : service(loop), timer_(static_cast<boost::asio::io_context&>(loop)) {}

void Ticker::add(Ticked& member) {
  const auto [place, is_new] = slot_of_.try_emplace(&member, next_to_fill_);
  if (!is_new) return;
  members_[place->second].push_back(&member);
  next_to_fill_ = (next_to_fill_ + 1) % slots;
  if (!waiting_) wait();
}

void Ticker::remove(Ticked& member) {
  const auto place = slot_of_.find(&member);
  if (place == slot_of_.end()) return;
  std::vector<Ticked*>& slot = members_[place->second];
  const auto found = std::find(slot.begin(), slot.end(), &member);
  *found = slot.back();
  slot.pop_back();
  slot_of_.erase(place);
  if (slot_of_.empty()) timer_.cancel();  // So that a loop without clients can end.
}

void Ticker::shutdown() {
  slot_of_.clear();
  for (auto& slot : members_) slot.clear();
}

void Ticker::wait() {
  waiting_ = true;
  timer_.expires_after(step);
  timer_.async_wait([this](const boost::system::error_code&) {
    if (!slot_of_.empty()) fire();
    waiting_ = !slot_of_.empty();
    if (waiting_) wait();
  });
}

void Ticker::fire() {
  const std::size_t slot = next_to_fire_;
  next_to_fire_ = (next_to_fire_ + 1) % slots;
  const std::vector<Ticked*> now = members_[slot];  // A copy: members may leave meanwhile.
  for (Ticked* member : now) {
    const auto place = slot_of_.find(member);
    if (place != slot_of_.end() && place->second == slot) member->on_tick();
  }
}

}  // namespace lab::mqtt
