#include "lab/mqtt/client.hpp"

#include "lab/mqtt/session.hpp"

namespace lab::mqtt {

Client::Client(boost::asio::io_context& loop, ConnectOptions options, Handlers handlers)
    : session_(std::make_shared<Session>(loop, std::move(options), std::move(handlers))) {}

Client::~Client() {
  session_->close();
}

void Client::start() {
  session_->start();
}

int Client::subscribe(const std::vector<std::string>& filters, int qos) {
  return session_->subscribe(filters, qos);
}

int Client::unsubscribe(const std::vector<std::string>& filters) {
  return session_->unsubscribe(filters);
}

int Client::publish(const Message& message) {
  return session_->publish(message);
}

void Client::disconnect(int reason_code) {
  session_->disconnect(reason_code);
}

void Client::cut() {
  session_->cut();
}

bool Client::is_connected() const {
  return session_->is_connected();
}

Version Client::version() const {
  return session_->options().version;
}

const ConnectOptions& Client::options() const {
  return session_->options();
}

}  // namespace lab::mqtt
