// Goal: TLS trouble is told in words that name its cause, and a good certificate gets through.
// Method: identities of every kind against a real Mosquitto that asks for certificates.
#include <string>

#include <gmock/gmock.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "tests/unit/mqtt/scripted_server.hpp"
#include "tests/unit/mqtt/watched_client.hpp"

namespace lab::mqtt::test {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using By = Disconnected::By;

class ClientTls : public ClientTest {
 protected:
  ClientTls() : broker_(LocalBroker::Security::tls) {
    // Until the broker listens every attempt is refused; so the failures below are TLS's.
    WatchedClient& first = add(tls_options(broker_, "first"));
    first.client->start();
    EXPECT_TRUE(is_connected(first));
    first.client->disconnect();
  }

  ConnectOptions options() {
    ConnectOptions options = tls_options(broker_, "second");
    options.reconnect = false;
    return options;
  }

  ConnectOptions options_with(const certs::Identity& identity) {
    const TestCertificates::Files files = broker_.certificates().write(identity, "other");
    ConnectOptions with = options();
    with.certificate_file = files.certificate;
    with.key_file = files.key;
    return with;
  }

  std::string failure_of(const ConnectOptions& with) {
    WatchedClient& one = add(with);
    one.client->start();
    EXPECT_TRUE(served_until([&] { return !one.endings.empty(); }, "the failure"));
    EXPECT_TRUE(one.connections.empty());
    if (one.endings.empty()) return "nothing failed";
    EXPECT_EQ(one.endings[0].by, By::network);
    return one.endings[0].text;
  }

  static certs::LeafRequest client_request() {
    certs::LeafRequest request;
    request.common_name = "device1";
    return request;
  }

  /// What is left when the server closes so fast that its alert is lost (TLS 1.3).
  static auto or_a_bare_end(const char* alert) {
    return AnyOf(HasSubstr(alert), HasSubstr("refuses the client certificate"));
  }

  LocalBroker broker_;
};

TEST_F(ClientTls, AGoodCertificateGetsThroughByNameToo) {
  ConnectOptions by_name = options();
  by_name.host = "localhost";
  WatchedClient& one = add(by_name);
  one.client->start();
  EXPECT_TRUE(is_connected(one));
}

TEST_F(ClientTls, AServerOfAnUnknownAuthorityIsNotAccepted) {
  ConnectOptions with = options();
  with.ca_file = broker_.folder() / "other-ca.pem";
  write_file(with.ca_file, certs::Authority::create_root("another root").certificate_pem());
  EXPECT_THAT(failure_of(with), AllOf(HasSubstr("we do not accept the server's certificate"),
                                      AnyOf(HasSubstr("unable to get local issuer certificate"),
                                            HasSubstr("self-signed certificate in"))));
}

TEST_F(ClientTls, AServerWithAnotherNameIsNotAccepted) {
  LocalBroker elsewhere{LocalBroker::Security::tls};
  certs::LeafRequest wrong;
  wrong.common_name = "somewhere";
  wrong.usage = certs::LeafUsage::server;
  wrong.dns_names = {"somewhere.example"};
  elsewhere.kill();
  elsewhere.certificates().write(elsewhere.certificates().root.issue(wrong), "server");
  elsewhere.start();
  for (const char* host : {"localhost", "127.0.0.1"}) {
    ConnectOptions to = tls_options(elsewhere, "third");
    to.host = host;
    WatchedClient& one = add(to);
    one.client->start();
    ASSERT_TRUE(served_until(
        [&] {
          return !one.endings.empty() &&
                 one.endings.back().text.find("Connection refused") == std::string::npos;
        },
        "a failure that is not a closed port"));
    EXPECT_THAT(one.endings.back().text,
                AllOf(HasSubstr("somewhere"),
                      AnyOf(HasSubstr("hostname mismatch"), HasSubstr("IP address mismatch"))));
    one.client->disconnect();
  }
}

TEST_F(ClientTls, AnExpiredClientCertificateIsRefusedInWords) {
  certs::LeafRequest request = client_request();
  request.valid_from = std::chrono::hours{-48};
  request.valid_for = std::chrono::hours{24};
  EXPECT_THAT(failure_of(options_with(broker_.certificates().root.issue(request))),
              or_a_bare_end("certificate expired"));
}

TEST_F(ClientTls, AClientOfAnUnknownAuthorityIsRefusedInWords) {
  const certs::Authority other = certs::Authority::create_root("other root");
  EXPECT_THAT(failure_of(options_with(other.issue(client_request()))), or_a_bare_end("unknown CA"));
}

TEST_F(ClientTls, AClientWithoutACertificateIsRefused) {
  ConnectOptions with = options();
  with.certificate_file.clear();
  with.key_file.clear();
  EXPECT_THAT(failure_of(with), AnyOf(HasSubstr("certificate required"), HasSubstr("closed"),
                                      HasSubstr("reset"), HasSubstr("Broken pipe")));
}

TEST_F(ClientTls, ASilentServerIsGivenUpDuringTheHandshake) {
  ScriptedServer silent{loop_, ""};
  ConnectOptions with = options();
  with.port = silent.port();
  with.connect_timeout = std::chrono::milliseconds{30};
  EXPECT_THAT(failure_of(with), HasSubstr("waiting for the TLS handshake"));
}

TEST_F(ClientTls, AServerThatDoesNotSpeakTlsIsNamedSo) {
  ScriptedServer plain{loop_, "HTTP/1.1 400 Bad Request\r\n\r\n"};
  ConnectOptions with = options();
  with.port = plain.port();
  EXPECT_THAT(failure_of(with), HasSubstr("wrong version number"));
}

TEST_F(ClientTls, AServerThatClosesDuringTheHandshakeEndsTheAttempt) {
  ScriptedServer abrupt{loop_, "\x16"};
  abrupt.close_after_saying();
  ConnectOptions with = options();
  with.port = abrupt.port();
  EXPECT_THAT(failure_of(with), AnyOf(HasSubstr("unexpected eof"), HasSubstr("reset")));
}

TEST_F(ClientTls, AClosedPortIsRefusedAndNotATlsError) {
  const HeldPort closed;
  ConnectOptions with = options();
  with.port = closed.number();
  EXPECT_THAT(failure_of(with), HasSubstr("Connection refused"));
}

TEST_F(ClientTls, TheServerNameIsSentForANameAndNotForAnAddress) {
  for (const auto& [host, is_name] : {std::pair{"localhost", true}, {"127.0.0.1", false}}) {
    ScriptedServer server{loop_, ""};
    ConnectOptions with = options();
    with.host = host;
    with.port = server.port();
    WatchedClient& one = add(with);
    one.client->start();
    ASSERT_TRUE(served_until([&] { return server.heard.size() > 100; }, "the ClientHello"));
    EXPECT_EQ(server.heard.find(host) != std::string::npos, is_name) << host;
  }
}

TEST_F(ClientTls, UnusableFilesAreNamedAtStart) {
  const auto refusal = [&](const ConnectOptions& with) {
    Client client{loop_, with, {}};
    try {
      client.start();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::definition);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  ConnectOptions with = options();
  with.ca_file = "/nowhere/ca.pem";
  EXPECT_THAT(refusal(with), AllOf(HasSubstr("/nowhere/ca.pem"), HasSubstr("No such file")));
  with = options();
  with.certificate_file = "/nowhere/client.pem";
  EXPECT_THAT(refusal(with), AllOf(HasSubstr("/nowhere/client.pem"), HasSubstr("No such file")));
  with = options();
  const std::string whole = read_file(with.certificate_file);
  with.certificate_file = broker_.folder() / "cut.pem";
  write_file(with.certificate_file, whole.substr(0, whole.size() / 2));
  EXPECT_THAT(refusal(with), HasSubstr("cut.pem"));
  with = options();
  with.key_file = broker_.certificates().server.key;
  EXPECT_THAT(refusal(with), AllOf(HasSubstr("server.key"), HasSubstr("mismatch")));
  with = options();
  with.key_file.clear();
  EXPECT_THAT(refusal(with), HasSubstr("no key file"));
}

}  // namespace
}  // namespace lab::mqtt::test
