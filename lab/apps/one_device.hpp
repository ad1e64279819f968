#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "lab/apps/client_link.hpp"
#include "lab/mqtt/misbehaviour.hpp"
#include "lab/mqtt/responder.hpp"
#include "lab/state/device_state.hpp"

namespace lab::apps {

/// One device: its connection, the responder on it, and its properties. A program holds one or ten
/// thousand of them on one loop.
class OneDevice final : private LinkOwner {
 public:
  /// What its program wants to know. All on the loop's thread.
  struct Observer {
    /// The first attempt to be ready (connected, and its request filter granted) has ended.
    std::function<void(bool ready)> first_attempt_ended;
    std::function<void()> ready;  ///< For the first time.
    std::function<void(const mqtt::Disconnected&)> disconnected;
  };

  /// Writer and observer outlive the device. Throws `Error` (usage) if `reported` is no JSON
  /// object.
  OneDevice(boost::asio::io_context& loop, mqtt::ConnectOptions options, EventSource source,
            EventWriter& events, Quiet quiet, mqtt::ResponderOptions responder,
            const std::string& reported, const Observer& observer);
  OneDevice(const OneDevice&) = delete;
  OneDevice& operator=(const OneDevice&) = delete;

  /// Starts to connect. Throws `Error` (definition) if a certificate or key cannot be used.
  void start() { link_.start(); }

  /// Leaves in order. True if `disconnected` without a retry will be told.
  bool leave() { return link_.leave(); }

  void misbehave(const mqtt::Responder::Misbehaviour& how) { responder_.misbehave(how); }

  /// Prints a `state` event.
  void report();

  [[nodiscard]] const std::string& name() const { return link_.source().client; }
  [[nodiscard]] ClientLink& link() { return link_; }
  [[nodiscard]] const mqtt::ResponderCounters& counters() const { return responder_.counters(); }

 private:
  void on_connected(bool session_present) override;
  void on_refused(int connack_code) override;
  void on_disconnected(const mqtt::Disconnected& how) override;
  void on_subscribed(int token, const std::vector<int>& reason_codes) override;
  void on_published(int token, int reason_code) override;
  bool on_message(const mqtt::Message& message) override;

  mqtt::Responder::Observer responder_observer();
  mqtt::Answer execute(const mqtt::Message& request);
  void end_first_attempt(bool ready);

  const Observer& observer_;
  Quiet quiet_;
  bool first_attempt_ended_ = false;
  bool was_ready_ = false;
  std::uint64_t executions_ = 0;
  state::DeviceState state_;
  ClientLink link_;
  mqtt::Responder responder_;
};

}  // namespace lab::apps
