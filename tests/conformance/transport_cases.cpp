// What lies under the packets: TLS and its versions, plaintext, WebSocket, the server's
// certificate, and the protocol's versions (CA-001 … CA-007).

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "lab/base/deadline.hpp"
#include "lab/base/terminal.hpp"
#include "tests/conformance/conformance_case.hpp"

namespace lab::conformance {
namespace {

using probe::LinkFacts;
using probe::TlsVersion;
using probe::Transport;

/// The ports of MQTT over TLS and in plaintext (IANA).
constexpr std::uint16_t tls_port = 8883;
constexpr std::uint16_t plain_port = 1883;

/// How long a CONNACK to plaintext may take: a server that waits for a TLS handshake to begin gives
/// up on it by itself.
constexpr std::chrono::seconds plain_patience{15};

using Opened = std::variant<LinkFacts, probe::Ending>;

std::string in_words(const Opened& opened) {
  if (const auto* ending = std::get_if<probe::Ending>(&opened)) return probe::in_words(*ending);
  const auto& facts = std::get<LinkFacts>(opened);
  if (facts.tls_version.empty()) return "open, without TLS";
  return printable(fmt::format("{} {}", facts.tls_version, facts.cipher));
}

/// Whether the peer ended it before it stood; silence is no answer.
bool was_turned_away(const Opened& opened) {
  const auto* ending = std::get_if<probe::Ending>(&opened);
  return ending != nullptr && ending->kind != probe::Ending::Kind::silence;
}

/// What answers a CONNECT, however late: a CONNACK, the end of the connection, or nothing at all.
probe::ConnectAnswer late_answer(probe::Probe& client, const wire::Connect& packet) {
  probe::ConnectAnswer answer = client.connect(packet);
  if (answer.came() || answer.ending().kind != probe::Ending::Kind::silence) return answer;
  if (!client.is_open()) return answer;
  return client.packet<wire::Connack>(Deadline::after(plain_patience));
}

}  // namespace

CONFORMANCE_CASE(Transport, CA_001) {
  const std::pair<TlsVersion, std::string> offers[] = {{TlsVersion::v1_2, "TLSv1.2"},
                                                       {TlsVersion::v1_3, "TLSv1.3"}};
  for (const auto& [only, name] : offers) {
    // given: a registered client that offers this version and no other
    auto link = link_of("device1");
    link.tls_least = only;
    link.tls_most = only;
    auto& device = probe_on(link, "device1 with " + name);

    const auto opened = device.open();
    const auto answer = device.connect(connect_packet("device1"));

    const auto* facts = std::get_if<LinkFacts>(&opened);
    expect(facts != nullptr && facts->tls_version == name, name + " is agreed on",
           in_words(opened));
    expect_accepted(answer, fmt::format("a registered client is welcome over {}", name));
    device.disconnect();
  }
}

CONFORMANCE_CASE(Transport, CA_002) {
  // given: the same client is welcome with what it offers otherwise
  connected("device1").disconnect();
  auto link = link_of("device1");
  link.tls_least = TlsVersion::v1_0;
  link.tls_most = TlsVersion::v1_1;
  auto& device = probe_on(link, "device1 with TLS 1.1 at most");

  const auto opened = device.open();

  expect(was_turned_away(opened), "a client that offers TLS 1.1 at most gets no TLS session",
         in_words(opened));
}

CONFORMANCE_CASE(Transport, CA_003) {
  // given: the port answers a client over TLS
  connected("device1").disconnect();
  auto link = link_of("device1", Transport::plain);
  auto& device = probe_on(link, "device1 in plaintext");

  const auto opened = device.open();
  const auto answer = late_answer(device, connect_packet("device1"));

  expect(std::holds_alternative<LinkFacts>(opened), "the port takes the TCP connection",
         in_words(opened));
  expect(!answer.came(), "a plaintext CONNECT gets no CONNACK from the TLS port",
         probe::in_words(answer, version()));

  if (link.port != tls_port) {
    record("port 1883", "not tried: the target is not on the standard ports");
    return;
  }
  link.port = plain_port;
  const auto other = late_answer(probe_on(link, "device1 on 1883"), connect_packet("device1"));
  expect(!other.came(), "a plaintext CONNECT gets no CONNACK from port 1883",
         probe::in_words(other, version()));
}

CONFORMANCE_CASE(Transport, CA_004) {
  // given: path and subprotocol are documented nowhere; these are what its clients use
  const auto link = link_of("device1", Transport::websocket_tls);
  auto& device = probe_on(link, "device1 over WebSocket");
  record("WebSocket path", link.websocket_path);
  record("WebSocket port", std::to_string(link.port));

  const auto opened = device.open();
  const auto answer = device.connect(connect_packet("device1"));

  if (const auto* facts = std::get_if<LinkFacts>(&opened)) {
    record("WebSocket subprotocol", printable(facts->websocket_protocol));
  }
  expect_accepted(answer, "a registered client is welcome over WebSocket with TLS");
  const auto pong = device.ping();
  expect(pong.came(), "the connection serves it",
         pong.came() ? "PINGRESP" : probe::in_words(pong.ending()));
}

CONFORMANCE_CASE(Transport, CA_005) {
  // given: a client that trusts the system's roots and nothing else
  auto link = link_of("device1");
  const auto as_the_target_says = probe_on(link, "device1").open();
  link.ca_file.clear();

  const auto opened = probe_on(link, "device1 with public roots").open();

  expect(std::holds_alternative<LinkFacts>(opened),
         "the server's certificate verifies for its host name against public roots",
         in_words(opened));
  const auto* facts = std::get_if<LinkFacts>(&as_the_target_says);
  expect(facts != nullptr && (facts->server_key == "EC P-384" || facts->server_key == "RSA 2048"),
         "the server's key is EC P-384 or RSA 2048",
         facts != nullptr ? facts->server_key : in_words(as_the_target_says));
  if (facts == nullptr) return;
  record("server certificate", printable(facts->server_certificate_subject));
  record("its issuer", printable(facts->server_certificate_issuer));
}

CONFORMANCE_CASE(Transport, CA_006) {
  // given: a publisher on this case's version, and a subscriber on the other one
  const auto other = is_v5() ? wire::Version::v311 : wire::Version::v5;
  auto& subscriber = probe("device2");
  auto packet = connect_packet("device2");
  packet.version = other;
  expect_accepted(subscriber.connect(packet), "the subscriber is welcome");
  const auto filter = topic("Across/+");
  expect_accepted(subscriber.subscribe(filter), "it may subscribe");
  auto& publisher = connected("device1");

  // when: the payload has bytes that are no text
  const std::string sent = payload("across") + std::string{"\0\xFF\xC3\x28\r\n", 6};
  wire::Publish message{.topic = topic("Across/Versions"), .payload = sent};
  if (is_v5()) message.properties.add(wire::PropertyId::content_type, "application/octet-stream");
  expect_accepted(publisher.publish(message), "the message is acknowledged");

  expect_message(subscriber.message_on(topic("Across/Versions")), topic("Across/Versions"), sent,
                 fmt::format("topic and payload arrive unchanged, from a {} publisher at a {} "
                             "subscriber",
                             wire::to_text(version()), wire::to_text(other)));
}

CONFORMANCE_CASE(Transport, CA_007) {
  auto& device = probe("device1");
  auto packet = connect_packet("device1");
  packet.version = wire::Version::v31;
  packet.protocol_name = "MQIsdp";
  packet.client_id = client_id("a").substr(0, 23);  // All that MQTT 3.1 allows.

  const auto answer = device.connect(packet);

  record("CONNECT of MQTT 3.1", probe::in_words(answer, packet.version));
}

}  // namespace lab::conformance
