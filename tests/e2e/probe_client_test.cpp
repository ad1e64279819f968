// Goal: the probe that judges brokers tells the truth of a real one: over TLS and over WebSocket,
// on both MQTT versions, what is allowed, what is refused, and how connections end. Method: the
// how-to's namespace, served by Mosquitto; probes in one thread on one loop.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certs/bad_identities.hpp"
#include "lab/probe/loop.hpp"
#include "lab/probe/probe.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {
namespace {

using probe::Ending;
using probe::LinkFacts;
using probe::TlsVersion;
using probe::Transport;
using testing::AnyOf;
using testing::Each;
using testing::SizeIs;
using testing::StartsWith;
using wire::PropertyId;
using wire::Version;

constexpr std::uint8_t not_authorized = 0x87;

process::ServeOptions with_websocket() {
  process::ServeOptions options;
  options.broker.websocket = true;
  return options;
}

wire::Connect connect_packet(const std::string& client, Version version = Version::v5) {
  wire::Connect packet;
  packet.version = version;
  packet.client_id = client;
  packet.username = client;
  return packet;
}

wire::Publish message_on(const std::string& topic, const std::string& payload) {
  wire::Publish message;
  message.topic = topic;
  message.payload = payload;
  return message;
}

/// A served namespace, and probes that are its clients.
class ProbeClient : public testing::Test {
 protected:
  /// How a client of the definition connects.
  probe::Link link_of(const std::string& client, Transport transport = Transport::tls) {
    const auto& files = stage_.served().credentials().clients.at(client);
    probe::Link link;
    link.transport = transport;
    link.port = transport == Transport::websocket_tls ? stage_.broker().websocket_port().value()
                                                      : stage_.broker().port();
    link.ca_file = stage_.served().credentials().ca_file;
    link.certificate_file = files.certificate_file;
    link.key_file = files.key_file;
    return link;
  }

  probe::Probe& add(const std::string& name, probe::Link link) {
    probe::ProbeOptions options;
    options.name = name;
    options.link = std::move(link);
    options.patience = patience;
    probes_.push_back(std::make_unique<probe::Probe>(loop_, recording_, manners_, options));
    return *probes_.back();
  }

  /// A probe of a client, with its session.
  probe::Probe& connected(const std::string& client, Version version = Version::v5,
                          Transport transport = Transport::tls) {
    probe::Probe& one = add(client, link_of(client, transport));
    const auto answer = one.connect(connect_packet(client, version));
    EXPECT_TRUE(accepted(answer)) << in_words(answer, version) << "\n"
                                  << stage_.broker().log_tail();
    return one;
  }

  Stage stage_{"request-response", with_websocket()};
  probe::Loop loop_;
  probe::Recording recording_;
  probe::Manners manners_;
  std::vector<std::unique_ptr<probe::Probe>> probes_;
};

class ProbeClientOnEachVersion : public ProbeClient, public testing::WithParamInterface<Version> {};

std::string version_label(const testing::TestParamInfo<Version>& given) {
  return given.param == Version::v5 ? "v5" : "v311";
}
INSTANTIATE_TEST_SUITE_P(Versions, ProbeClientOnEachVersion,
                         testing::Values(Version::v5, Version::v311), version_label);

TEST_P(ProbeClientOnEachVersion, EachTlsVersionOfTheService_Connects) {
  for (const auto& [version, name] :
       {std::pair{TlsVersion::v1_2, "TLSv1.2"}, std::pair{TlsVersion::v1_3, "TLSv1.3"}}) {
    probe::Link link = link_of("device1");
    link.tls_least = link.tls_most = version;
    probe::Probe& device = add("device1", link);

    const auto opened = device.open();

    ASSERT_TRUE(std::holds_alternative<LinkFacts>(opened)) << in_words(std::get<Ending>(opened));
    EXPECT_EQ(std::get<LinkFacts>(opened).tls_version, name);
    EXPECT_EQ(std::get<LinkFacts>(opened).server_key, "EC P-256");
    EXPECT_TRUE(accepted(device.connect(connect_packet("device1", GetParam()))));
    EXPECT_TRUE(device.ping().came());
    device.disconnect();
    EXPECT_FALSE(device.is_open());
  }
}

TEST_P(ProbeClientOnEachVersion, MessageBetweenTwo_Arrives) {
  probe::Probe& device = connected("device1", GetParam());
  probe::Probe& cloud = connected("cloudapp", GetParam());
  ASSERT_TRUE(accepted(device.subscribe("devices/device1/desired")));

  EXPECT_TRUE(accepted(cloud.publish("devices/device1/desired", "{\"on\":true}")));

  const auto message = device.message_on("devices/device1/desired");
  ASSERT_TRUE(message.came()) << in_words(message.ending());
  EXPECT_EQ(message.packet().payload, "{\"on\":true}");
  EXPECT_EQ(message.packet().qos, 1);
  EXPECT_TRUE(device.ping().came()) << "so the PUBACK was taken";
}

TEST_P(ProbeClientOnEachVersion, Websocket_ConnectsAndReachesAClientOnTls) {
  probe::Probe& device = connected("device1", GetParam(), Transport::websocket_tls);
  probe::Probe& cloud = connected("cloudapp", GetParam());
  ASSERT_TRUE(accepted(device.subscribe("devices/device1/desired")));
  ASSERT_TRUE(accepted(cloud.subscribe("devices/+/reported")));

  EXPECT_TRUE(accepted(cloud.publish("devices/device1/desired", "there")));
  EXPECT_TRUE(device.message_on("devices/device1/desired").came());
  EXPECT_TRUE(accepted(device.publish("devices/device1/reported", "and back")));
  EXPECT_TRUE(cloud.message_on("devices/device1/reported").came());

  device.disconnect();
  EXPECT_FALSE(device.is_open());
}

TEST_F(ProbeClient, WebsocketFacts_NameTheProtocol) {
  const auto opened = add("device1", link_of("device1", Transport::websocket_tls)).open();
  ASSERT_TRUE(std::holds_alternative<LinkFacts>(opened)) << in_words(std::get<Ending>(opened));
  EXPECT_EQ(std::get<LinkFacts>(opened).websocket_protocol, "mqtt");
  EXPECT_THAT(std::get<LinkFacts>(opened).tls_version, StartsWith("TLSv1."));
}

TEST_F(ProbeClient, WebsocketWithoutACertificate_IsRefused) {
  probe::Link link = link_of("device1", Transport::websocket_tls);
  link.certificate_file.clear();
  link.key_file.clear();
  EXPECT_TRUE(refused(add("device1", link).connect(connect_packet("device1"))));
}

// CA-002.
TEST_F(ProbeClient, OlderTls_IsRefusedInTheHandshake) {
  for (const auto version : {TlsVersion::v1_0, TlsVersion::v1_1}) {
    probe::Link link = link_of("device1");
    link.tls_least = link.tls_most = version;
    const auto opened = add("device1", link).open();
    ASSERT_TRUE(std::holds_alternative<Ending>(opened));
    EXPECT_EQ(std::get<Ending>(opened).kind, Ending::Kind::closed);
    EXPECT_EQ(std::get<Ending>(opened).text, "TLS alert: protocol version");
  }
}

// CA-003.
TEST_F(ProbeClient, PlainTcp_IsRefused) {
  const auto answer =
      add("device1", link_of("device1", Transport::plain)).connect(connect_packet("device1"));
  EXPECT_TRUE(refused(answer)) << in_words(answer, Version::v5);
  ASSERT_FALSE(answer.came());
  EXPECT_EQ(answer.ending().kind, Ending::Kind::closed);
}

TEST_F(ProbeClient, CertificateOfAnUnknownAuthority_IsRefusedInWords) {
  const certs::BadIdentities bad = certs::make_bad_identities(
      stage_.served().authorities(), *model::find_client(stage_.served().definition(), "device1"));
  const auto files = certs::write_identity(bad.unknown_ca, stage_.served().folder() / "bad", "bad");
  probe::Link link = link_of("device1");
  link.certificate_file = files.certificate_file;
  link.key_file = files.key_file;

  link.tls_most = TlsVersion::v1_2;
  EXPECT_EQ(add("old", link).connect(connect_packet("device1")).ending().text,
            "TLS alert: unknown ca");

  // In TLS 1.3 the broker's alert comes after our handshake, and may be lost in its reset.
  link.tls_least = link.tls_most = TlsVersion::v1_3;
  const auto late = add("late", link).connect(connect_packet("device1"));
  ASSERT_FALSE(late.came());
  EXPECT_EQ(late.ending().kind, Ending::Kind::closed);
  EXPECT_THAT(late.ending().text, AnyOf("TLS alert: unknown ca", "the connection was closed",
                                        "the connection was reset"));
}

TEST_F(ProbeClient, RefusedPublish_IsAPubackWithItsCode) {
  probe::Probe& device = connected("device1");
  const auto answer = device.publish("devices/device2/reported", "{}");
  EXPECT_TRUE(refused(answer));
  EXPECT_EQ(in_words(answer, Version::v5), "PUBACK 0x87 Not authorized");
  EXPECT_TRUE(recording_.records().back().refusal);
  EXPECT_TRUE(device.is_open());
}

TEST_F(ProbeClient, ElevenFilters_GetElevenCodes) {
  probe::Probe& cloud = connected("cloudapp");
  std::vector<wire::Subscription> filters;
  for (int index = 0; index < 10; ++index) {
    filters.push_back({.filter = "devices/device" + std::to_string(index) + "/reported"});
  }
  filters.push_back({.filter = "devices/device1/desired"});

  const auto answer = cloud.subscribe(filters);

  ASSERT_TRUE(answer.came()) << in_words(answer.ending());
  auto codes = answer.packet().reason_codes;
  ASSERT_THAT(codes, SizeIs(11));
  EXPECT_EQ(codes.back(), not_authorized);
  codes.pop_back();
  EXPECT_THAT(codes, Each(1));
  EXPECT_TRUE(refused(answer));
}

TEST_F(ProbeClient, UserPropertyOnConnect_IsTaken) {
  wire::Connect packet = connect_packet("device1");
  packet.properties.add_user("name", "value").add_user("name", "value again");
  EXPECT_TRUE(accepted(add("device1", link_of("device1")).connect(packet)));
}

TEST_F(ProbeClient, PubackWithAFailureCode_EndsTheDeliveryAndNoMore) {
  probe::Probe& device = connected("device1");
  probe::Probe& cloud = connected("cloudapp");
  ASSERT_TRUE(accepted(device.subscribe("devices/device1/desired")));
  device.set_acknowledges(false);
  ASSERT_TRUE(accepted(cloud.publish("devices/device1/desired", "{}")));
  const auto message = device.message_on("devices/device1/desired");
  ASSERT_TRUE(message.came());

  ASSERT_TRUE(
      device.send(wire::Puback{.packet_id = message.packet().packet_id, .reason_code = 0x80}));

  EXPECT_TRUE(device.ping().came());
  EXPECT_THAT(device.messages(), testing::IsEmpty());
}

TEST_F(ProbeClient, MessageThatWasNotAcknowledged_ComesAgainInTheNextConnection) {
  wire::Connect packet = connect_packet("device1");
  packet.clean_start = false;
  packet.properties.add(PropertyId::session_expiry_interval, 600);
  probe::Probe& device = add("device1", link_of("device1"));
  ASSERT_TRUE(accepted(device.connect(packet)));
  probe::Probe& cloud = connected("cloudapp");
  ASSERT_TRUE(accepted(device.subscribe("devices/device1/desired")));
  device.set_acknowledges(false);
  ASSERT_TRUE(accepted(cloud.publish("devices/device1/desired", "{}")));
  const auto first = device.message_on("devices/device1/desired");
  ASSERT_TRUE(first.came());
  EXPECT_FALSE(first.packet().dup);
  device.cut();
  device.set_acknowledges(true);

  const auto resumed = device.connect(packet);

  ASSERT_TRUE(accepted(resumed));
  EXPECT_TRUE(resumed.packet().session_present);
  const auto second = device.message_on("devices/device1/desired");
  ASSERT_TRUE(second.came());
  EXPECT_TRUE(second.packet().dup);
  EXPECT_EQ(second.packet().packet_id, first.packet().packet_id);
}

// Mosquitto 2.0.11 says nothing before it closes (facts §8).
TEST_F(ProbeClient, SessionTakenOver_IsSeenAsAnEnding) {
  probe::Probe& first = connected("device1");
  probe::Probe& second = connected("device1");

  const Ending ending = first.wait_for_end(Deadline::after(patience));

  EXPECT_EQ(ending.kind, Ending::Kind::closed);
  EXPECT_FALSE(first.is_open());
  EXPECT_EQ(first.ping().ending().kind, Ending::Kind::closed);
  EXPECT_TRUE(second.ping().came());
}

TEST_F(ProbeClient, Will_IsSentAfterACutAndAfterDisconnect4_ButNotAfterDisconnect0) {
  probe::Probe& cloud = connected("cloudapp");
  ASSERT_TRUE(accepted(cloud.subscribe("devices/+/reported")));
  const auto leave = [&](const std::string& farewell, const auto& how) {
    probe::Probe& device = add("device1", link_of("device1"));
    wire::Connect packet = connect_packet("device1");
    packet.will = wire::Will{
        .topic = "devices/device1/reported", .payload = farewell, .qos = 1, .retain = false};
    ASSERT_TRUE(accepted(device.connect(packet)));
    how(device);
  };

  leave("not said", [](probe::Probe& device) { device.disconnect(); });
  leave("after the cut", [](probe::Probe& device) { device.cut(); });
  const auto first = cloud.message_on("devices/device1/reported");
  leave("after disconnect 4", [](probe::Probe& device) { device.disconnect(4); });
  const auto second = cloud.message_on("devices/device1/reported");

  ASSERT_TRUE(first.came());
  EXPECT_EQ(first.packet().payload, "after the cut");
  ASSERT_TRUE(second.came());
  EXPECT_EQ(second.packet().payload, "after disconnect 4");
}

// D13: the broker grants QoS 1 at most.
TEST_F(ProbeClient, Qos2_IsAnsweredWithADisconnectThatEveryLaterWaitTells) {
  probe::Probe& device = connected("device1");
  wire::Publish message = message_on("devices/device1/reported", "{}");
  message.qos = 2;

  const auto answer = device.publish(message);

  EXPECT_EQ(in_words(answer, Version::v5), "DISCONNECT 0x9B QoS not supported");
  EXPECT_TRUE(refused(answer));
  EXPECT_EQ(device.wait_for_end(Deadline::after(patience)).reason_code, 0x9B);
}

TEST_F(ProbeClient, IllegalBytes_EndTheConnectionOfTheOneWhoSentThem) {
  probe::Probe& device = connected("device1");
  probe::Probe& cloud = connected("cloudapp");

  ASSERT_TRUE(device.send_bytes(std::string{"\x00\x00", 2}));

  EXPECT_NE(device.wait_for_end(Deadline::after(patience)).kind, Ending::Kind::silence);
  EXPECT_TRUE(cloud.ping().came());
}

}  // namespace
}  // namespace lab::test
