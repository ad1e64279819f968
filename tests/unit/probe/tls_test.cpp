// Goal: TLS is offered as the link says, both sides' certificates are judged, and what fails is
// told in words that name its cause. Method: an OpenSSL server on the probe's own loop.

#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "tests/unit/probe/probe_fixture.hpp"
#include "tests/unit/probe/tls_peer.hpp"

namespace lab::probe::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class ProbeTls : public testing::Test {
 protected:
  /// Starts the server.
  TlsPeer& serve(int least_version, int most_version, bool asks_for_certificate = false) {
    return peer_.emplace(
        loop_, server_context(papers_, least_version, most_version, asks_for_certificate));
  }

  Probe& probe_with(Link link, TlsVersion least = TlsVersion::v1_2,
                    TlsVersion most = TlsVersion::v1_3) {
    link.port = peer_->port();
    link.tls_least = least;
    link.tls_most = most;
    ProbeOptions options;
    options.link = link;
    options.patience = patience;
    return probe_.emplace(loop_, recording_, manners_, options);
  }

  /// The version that a handshake came to, or why it failed.
  std::string version_of(TlsVersion least, TlsVersion most) {
    const auto opened = probe_with(papers_.good_link(), least, most).open();
    if (const auto* facts = std::get_if<LinkFacts>(&opened)) return facts->tls_version;
    EXPECT_EQ(std::get<Ending>(opened).kind, Ending::Kind::closed);
    return std::get<Ending>(opened).text;
  }

  /// Why the connection could not be opened.
  std::string failure_of(const Link& link) {
    const auto opened = probe_with(link).open();
    const auto* ending = std::get_if<Ending>(&opened);
    if (!ending) return "it was opened";
    EXPECT_EQ(ending->kind, Ending::Kind::closed);
    EXPECT_EQ(recording_.records().back().kind, Record::Kind::failed);
    EXPECT_EQ(recording_.records().back().text, ending->text);
    return ending->text;
  }

  /// What a file that cannot be used throws.
  std::string refusal_of(const Link& link) {
    try {
      probe_with(link).open();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::definition);
      return error.what();
    }
    return "it was used";
  }

  Loop loop_;
  Recording recording_;
  Manners manners_;
  Papers papers_;
  std::optional<TlsPeer> peer_;
  std::optional<Probe> probe_;
};

TEST_F(ProbeTls, EachVersion_IsReallyOffered) {
  serve(TLS1_VERSION, TLS1_3_VERSION);
  EXPECT_EQ(version_of(TlsVersion::v1_0, TlsVersion::v1_0), "TLSv1");
  EXPECT_EQ(version_of(TlsVersion::v1_1, TlsVersion::v1_1), "TLSv1.1");
  EXPECT_EQ(version_of(TlsVersion::v1_2, TlsVersion::v1_2), "TLSv1.2");
  EXPECT_EQ(version_of(TlsVersion::v1_3, TlsVersion::v1_3), "TLSv1.3");
  EXPECT_EQ(version_of(TlsVersion::v1_2, TlsVersion::v1_3), "TLSv1.3");
  EXPECT_EQ(version_of(TlsVersion::v1_0, TlsVersion::v1_2), "TLSv1.2");
}

TEST_F(ProbeTls, VersionThatTheServerHasNot_IsRefusedInWords) {
  serve(TLS1_2_VERSION, TLS1_2_VERSION);
  EXPECT_EQ(version_of(TlsVersion::v1_1, TlsVersion::v1_1), "TLS alert: protocol version");
  EXPECT_EQ(version_of(TlsVersion::v1_3, TlsVersion::v1_3), "TLS alert: protocol version");
}

TEST_F(ProbeTls, OldVersion_IsNotTakenUnlessItIsOffered) {
  serve(TLS1_VERSION, TLS1_1_VERSION);
  EXPECT_EQ(version_of(TlsVersion::v1_0, TlsVersion::v1_3), "TLSv1.1");
  EXPECT_EQ(version_of(TlsVersion::v1_2, TlsVersion::v1_3), "TLS alert: protocol version");
}

TEST_F(ProbeTls, Facts_NameTheServer) {
  serve(TLS1_2_VERSION, TLS1_3_VERSION);
  const auto opened = probe_with(papers_.good_link()).open();
  ASSERT_TRUE(std::holds_alternative<LinkFacts>(opened));
  const LinkFacts& facts = std::get<LinkFacts>(opened);
  EXPECT_EQ(facts.tls_version, "TLSv1.3");
  EXPECT_THAT(facts.cipher, StartsWith("TLS_"));
  EXPECT_EQ(facts.server_certificate_subject, "CN=a server");
  EXPECT_EQ(facts.server_certificate_issuer, "CN=probe test root");
  EXPECT_EQ(facts.server_key, "EC P-256");
  EXPECT_THAT(recording_.records().back().text, AllOf(HasSubstr("TLSv1.3"), HasSubstr("TLS_")));
}

TEST_F(ProbeTls, RsaServer_IsNamedByItsKeySize) {
  const Papers rsa{certs::KeyKind::rsa_2048};
  peer_.emplace(loop_, server_context(rsa, TLS1_2_VERSION, TLS1_3_VERSION));
  const auto opened = probe_with(rsa.good_link()).open();
  ASSERT_TRUE(std::holds_alternative<LinkFacts>(opened));
  EXPECT_EQ(std::get<LinkFacts>(opened).server_key, "RSA 2048");
}

TEST_F(ProbeTls, ServerName_IsAskedForAndVerified_AnAddressIsVerifiedOnly) {
  TlsPeer& peer = serve(TLS1_2_VERSION, TLS1_3_VERSION);
  const auto name_at_peer = [&](int handshake) {
    EXPECT_TRUE(test::run_until(loop_, [&] { return peer.handshakes == handshake; }));
    return peer.server_name;
  };
  Link link = papers_.good_link();
  link.server_name = "broker.example";
  EXPECT_EQ(failure_of(link), "it was opened");
  EXPECT_EQ(name_at_peer(1), "broker.example");

  link.server_name = "other.example";
  EXPECT_THAT(failure_of(link), AllOf(HasSubstr("\"a server\""), HasSubstr("hostname mismatch")));
  EXPECT_EQ(name_at_peer(2), "other.example");

  link.server_name = "127.0.0.2";
  EXPECT_THAT(failure_of(link), HasSubstr("IP address mismatch"));
  link.server_name.clear();
  EXPECT_EQ(failure_of(link), "it was opened");
  EXPECT_EQ(name_at_peer(4), "");
}

TEST_F(ProbeTls, ServerOfAnotherAuthority_IsNotAccepted) {
  serve(TLS1_2_VERSION, TLS1_3_VERSION);
  Link link = papers_.good_link();
  write_file(papers_.file("other.pem"), certs::Authority::create_root("other").certificate_pem());
  link.ca_file = papers_.file("other.pem");
  EXPECT_THAT(failure_of(link), StartsWith("we do not accept the server's certificate \""));
  link.ca_file.clear();
  EXPECT_THAT(failure_of(link), StartsWith("we do not accept the server's certificate \""))
      << "the system's roots do not know it either";
}

// In TLS 1.2 the handshake ends with the server's word; in 1.3 the client is done before.
TEST_F(ProbeTls, UnknownClient_IsRefusedInTheServersWords) {
  serve(TLS1_2_VERSION, TLS1_3_VERSION, true);
  certs::LeafRequest request;
  request.common_name = "a stranger";
  const Link stranger =
      papers_.link_with(certs::Authority::create_root("other").issue(request), "stranger");
  Link nobody = papers_.good_link();
  nobody.certificate_file.clear();
  nobody.key_file.clear();

  for (const auto version : {TlsVersion::v1_2, TlsVersion::v1_3}) {
    const bool is_late = version == TlsVersion::v1_3;
    EXPECT_EQ(probe_with(stranger, version, version).connect(connect_packet()).ending().text,
              "TLS alert: unknown ca");
    EXPECT_EQ(probe_with(nobody, version, version).connect(connect_packet()).ending().text,
              is_late ? "TLS alert: certificate required" : "TLS alert: handshake failure");
    EXPECT_EQ(recording_.records().back().kind,
              is_late ? Record::Kind::closed : Record::Kind::failed);
    EXPECT_TRUE(
        accepted(probe_with(papers_.good_link(), version, version).connect(connect_packet())));
  }
}

TEST_F(ProbeTls, Disconnect_EndsTlsInOrder_CutDoesNot) {
  TlsPeer& peer = serve(TLS1_2_VERSION, TLS1_3_VERSION);
  Probe& probe = probe_with(papers_.good_link());
  ASSERT_TRUE(accepted(probe.connect(connect_packet())));
  probe.disconnect();
  EXPECT_TRUE(test::run_until(loop_, [&] { return peer.ended_in_order; }));

  ASSERT_TRUE(accepted(probe.connect(connect_packet())));
  peer.ended_in_order = true;
  probe.cut();
  EXPECT_TRUE(test::run_until(loop_, [&] { return !peer.ended_in_order; }));
}

TEST_F(ProbeTls, PeerThatSpeaksNoTls_IsNamedSo) {
  ScriptedPeer plain{loop_};
  Link link = papers_.good_link();
  link.port = plain.link().port;
  Probe probe{loop_, recording_, manners_, {.link = link, .patience = patience}};
  // It may speak once it is connected to.
  plain.at_connection = [&] { plain.say_bytes("220 mail.example ESMTP\r\n"); };

  const auto opened = probe.open();

  ASSERT_TRUE(std::holds_alternative<Ending>(opened));
  EXPECT_EQ(std::get<Ending>(opened).text, "TLS: wrong version number");
}

TEST_F(ProbeTls, PeerThatEndsInTheHandshake_IsToldSo) {
  ScriptedPeer abrupt{loop_};
  Link link = papers_.good_link();
  link.port = abrupt.link().port;
  Probe probe{loop_, recording_, manners_, {.link = link, .patience = patience}};
  abrupt.at_connection = [&] { abrupt.close_own_side(); };

  const auto opened = probe.open();

  ASSERT_TRUE(std::holds_alternative<Ending>(opened));
  EXPECT_EQ(std::get<Ending>(opened).text, "the connection was closed during the TLS handshake");
}

TEST_F(ProbeTls, SilentPeer_IsSilenceAndIsGivenUp) {
  ScriptedPeer silent{loop_};
  Link link = papers_.good_link();
  link.port = silent.link().port;
  Probe probe{
      loop_, recording_, manners_, {.link = link, .patience = std::chrono::milliseconds{50}}};

  const ConnectAnswer answer = probe.connect(connect_packet());

  ASSERT_FALSE(answer.came());
  EXPECT_EQ(answer.ending().kind, Ending::Kind::silence);
  EXPECT_EQ(answer.ending().text, "no connection in 50 ms");
  EXPECT_FALSE(refused(answer));
  EXPECT_FALSE(probe.is_open());
  EXPECT_EQ(recording_.records().back().kind, Record::Kind::failed);
  EXPECT_TRUE(test::run_until(loop_, [&] { return silent.has_ended; }));
}

TEST_F(ProbeTls, FilesThatCannotBeUsed_AreErrorsThatNameThem) {
  serve(TLS1_2_VERSION, TLS1_3_VERSION);
  const Link good = papers_.good_link();
  Link link = good;
  link.ca_file = "/no/ca.pem";
  EXPECT_THAT(refusal_of(link),
              AllOf(HasSubstr("CA file /no/ca.pem"), HasSubstr("No such file or directory")));
  link = good;
  link.certificate_file = "/no/certificate.pem";
  EXPECT_THAT(refusal_of(link), HasSubstr("certificate file /no/certificate.pem"));
  link = good;
  link.key_file = papers_.file("server.key");
  EXPECT_THAT(refusal_of(link), AllOf(HasSubstr("server.key"), HasSubstr("key values mismatch")));
  link = good;
  link.key_file.clear();
  EXPECT_THAT(refusal_of(link), HasSubstr("no key file is given"));
}

}  // namespace
}  // namespace lab::probe::test
