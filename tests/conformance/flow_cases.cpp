// What the two sides agree on for the flow of messages: acknowledgements, receive maximum, packet
// size, topic aliases; and user properties where the service does not take them.

#include <chrono>

#include <fmt/format.h>

#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"

namespace lab::conformance {
namespace {

using namespace std::chrono_literals;
using wire::PropertyId;

/// A message to be published with a topic alias; on an empty topic the alias stands for it.
wire::Publish aliased(std::string topic, std::string payload, std::uint32_t alias) {
  wire::Publish message{.topic = std::move(topic), .payload = std::move(payload)};
  message.properties.add(PropertyId::topic_alias, alias);
  return message;
}

/// Answers a delivery by hand.
void acknowledge(probe::Probe& receiver, const wire::Publish& message, std::uint8_t reason_code = 0,
                 wire::Properties properties = {}) {
  receiver.send(wire::Puback{message.packet_id, reason_code, std::move(properties)});
}

std::string in_words(const probe::Answer<wire::Pingresp>& answer) {
  return answer.came() ? "PINGRESP" : probe::in_words(answer.ending());
}

/// Publishes messages of this size one by one to a receiver that acknowledges none, and tells how
/// many it gets before the peer stops.
std::string unacknowledged_deliveries(probe::Probe& publisher, probe::Probe& receiver,
                                      const std::string& topic, std::size_t count,
                                      std::size_t size) {
  const std::vector<std::string> payloads(count, std::string(size, 'x'));
  const Burst burst = publish_burst(publisher, topic, payloads);
  // Whether one more comes has no other evidence than time.
  std::size_t before = 0;
  do {
    before = receiver.messages().size();
    receiver.let_time_pass(1s);
  } while (receiver.messages().size() > before);
  return fmt::format("{} of {} deliveries of {} bytes ({}); the connection {}", before, count, size,
                     in_words(burst), receiver.is_open() ? "stays" : "has ended");
}

}  // namespace

CONFORMANCE_CASE(Flow, CA_111) {
  probe::Probe& device = subscribed("device1", topic("flow"));
  probe::Probe& app = connected("cloudapp");
  device.set_acknowledges(false);
  app.publish(topic("flow"), payload("welcome"));
  const auto welcome = device.message_on(topic("flow"));
  if (!expect_message(welcome, topic("flow"), payload("welcome"), "the first message arrives"))
    return;
  acknowledge(device, welcome.packet());
  const auto alive = device.ping();
  expect(alive.came(), "the connection stays after PUBACK 0x00", in_words(alive));
  app.publish(topic("flow"), payload("unwelcome"));
  const auto unwelcome = device.message_on(topic("flow"));
  if (!expect_message(unwelcome, topic("flow"), payload("unwelcome"), "the second arrives")) return;

  acknowledge(device, unwelcome.packet(), 0x80);

  expect_ended(device.wait_for_end(Deadline::after(device.options().patience)),
               "the connection of the receiver that answers PUBACK 0x80 is ended");
}

CONFORMANCE_CASE(Flow, CA_112) {
  probe::Probe& device = probe("device1");
  wire::Connect connect = connect_packet("device1");
  connect.properties.add(PropertyId::receive_maximum, 1);
  device.set_acknowledges(false);
  expect_accepted(device.connect(connect), "a client with Receive Maximum 1 connects");
  expect_accepted(device.subscribe(topic("flow")), "its subscription is granted");

  const auto payloads = numbered(payload("message"), 3);
  const Burst burst = publish_burst(connected("cloudapp"), topic("flow"), payloads);

  expect(burst.accepted == 3, "three messages for it are acknowledged", in_words(burst));
  for (std::size_t number = 1; number <= payloads.size(); ++number) {
    const auto answer = device.message_on(topic("flow"));
    if (!expect_message(answer, topic("flow"), payloads[number - 1],
                        fmt::format("message {} comes", number))) {
      return;
    }
    // Had the broker sent one more, it would come before the answer to this.
    const auto alive = device.ping();
    if (target().kind() == "elsewhere") device.let_time_pass(1s);
    expect(alive.came() && device.messages().empty(),
           fmt::format("before message {} is acknowledged no other comes", number),
           fmt::format("{}, {} more messages", in_words(alive), device.messages().size()));
    acknowledge(device, answer.packet());
  }
}

CONFORMANCE_CASE(Flow, CA_113) {
  probe::Probe& device = probe("device1");
  wire::Connect connect = connect_packet("device1");
  connect.properties.add(PropertyId::maximum_packet_size, 256);
  expect_accepted(device.connect(connect), "a client with Maximum Packet Size 256 connects");
  expect_accepted(device.subscribe(topic("flow")), "its subscription is granted");
  probe::Probe& app = connected("cloudapp");
  app.publish(topic("flow"), "small, before");
  expect_message(device.message_on(topic("flow")), topic("flow"), "small, before",
                 "a message that fits is delivered");

  // The first is too large only with its topic and header, the second in any way.
  for (const std::size_t size : {250U, 1'000U}) {
    record(fmt::format("PUBLISH with a payload of {} bytes", size),
           probe::in_words(app.publish(topic("flow"), std::string(size, 'x')), version()));
  }
  app.publish(topic("flow"), "small, after");

  const auto after = device.message_on(topic("flow"));
  expect(after.came() ? after.packet().payload == "small, after"
                      : after.ending().kind == probe::Ending::Kind::closed ||
                            after.ending().kind == probe::Ending::Kind::disconnect,
         "next comes a later message that fits, or the end of the connection",
         in_words(after, version()));
  if (target().kind() == "elsewhere" && after.came()) device.let_time_pass(1s);
  expect(device.messages().empty(), "the larger messages are not delivered, not even in part",
         fmt::format("{} more messages", device.messages().size()));
  record("the receiver's connection", device.is_open() ? "stays" : "has ended");
}

CONFORMANCE_CASE(Flow, CA_114) {
  probe::Probe& few_bytes = subscribed("device1", topic("small"));
  probe::Probe& many_bytes = subscribed("device2", topic("large"));
  probe::Probe& app = connected("cloudapp");
  few_bytes.set_acknowledges(false);
  many_bytes.set_acknowledges(false);

  record("a receiver that acknowledges nothing",
         unacknowledged_deliveries(app, few_bytes, topic("small"), 150, 10));
  record("the same with larger messages",
         unacknowledged_deliveries(app, many_bytes, topic("large"), 12, 8'192));
}

CONFORMANCE_CASE(Flow, CA_127) {
  probe::Probe& device = subscribed("device1", topic("alias/+"));
  probe::Probe& app = connected("cloudapp");
  for (std::uint32_t alias = 1; alias <= 10; ++alias) {
    const std::string full_topic = topic(fmt::format("alias/{}", alias));
    expect_accepted(app.publish(aliased(full_topic, payload("with topic"), alias)),
                    fmt::format("a message that sets alias {} is accepted", alias));
  }

  // In another order, so that "the latest alias" does not do.
  for (std::uint32_t alias = 10; alias >= 1; --alias) {
    const std::string text = payload(fmt::format("alias {} alone", alias));
    const auto answer = app.publish(aliased("", text, alias));
    expect_accepted(answer, fmt::format("a message by alias {} alone is accepted", alias));
    if (!answer.came()) return;
    expect_message(device.message(with_payload(text)), topic(fmt::format("alias/{}", alias)), text,
                   "the subscriber sees the whole topic of that alias");
  }
}

CONFORMANCE_CASE(Flow, CA_128) {
  probe::Probe& device = subscribed("device1", topic("alias/+"));
  probe::Probe& app = connected("cloudapp");
  expect_accepted(app.publish(aliased(topic("alias/10"), payload("ten"), 10)),
                  "topic alias 10 is accepted");
  expect_message(device.message_on(topic("alias/10")), topic("alias/10"), payload("ten"),
                 "its message is delivered");

  const auto answer = app.publish(aliased(topic("alias/11"), payload("eleven"), 11));

  expect_refused(answer, "topic alias 11 is refused");
}

CONFORMANCE_CASE(Flow, CA_129) {
  probe::Probe& device = probe("device1");
  wire::Connect connect = connect_packet("device1");
  connect.properties.add(PropertyId::topic_alias_maximum, 20);
  expect_accepted(device.connect(connect), "a client with Topic Alias Maximum 20 connects");
  expect_accepted(device.subscribe(topic("alias/+")), "its subscription is granted");
  probe::Probe& app = connected("cloudapp");

  // Several on each topic: an alias pays from the second message on.
  std::size_t whole = 0;
  std::size_t with_alias = 0;
  std::string last = "none";
  for (int number = 0; number < 12; ++number) {
    const std::string where = topic(fmt::format("alias/{}", number % 3));
    const std::string text = payload(std::to_string(number));
    app.publish(where, text);
    const auto answer = device.message(with_payload(text));
    last = in_words(answer, version());
    if (!answer.came()) break;
    if (answer.packet().topic == where) ++whole;
    if (answer.packet().properties.has(PropertyId::topic_alias)) ++with_alias;
  }

  expect(whole == 12, "12 messages on three topics arrive, each with its whole topic",
         fmt::format("{} do; the last: {}", whole, last));
  expect(with_alias == 0, "no delivery carries a topic alias",
         fmt::format("{} of 12 carry one", with_alias));
}

CONFORMANCE_CASE(Flow, CA_130) {
  probe::Probe& device = probe("device1");
  wire::Connect connect = connect_packet("device1");
  expect_accepted(device.connect(connect), "without a user property the CONNECT is accepted");
  device.disconnect();

  connect.properties.add_user("name", "value");
  const auto answer = device.connect(connect);

  expect_refused(answer, "with a user property it is refused");
}

CONFORMANCE_CASE(Flow, CA_131) {
  probe::Probe& device = connected("device1");
  expect_accepted(device.subscribe(topic("plain")),
                  "without a user property the subscription is granted");

  const auto answer =
      device.subscribe({{.filter = topic("flow")}}, wire::Properties{}.add_user("name", "value"));

  expect_refused(answer, "with a user property it fails or the connection ends");
}

CONFORMANCE_CASE(Flow, CA_132) {
  probe::Probe& device = subscribed("device1", topic("flow"));
  probe::Probe& app = connected("cloudapp");
  device.set_acknowledges(false);
  app.publish(topic("flow"), payload("first"));
  const auto first = device.message_on(topic("flow"));
  if (!expect_message(first, topic("flow"), payload("first"), "the first message arrives")) return;
  acknowledge(device, first.packet());
  const auto alive = device.ping();
  expect(alive.came(), "the connection stays after a plain PUBACK", in_words(alive));
  app.publish(topic("flow"), payload("second"));
  const auto second = device.message_on(topic("flow"));
  if (!expect_message(second, topic("flow"), payload("second"), "the second arrives")) return;

  acknowledge(device, second.packet(), 0, wire::Properties{}.add_user("name", "value"));

  expect_ended(device.wait_for_end(Deadline::after(device.options().patience)),
               "the connection of the receiver whose PUBACK has a user property is ended");
}

}  // namespace lab::conformance
