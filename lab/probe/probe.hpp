#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lab/base/deadline.hpp"
#include "lab/probe/link.hpp"
#include "lab/probe/manners.hpp"
#include "lab/probe/recording.hpp"
#include "lab/wire/decode.hpp"
#include "lab/wire/packet.hpp"

namespace lab::probe {

class Loop;

/// What came in place of the packet that was awaited.
struct Ending {
  enum class Kind {
    silence,     ///< Nothing by the deadline; the connection stands.
    closed,      ///< The peer ended the connection (or it broke), without a DISCONNECT.
    disconnect,  ///< The peer sent DISCONNECT.
    malformed,   ///< The peer sent bytes that are no legal packet.
  };
  Kind kind = Kind::silence;
  std::uint8_t reason_code = 0;  ///< Of a DISCONNECT.
  std::string text = {};         ///< In words, printable.
};

/// An awaited packet, or what came instead.
template <typename Type>
class Answer {
 public:
  Answer(Type packet) : outcome_{std::move(packet)} {}    // NOLINT: an answer is one or the other
  Answer(Ending ending) : outcome_{std::move(ending)} {}  // NOLINT

  [[nodiscard]] bool came() const { return std::holds_alternative<Type>(outcome_); }
  /// Only if it came.
  [[nodiscard]] const Type& packet() const { return std::get<Type>(outcome_); }
  /// Only if it did not.
  [[nodiscard]] const Ending& ending() const { return std::get<Ending>(outcome_); }

 private:
  std::variant<Type, Ending> outcome_;
};

using ConnectAnswer = Answer<wire::Connack>;
using PublishAnswer = Answer<wire::Puback>;
using SubscribeAnswer = Answer<wire::Suback>;

/// Whether the peer said yes: CONNACK 0; PUBACK below 0x80; SUBACK with every code below 0x80.
bool accepted(const ConnectAnswer& answer);
bool accepted(const PublishAnswer& answer);
bool accepted(const SubscribeAnswer& answer);

/// Whether the peer said no ("neg" of the facts' §9): the packet with a code of 0x80 and above (a
/// CONNACK other than 0; any SUBACK code of 0x80 and above), a DISCONNECT, or the end of the
/// connection. Silence is neither yes nor no.
bool refused(const ConnectAnswer& answer);
bool refused(const PublishAnswer& answer);
bool refused(const SubscribeAnswer& answer);

/// In words, for a report: "PUBACK 0x87 Not authorized", "DISCONNECT 0x9B QoS not supported", "the
/// connection was closed", "nothing in 5 s".
std::string in_words(const ConnectAnswer& answer, wire::Version version);
std::string in_words(const PublishAnswer& answer, wire::Version version);
std::string in_words(const SubscribeAnswer& answer, wire::Version version);
std::string in_words(const Ending& ending);

/// How a probe behaves unless told otherwise.
struct ProbeOptions {
  std::string name = "client";  ///< Who it is, in the recording.
  Link link = {};
  std::chrono::milliseconds patience{5'000};  ///< How long an answer may take.
  bool acknowledges = true;                   ///< Answers a QoS 1 PUBLISH with PUBACK 0.
};

/// A raw MQTT client for judging a broker: it sends what it is told, legal or not, and tells what
/// came, packet by packet. Every packet in and out goes into the recording. Each call runs the loop
/// until the answer is there or its deadline passes; while one probe waits, the others on the same
/// loop go on receiving and acknowledging. Sends no PINGREQ of its own.
///
/// What a peer does is never an exception. `Error` is thrown only for what the lab cannot do (a
/// certificate file that is missing: definition).
class Probe {
 public:
  Probe(Loop& loop, Recording& recording, Manners& manners, ProbeOptions options);
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;
  ~Probe();  ///< Cuts the connection, if one stands.

  // --- the connection ---

  /// Opens TCP, TLS and WebSocket as the link says. A connection that stood is cut first. Gives the
  /// link's facts, or why it failed ("TLS alert: unknown ca").
  std::variant<LinkFacts, Ending> open();
  [[nodiscard]] bool is_open() const;

  /// `open` (unless open) and CONNECT, then the CONNACK or what came instead. A handshake that
  /// fails is `closed` with its reason; so is TLS 1.3's late refusal of a client certificate.
  ConnectAnswer connect(const wire::Connect& packet);

  /// DISCONNECT with this reason code (4: with the will), then the orderly close.
  void disconnect(std::uint8_t reason_code = 0);
  /// DISCONNECT as given (its session expiry, for example), then the orderly close.
  void disconnect(const wire::Disconnect& packet);
  /// Ends TCP at once, as a lost network does (RST; no DISCONNECT, no TLS close).
  void cut();

  /// Waits until the peer has ended the connection; silence if it still stands at the deadline. A
  /// DISCONNECT that came before the end is what is told.
  Ending wait_for_end(Deadline deadline);

  // --- packets ---

  /// Sends a packet, or bytes that are none. False if the connection has ended.
  bool send(const wire::Packet& packet);
  bool send_bytes(std::string_view bytes);

  /// SUBSCRIBE with the next free packet id, and its SUBACK.
  SubscribeAnswer subscribe(std::vector<wire::Subscription> subscriptions,
                            wire::Properties properties = {});
  SubscribeAnswer subscribe(const std::string& filter, std::uint8_t qos = 1);
  Answer<wire::Unsuback> unsubscribe(const std::string& filter);

  /// PUBLISH, QoS 1 with the next free packet id unless it has one, and its PUBACK. For QoS 2 the
  /// answer is the PUBREC's code as a PUBACK. Not for QoS 0, which has no answer: `send`.
  PublishAnswer publish(wire::Publish packet);
  PublishAnswer publish(const std::string& topic, std::string payload);

  /// PINGREQ and PINGRESP: whether the connection stands and everything sent before was read.
  Answer<wire::Pingresp> ping();

  // --- what comes ---

  /// The next message that was not yet taken, also one that came earlier. Messages on other topics
  /// than those `wanted` says yes to stay. By `patience` unless a deadline is given.
  Answer<wire::Publish> message(const std::function<bool(const wire::Publish&)>& wanted);
  Answer<wire::Publish> message(const std::function<bool(const wire::Publish&)>& wanted,
                                Deadline deadline);
  /// The next message on a topic.
  Answer<wire::Publish> message_on(std::string_view topic);

  /// Messages that came and were not taken, in order, also those of earlier connections. What did
  /// not come yet is not waited for.
  [[nodiscard]] const std::vector<wire::Publish>& messages() const;
  void forget_messages();

  /// The next packet of a type that no call above has taken.
  template <typename Type>
  Answer<Type> packet(Deadline deadline);

  /// Runs the loop until then, taking in whatever comes on all its probes. For time that has to
  /// pass by the rule under test (an expiry, a keep alive); never in place of a wait for a packet.
  void let_time_pass(std::chrono::milliseconds duration);

  // --- behaviour ---

  void set_acknowledges(bool acknowledges);
  /// Stops reading from the socket, so that the peer's sending blocks; and goes on.
  void set_reading(bool reading);

  [[nodiscard]] std::uint16_t next_packet_id();
  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] const ProbeOptions& options() const;
  /// Replaces how the next connection is opened.
  void set_link(Link link);
  /// The version of the latest CONNECT.
  [[nodiscard]] wire::Version version() const;
  [[nodiscard]] Loop& loop();

 private:
  class Connection;
  using Predicate = std::function<bool(const wire::Packet&)>;
  std::variant<wire::Packet, Ending> take(const Predicate& wanted, Deadline deadline);

  struct State;
  std::unique_ptr<State> state_;
};

template <typename Type>
Answer<Type> Probe::packet(Deadline deadline) {
  auto taken = take([](const wire::Packet& packet) { return std::holds_alternative<Type>(packet); },
                    deadline);
  if (const auto* packet = std::get_if<wire::Packet>(&taken)) return std::get<Type>(*packet);
  return std::get<Ending>(taken);
}

}  // namespace lab::probe
