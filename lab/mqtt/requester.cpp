#include "lab/mqtt/requester.hpp"

#include <utility>

#include "lab/mqtt/requester_state.hpp"

namespace lab::mqtt {

// Each call keeps the state alive until it returns: what it calls may destroy the requester.

Requester::Requester(boost::asio::io_context& loop, Transport& transport,
                     std::string response_filter, Observer observer)
    : state_(std::make_shared<State>(loop, transport, std::move(response_filter),
                                     std::move(observer))) {}

Requester::~Requester() {
  state_->close();
}

void Requester::request(Request request, Done done) {
  const auto state = state_;
  state->request(std::move(request), std::move(done));
}

void Requester::cancel_all() {
  const auto state = state_;
  state->cancel_all();
}

void Requester::on_connected(bool session_present) {
  const auto state = state_;
  state->on_connected(session_present);
}

void Requester::on_refused(int connack_code) {
  const auto state = state_;
  state->on_refused(connack_code);
}

void Requester::on_disconnected() {
  const auto state = state_;
  state->on_disconnected();
}

void Requester::on_subscribed(int token, const std::vector<int>& reason_codes) {
  const auto state = state_;
  state->on_subscribed(token, reason_codes);
}

void Requester::on_published(int token, int reason_code) {
  const auto state = state_;
  state->on_published(token, reason_code);
}

bool Requester::on_message(const Message& message) {
  const auto state = state_;
  return state->on_message(message);
}

std::size_t Requester::pending() const {
  return state_->pending();
}

const RequesterCounters& Requester::counters() const {
  return state_->counters();
}

}  // namespace lab::mqtt
