// Who somebody is: the certificate and the Username, the namespace's alternative sources of the
// name, clients that may not connect, certificates that are bad (CA-008 … CA-020, CA-026, CA-027),
// and a client that may connect and nothing else (CA-036). The validation schemes:
// scheme_cases.cpp.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"

namespace lab::conformance {
namespace {

/// A topic that this client alone may subscribe to: whose rights a connection has shows there.
std::string own_topic(std::string_view authentication_name) {
  return fmt::format("devices/{}/desired", authentication_name);
}

wire::Connect without_username(wire::Connect packet) {
  packet.username.reset();
  return packet;
}

wire::Connect with_username(wire::Connect packet, std::string username) {
  packet.username = std::move(username);
  return packet;
}

}  // namespace

CONFORMANCE_CASE(Authentication, CA_008) {
  auto& device = probe("device1");

  const auto answer = device.connect(connect_packet("device1"));

  expect_accepted(answer, "a client whose certificate and Username hold its name is welcome");
  expect_accepted(device.subscribe(own_topic("device1")), "it has that client's rights");
}

CONFORMANCE_CASE(Authentication, CA_009) {
  // given: the certificate is good for its own name
  connected("device1").disconnect();
  auto& device = probe("device1", "device1 as device2");

  const auto answer = device.connect(with_username(connect_packet("device1"), "device2"));

  expect_refused(answer, "device1's certificate with the Username device2 is refused");
}

CONFORMANCE_CASE(Authentication, CA_010) {
  // given: the namespace names no other source, and the client is welcome with its Username
  connected("device1").disconnect();
  auto& device = probe("device1", "nameless");

  const auto answer = device.connect(without_username(connect_packet("device1")));

  expect_refused(answer, "a CONNECT without a Username is refused");
}

CONFORMANCE_CASE(Authentication, CA_011) {
  // given: the namespace takes the name from the certificate's subject
  auto& device = probe("device1", "nameless");

  const auto answer = device.connect(without_username(connect_packet("device1")));

  expect_accepted(answer, "a client whose subject holds its name is welcome without a Username");
  expect_accepted(device.subscribe(own_topic("device1")), "it has that client's rights");
}

CONFORMANCE_CASE(Authentication, CA_012) {
  // given: the namespace takes the name from a DNS name, then from the subject; no DNS name is
  // there
  auto& device = probe("device1", "nameless");

  const auto answer = device.connect(without_username(connect_packet("device1")));

  expect_accepted(answer,
                  "the next source is tried: a client with its name in the subject is welcome");
  expect_accepted(device.subscribe(own_topic("device1")), "it has that client's rights");
}

CONFORMANCE_CASE(Authentication, CA_013) {
  // given: the namespace takes the name from a DNS name only; device1's is in its subject
  connected("device1").disconnect();
  auto& device = probe("device1", "nameless");

  const auto answer = device.connect(without_username(connect_packet("device1")));

  expect_refused(answer, "a client without a Username and without a DNS name is refused");
}

CONFORMANCE_CASE(Authentication, CA_014) {
  // given: a client that is registered as MixedCase
  for (const char* username : {"mixedcase", "MIXEDCASE"}) {
    auto& device = probe("MixedCase", username);

    const auto answer = device.connect(with_username(connect_packet("MixedCase"), username));

    expect_accepted(answer, fmt::format("the Username {} is taken for MixedCase", username));
    expect_accepted(device.subscribe(own_topic("MixedCase")),
                    fmt::format("{} has the rights of MixedCase", username));
    device.disconnect();
  }
}

CONFORMANCE_CASE(Authentication, CA_015) {
  auto& device = probe("MixedCase", "mixedcase");
  const auto answer = device.connect(with_username(connect_packet("MixedCase"), "mixedcase"));
  if (!expect_accepted(answer, "the Username mixedcase is taken for MixedCase")) return;

  const auto as_registered = device.publish("own/MixedCase/temperature", payload("registered"));
  const auto as_connected = device.publish("own/mixedcase/temperature", payload("connected"));

  expect_accepted(as_registered, "the variable holds the name as it is registered");
  expect_refused(as_connected, "the name as CONNECT had it is another topic, and refused");
}

CONFORMANCE_CASE(Authentication, CA_016) {
  // given: the broker serves its clients, and a certificate of the same authority for a name that
  // no client has
  connected("device1").disconnect();
  const auto link = link_with_extra("unregistered");
  if (!link) return;
  auto& stranger = probe_on(*link, "unregistered");

  const auto answer = stranger.connect(with_username(connect_packet("device1"), "unregistered"));

  expect_refused(answer, "somebody who is no client of the namespace is refused");
}

CONFORMANCE_CASE(Authentication, CA_017) {
  // given: the broker serves the clients that are not disabled
  connected("device1").disconnect();
  auto& device = probe("disabled1");

  const auto answer = device.connect(connect_packet("disabled1"));

  expect_refused(answer, "a disabled client is refused");
}

CONFORMANCE_CASE(Authentication, CA_019) {
  // given: the client is welcome with its own certificate; these name it too, by authorities that
  // are not registered
  connected("device1").disconnect();
  for (const char* identity :
       {"device1-unknown-ca", "device1-same-name-fake-ca", "device1-self-signed"}) {
    const auto link = link_with_extra(identity);
    if (!link) return;

    const auto answer = probe_on(*link, identity).connect(connect_packet("device1"));

    expect_refused(answer, fmt::format("{} is refused", identity));
  }
}

CONFORMANCE_CASE(Authentication, CA_020) {
  const auto leaf_only = link_with_extra("device1-leaf-only");
  if (!leaf_only) return;

  const auto with_intermediate = probe("device1").connect(connect_packet("device1"));
  const auto alone = probe_on(*leaf_only, "leaf only").connect(connect_packet("device1"));

  expect_accepted(with_intermediate,
                  "a client that sends its leaf and the intermediate is welcome");
  expect_accepted(alone, "a client that sends its leaf alone is welcome");
}

CONFORMANCE_CASE(Authentication, CA_026) {
  // given: the same client is welcome with a certificate that is in its time
  connected("device1").disconnect();
  const auto expired = link_with_extra("device1-expired");
  if (!expired) return;

  const auto answer = probe_on(*expired, "expired").connect(connect_packet("device1"));

  expect_refused(answer, "a client whose certificate expired yesterday is refused");
}

CONFORMANCE_CASE(Authentication, CA_027) {
  const auto note = [this](const std::string& what, probe::Probe& client,
                           const wire::Connect& packet) {
    const auto answer = client.connect(packet);
    record(what, probe::in_words(answer, version()));
    client.cut();
  };

  note("another client's Username", probe("device1", "device1 as device2"),
       with_username(connect_packet("device1"), "device2"));
  note("no Username", probe("device1", "nameless"), without_username(connect_packet("device1")));
  note("disabled client", probe("disabled1"), connect_packet("disabled1"));
  for (const char* identity :
       {"unregistered", "device1-unknown-ca", "device1-same-name-fake-ca", "device1-self-signed",
        "device1-expired", "device1-not-yet-valid", "device1-server-only-eku"}) {
    const auto credentials = target().extra(identity);
    if (!credentials) continue;
    auto link = link_of("device1");
    link.certificate_file = credentials->certificate_file;
    link.key_file = credentials->key_file;
    note(identity, probe_on(link, identity), connect_packet("device1"));
  }
  auto link = link_of("device1");
  link.certificate_file.clear();
  link.key_file.clear();
  note("no certificate", probe_on(link, "no certificate"), connect_packet("device1"));
}

CONFORMANCE_CASE(Authentication, CA_036) {
  // given: those who would see what the client publishes
  auto& app = subscribed("cloudapp", topic("#"));
  auto& device = subscribed("device1", own_topic("device1"));
  auto& outsider = probe("nogroup");
  expect_accepted(outsider.connect(connect_packet("nogroup")), "a client of no group is welcome");
  const std::array filters = {topic("outsider"), own_topic("nogroup"), own_topic("device1"),
                              std::string{"devices/+/reported"}};
  for (const auto& filter : filters) {
    expect_refused(outsider.subscribe(filter),
                   fmt::format("a client of no group may not subscribe to {}", filter));
    if (!outsider.is_open()) outsider.connect(connect_packet("nogroup"));
  }

  for (const auto& where : {topic("outsider"), own_topic("device1"), own_topic("nogroup")}) {
    const auto answer = outsider.publish(where, payload("outsider"));
    // Before MQTT 5 a PUBACK cannot say no.
    if (is_v5()) {
      expect_refused(answer, fmt::format("a client of no group may not publish to {}", where));
    } else {
      record(fmt::format("publish to {}", where), probe::in_words(answer, version()));
    }
    if (!outsider.is_open()) outsider.connect(connect_packet("nogroup"));
  }

  const auto unwanted = with_payload(payload("outsider"));
  auto& sender = connected("cloudapp", "sender");
  expect_nothing(app, unwanted, sender, topic("sentinel"), "the app receives nothing of it");
  expect_nothing(device, unwanted, sender, own_topic("device1"),
                 "the device receives nothing of it");
}

}  // namespace lab::conformance
