#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lab/wire/properties.hpp"

namespace lab::wire {

/// The protocol level byte of CONNECT (MQTT 5 §3.1.2.2; MQTT 3.1.1 §3.1.2.2). It decides how every
/// later packet of the connection is laid out.
enum class Version : std::uint8_t { v31 = 3, v311 = 4, v5 = 5 };

/// "3.1", "3.1.1" or "5".
std::string_view to_text(Version version);

// One struct a control packet (MQTT 5 §3). Text is kept as the bytes that travelled, checked by the
// decoder and by nobody else: a packet here may be illegal on purpose. What a version does not have
// (properties, most reason codes before MQTT 5) is neither written nor read for it.

/// The will of a CONNECT (MQTT 5 §3.1.3.2 - §3.1.3.4).
struct Will {
  std::string topic;
  std::string payload;
  std::uint8_t qos = 0;
  bool retain = false;
  Properties properties = {};
  friend bool operator==(const Will&, const Will&) = default;
};

struct Connect {
  Version version = Version::v5;
  std::string protocol_name = "MQTT";  ///< "MQIsdp" for 3.1.
  bool clean_start = true;             ///< Clean Session before MQTT 5.
  std::uint16_t keep_alive = 60;       ///< Seconds; 0: off.
  Properties properties = {};
  std::string client_id = {};
  std::optional<Will> will = {};
  std::optional<std::string> username = {};
  std::optional<std::string> password = {};
  friend bool operator==(const Connect&, const Connect&) = default;
};

struct Connack {
  bool session_present = false;
  std::uint8_t reason_code = 0;  ///< Return code before MQTT 5 (0-5).
  Properties properties = {};
  friend bool operator==(const Connack&, const Connack&) = default;
};

struct Publish {
  std::string topic;  ///< Empty where a topic alias stands for it.
  std::string payload;
  std::uint8_t qos = 1;
  bool retain = false;
  bool dup = false;
  std::uint16_t packet_id = 0;  ///< Written only for QoS above 0.
  Properties properties = {};
  friend bool operator==(const Publish&, const Publish&) = default;
};

/// PUBACK, PUBREC, PUBREL and PUBCOMP have one layout (MQTT 5 §3.4 - §3.7).
template <int Type>
struct PublishAnswer {
  std::uint16_t packet_id = 0;
  std::uint8_t reason_code = 0;
  Properties properties = {};
  friend bool operator==(const PublishAnswer&, const PublishAnswer&) = default;
};
using Puback = PublishAnswer<4>;
using Pubrec = PublishAnswer<5>;
using Pubrel = PublishAnswer<6>;
using Pubcomp = PublishAnswer<7>;

/// One filter of a SUBSCRIBE with its options (MQTT 5 §3.8.3.1).
struct Subscription {
  std::string filter;
  std::uint8_t qos = 1;
  bool no_local = false;
  bool retain_as_published = false;
  std::uint8_t retain_handling = 0;
  friend bool operator==(const Subscription&, const Subscription&) = default;
};

struct Subscribe {
  std::uint16_t packet_id = 0;
  Properties properties = {};
  std::vector<Subscription> subscriptions = {};
  friend bool operator==(const Subscribe&, const Subscribe&) = default;
};

struct Suback {
  std::uint16_t packet_id = 0;
  Properties properties = {};
  std::vector<std::uint8_t> reason_codes = {};  ///< Granted QoS, or 0x80 and above: refused.
  friend bool operator==(const Suback&, const Suback&) = default;
};

struct Unsubscribe {
  std::uint16_t packet_id = 0;
  Properties properties = {};
  std::vector<std::string> filters = {};
  friend bool operator==(const Unsubscribe&, const Unsubscribe&) = default;
};

struct Unsuback {
  std::uint16_t packet_id = 0;
  Properties properties = {};
  std::vector<std::uint8_t> reason_codes = {};  ///< None before MQTT 5.
  friend bool operator==(const Unsuback&, const Unsuback&) = default;
};

struct Pingreq {
  friend bool operator==(const Pingreq&, const Pingreq&) = default;
};
struct Pingresp {
  friend bool operator==(const Pingresp&, const Pingresp&) = default;
};

struct Disconnect {
  std::uint8_t reason_code = 0;
  Properties properties = {};
  friend bool operator==(const Disconnect&, const Disconnect&) = default;
};

/// MQTT 5 only (§3.15).
struct Auth {
  std::uint8_t reason_code = 0;
  Properties properties = {};
  friend bool operator==(const Auth&, const Auth&) = default;
};

using Packet = std::variant<Connect, Connack, Publish, Puback, Pubrec, Pubrel, Pubcomp, Subscribe,
                            Suback, Unsubscribe, Unsuback, Pingreq, Pingresp, Disconnect, Auth>;

/// The control packet type, 1 (CONNECT) to 15 (AUTH): MQTT 5 §2.1.2.
std::uint8_t type_of(const Packet& packet);

/// "CONNECT", "PUBACK", …
std::string_view name_of(const Packet& packet);
std::string_view name_of_type(std::uint8_t type);

/// One line for people: name, topic, packet id, QoS and flags, reason code in words, properties
/// that are present. Nothing a peer sent is printed unescaped; a payload is given by its size.
/// For example `PUBLISH devices/device2/desired  id 1 qos 1  response topic
/// devices/device2/reported`.
std::string describe(const Packet& packet, Version version);

/// A reason code in the specification's words for the packet that carries it ("Not authorized" for
/// 0x87; for a SUBACK 0x01 "Granted QoS 1"; for a CONNACK before MQTT 5 its return code's words).
/// "unknown reason code" for one that the specification does not have.
std::string_view reason_text(std::uint8_t packet_type, std::uint8_t code, Version version);

}  // namespace lab::wire
