#include "tests/support/probe.hpp"

#include <utility>

#include "tests/support/stage.hpp"

namespace lab::test {
namespace {

mqtt::ConnectOptions once(mqtt::ConnectOptions options) {
  options.reconnect = false;
  return options;
}

}  // namespace

Probe::Probe(mqtt::ConnectOptions options)
    : client_(loop_, once(std::move(options)),
              {.connected =
                   [this](bool present) {
                     welcome_ = {0, present, "Success"};
                   },
               .refused =
                   [this](int code, const char* text) {
                     welcome_ = {code, false, text};
                   },
               .disconnected = [this](const mqtt::Disconnected& end) { end_ = end; },
               .subscribed = [this](int token,
                                    const std::vector<int>& codes) { subscribed_[token] = codes; },
               .unsubscribed = [this](int token,
                                      const std::vector<int>&) { unsubscribed_[token] = true; },
               .published = [this](int token, int code) { published_[token] = code; },
               .message = [this](const mqtt::Message& message) { messages_.push_back(message); }}) {
}

template <typename Done>
bool Probe::run_until(Deadline deadline, Done done) {
  loop_.restart();
  while (!done()) {
    if (deadline.passed()) return false;
    if (loop_.run_one_for(deadline.left()) == 0 && loop_.stopped()) return done();
  }
  return true;
}

Probe::Welcome Probe::connect() {
  welcome_.reset();
  end_.reset();
  client_.start();
  run_until(Deadline::after(patience), [&] { return welcome_ || end_; });
  if (welcome_) return *welcome_;
  return {std::nullopt, false, end_ ? end_->text : "no answer in time"};
}

std::optional<int> Probe::publish(const mqtt::Message& message) {
  const int token = client_.publish(message);
  run_until(Deadline::after(patience), [&] { return published_.contains(token) || end_; });
  const auto found = published_.find(token);
  return found == published_.end() ? std::nullopt : std::optional{found->second};
}

std::vector<std::optional<int>> Probe::publish_all(const std::vector<mqtt::Message>& messages) {
  std::vector<int> tokens;
  for (const mqtt::Message& message : messages) tokens.push_back(client_.publish(message));
  std::size_t answered = 0;
  run_until(Deadline::after(patience), [&] {
    while (answered < tokens.size() && published_.contains(tokens[answered])) ++answered;
    return answered == tokens.size() || end_;
  });
  std::vector<std::optional<int>> codes;
  for (const int token : tokens) {
    const auto found = published_.find(token);
    codes.push_back(found == published_.end() ? std::nullopt : std::optional{found->second});
  }
  return codes;
}

std::vector<int> Probe::subscribe(const std::vector<std::string>& filters, int qos) {
  const int token = client_.subscribe(filters, qos);
  run_until(Deadline::after(patience), [&] { return subscribed_.contains(token) || end_; });
  return subscribed_[token];
}

void Probe::unsubscribe(const std::vector<std::string>& filters) {
  const int token = client_.unsubscribe(filters);
  run_until(Deadline::after(patience), [&] { return unsubscribed_.contains(token) || end_; });
}

std::optional<mqtt::Message> Probe::next_message(Deadline deadline) {
  if (!run_until(deadline, [&] { return !messages_.empty() || end_; }) || messages_.empty()) {
    return std::nullopt;
  }
  mqtt::Message message = std::move(messages_.front());
  messages_.pop_front();
  return message;
}

std::optional<mqtt::Disconnected> Probe::wait_for_end(Deadline deadline) {
  run_until(deadline, [&] { return end_.has_value(); });
  return end_;
}

void Probe::disconnect() {
  client_.disconnect();
  run_until(Deadline::after(patience), [&] { return end_.has_value(); });
}

}  // namespace lab::test
