// Where a certificate holds its client's name, by the client's validation scheme (CA-021 … CA-025),
// and authentication by other means than certificates, as far as it is refused (CA-032, CA-033).

#include <string>
#include <utility>

#include <fmt/format.h>

#include "tests/conformance/conformance_case.hpp"

namespace lab::conformance {
namespace {

using wire::PropertyId;

/// One byte more than the authentication data may have (facts §6: 8 KB).
constexpr std::size_t too_much_authentication_data = 8 * 1024 + 1;

constexpr std::uint8_t bad_authentication_method = 0x8C;

/// A topic that the client with this CONNECT alone may subscribe to: whose rights a connection has
/// shows there.
std::string own_topic(const wire::Connect& packet) {
  return fmt::format("devices/{}/desired", packet.username.value_or(""));
}

}  // namespace

CONFORMANCE_CASE(Authentication, CA_021) {
  const std::pair<const char*, const char*> schemes[] = {{"scheme-dns", "a DNS name"},
                                                         {"scheme-uri", "a URI"},
                                                         {"scheme-ip", "an IPv4 address"},
                                                         {"scheme-ipv6", "an IPv6 address"},
                                                         {"scheme-email", "an e-mail address"}};
  for (const auto& [client, field] : schemes) {
    // given: the client's name stands in that field, and another one in the subject
    auto& device = probe(client);
    const auto packet = connect_packet(client);

    const auto answer = device.connect(packet);

    expect_accepted(answer,
                    fmt::format("a client whose name is {} of its certificate is welcome", field));
    expect_accepted(device.subscribe(own_topic(packet)),
                    fmt::format("{} has that client's rights", client));
  }
}

CONFORMANCE_CASE(Authentication, CA_022) {
  // given: the broker serves its clients, and a certificate by their authority that has the
  // client's name in its subject
  connected("device1").disconnect();
  const auto link = link_with_extra("dns-in-subject");
  if (!link) return;

  const auto answer = probe_on(*link, "dns-in-subject").connect(connect_packet("scheme-dns"));

  expect_refused(answer, "a client of the DNS scheme with its name in the subject only is refused");
}

CONFORMANCE_CASE(Authentication, CA_023) {
  const auto second = link_with_extra("thumbprint-second");
  if (!second) return;
  const std::pair<std::string, probe::Link> certificates[] = {
      {"first", link_of("scheme-thumbprint")}, {"second", *second}};
  for (const auto& [which, link] : certificates) {
    // given: it signed itself, and its thumbprint is on the client's list
    auto& device = probe_on(link, "scheme-thumbprint " + which);
    const auto packet = connect_packet("scheme-thumbprint");

    const auto answer = device.connect(packet);

    expect_accepted(answer, fmt::format("the {} certificate on the list is welcome", which));
    expect_accepted(device.subscribe(own_topic(packet)),
                    fmt::format("the {} has the client's rights", which));
    device.disconnect();
  }
}

CONFORMANCE_CASE(Authentication, CA_024) {
  // given: the broker serves its clients, and a certificate by their authority that names the
  // client and is not on its list
  connected("device1").disconnect();
  const auto link = link_with_extra("thumbprint-other");
  if (!link) return;

  const auto answer =
      probe_on(*link, "thumbprint-other").connect(connect_packet("scheme-thumbprint"));

  expect_refused(answer, "a certificate that is not on the client's list is refused");
}

CONFORMANCE_CASE(Authentication, CA_025) {
  // given: one certificate, whose thumbprint both clients list
  const auto link = link_of("twin1");
  for (const char* client : {"twin1", "twin2"}) {
    auto& device = probe_on(link, client);
    const auto packet = connect_packet(client);

    const auto answer = device.connect(packet);

    expect_accepted(answer, fmt::format("with its own Username, {} is welcome", client));
    expect_accepted(device.subscribe(own_topic(packet)),
                    fmt::format("{} has its own rights", client));
  }
}

CONFORMANCE_CASE(Authentication, CA_032) {
  // given: the same client is welcome without an authentication method
  connected("device1").disconnect();
  auto packet = connect_packet("device1");
  packet.properties.add(PropertyId::authentication_method, "EGLAB-UNKNOWN");

  const auto answer = probe("device1", "unknown method").connect(packet);

  expect_refused(answer, "an unknown authentication method is refused");
  expect(answer.came() && answer.packet().reason_code == bad_authentication_method,
         "the CONNACK says 0x8C Bad authentication method", probe::in_words(answer, version()));
}

CONFORMANCE_CASE(Authentication, CA_033) {
  // given: the same client is welcome without authentication data
  connected("device1").disconnect();
  auto packet = connect_packet("device1");
  packet.properties.add(PropertyId::authentication_method, "OAUTH2-JWT");
  auto small = packet;
  small.properties.add(PropertyId::authentication_data, std::string(64, 'e'));
  packet.properties.add(PropertyId::authentication_data,
                        std::string(too_much_authentication_data, 'e'));
  record("64 bytes that are no token",
         probe::in_words(probe("device1", "64 bytes").connect(small), version()));

  const auto answer = probe("device1", "over 8 KB").connect(packet);

  expect_refused(answer, "authentication data of more than 8 KB is refused");
}

}  // namespace lab::conformance
