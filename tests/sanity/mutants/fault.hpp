#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lab/wire/packet.hpp"

namespace lab::mutants {

/// One client's way through a wrong peer: what the fault of that peer works with.
class Crossing {
 public:
  virtual ~Crossing() = default;

  /// Hands a packet on, or makes one up.
  virtual void to_client(const wire::Packet& packet) = 0;
  virtual void to_broker(const wire::Packet& packet) = 0;
  /// Bytes that are no packet.
  virtual void bytes_to_client(std::string bytes) = 0;
  /// Ends the client's connection, and the one to the broker, when all is written.
  virtual void close() = 0;
  /// Ends only the connection to the broker, as a lost network does; the client's stays.
  virtual void leave_broker() = 0;

  /// The version of the CONNECT; 5 before it came.
  [[nodiscard]] virtual wire::Version version() const = 0;
  /// The CONNECT, once it came.
  [[nodiscard]] virtual const wire::Connect& connect() const = 0;
  /// The file name (without ending) of the client's certificate in the credentials folder: its
  /// authentication name; empty if it showed none, or an unknown one.
  [[nodiscard]] virtual const std::string& identity() const = 0;
  /// The other clients that cross the same peer at this moment.
  [[nodiscard]] virtual std::vector<Crossing*> others() = 0;
  /// Whatever the fault wants to remember of this connection.
  std::map<std::string, std::string> notes = {};
};

/// What a wrong peer does with what crosses it. The default of each hook is to be a good peer; a
/// fault sets those that break its rule. All are called on the wrong peer's own thread, one at a
/// time, so a fault may keep state without a lock.
struct Fault {
  using Hook = std::function<void(Crossing&, wire::Packet)>;
  using Connections = std::vector<Crossing*>;

  /// A packet from a client, and one from the broker. Unset: handed on.
  Hook from_client = {};
  Hook from_broker = {};
  /// The broker ended the connection, or refused it in its TLS handshake. Unset: so does the peer.
  std::function<void(Crossing&)> broker_left = {};
  /// The client ended the connection. Unset: so does the peer, towards the broker, without a
  /// DISCONNECT.
  std::function<void(Crossing&)> client_left = {};
  /// A second on the peer's clock, with all that cross it.
  std::function<void(const Connections&)> each_second = {};

  /// Whether it asks the broker at all; a peer that does not answers every packet itself.
  bool has_broker = true;
  /// Whether it takes a client without a certificate it knows to the broker as this client.
  std::string stands_in_as = {};
  bool takes_plain_text = false;  ///< MQTT without TLS on the same port.
  bool takes_old_tls = false;     ///< TLS 1.0 and 1.1.
  bool lacks_tls_1_3 = false;
};

}  // namespace lab::mutants
