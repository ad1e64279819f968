#pragma once

#include <cstddef>
#include <string>

#include "certs/client_files.hpp"
#include "lab/process/broker.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {

/// What the broker logs when it refuses a client's certificate.
inline constexpr const char* verify_failed = "certificate verify failed";

mqtt::Message message_on(const std::string& topic, const std::string& payload = "{}");

/// A client of the stage's definition, by its ARM name.
const model::Client& client_of(const Stage& stage, const std::string& name);

/// A good certificate of the lab's own authority, with this common name.
certs::Identity issue(const Stage& stage, const std::string& common_name);

/// The options with another certificate, written beside the stage's own under this name.
mqtt::ConnectOptions with(mqtt::ConnectOptions options, const Stage& stage,
                          const certs::Identity& identity, const std::string& name);

/// Whom the broker takes a connected client for, by its log; one answer a connection.
std::string name_at_broker(process::Broker& broker, const std::string& client_id);

/// How often a client id has got as far as a CONNACK, by the log so far.
std::size_t times_connected(const process::Broker& broker, const std::string& client_id);

/// The broker ends the handshake, and says why in its log.
void expect_refused_in_tls(process::Broker& broker, const mqtt::ConnectOptions& options,
                           const std::string& why = verify_failed);

/// Connects, with CONNACK 0, and tries every topic of the definition and what lies around: each is
/// refused, on v5 by its reason code, on v3.1.1 by SUBACK 0x80 and in the log, for which the
/// stage's broker must log packets.
void expect_connected_but_refused_everything(Stage& stage, const mqtt::ConnectOptions& options);

/// Connects, may publish to and subscribe to the one topic, as `model::may` says of the client of
/// that name, and neither to the other.
void expect_served_as(Stage& stage, const std::string& client, const mqtt::ConnectOptions& options,
                      const std::string& own_topic, const std::string& foreign_topic);

}  // namespace lab::test
