// Goal: the direct target is a namespace that answers, with what its features promise.
// Method: the how-to's namespace on a Mosquitto of its own, asked by raw probes.

#include "lab/check/direct_target.hpp"

#include <filesystem>
#include <variant>

#include <gtest/gtest.h>

#include "lab/check/built_in_namespace.hpp"
#include "lab/model/reader.hpp"
#include "lab/probe/loop.hpp"
#include "lab/probe/probe.hpp"

namespace lab::check {
namespace {

class DirectTarget : public testing::Test {
 protected:
  static std::unique_ptr<Target> serve() {
    const std::string text{built_in_namespace("request-response")};
    return make_direct_target(*model::read_namespace_text(text, "request-response").definition);
  }

  /// What device1's CONNECT is answered with.
  static probe::ConnectAnswer connect(const Target& target, probe::Transport transport) {
    probe::Loop loop;
    probe::Recording recording;
    probe::Manners manners{target.pace()};
    probe::ProbeOptions options;
    options.link = target.link(transport);
    const Credentials device1 = target.credentials("device1");
    options.link.certificate_file = device1.certificate_file;
    options.link.key_file = device1.key_file;
    probe::Probe probe{loop, recording, manners, options};
    wire::Connect packet;
    packet.client_id = "device1";
    return probe.connect(packet);
  }
};

TEST_F(DirectTarget, OverTls_AcceptsAClientOfItsNamespace) {
  const auto target = serve();

  const auto answer = connect(*target, probe::Transport::tls);

  EXPECT_EQ(target->kind(), "direct");
  EXPECT_TRUE(probe::accepted(answer)) << probe::in_words(answer, wire::Version::v5);
}

TEST_F(DirectTarget, OverWebSocket_AcceptsTheSameClientIfItHasThatFeature) {
  const auto target = serve();
  if (!target->has("websocket")) GTEST_SKIP() << "this Mosquitto was built without WebSocket";

  const auto answer = connect(*target, probe::Transport::websocket_tls);

  EXPECT_TRUE(probe::accepted(answer)) << probe::in_words(answer, wire::Version::v5);
}

TEST_F(DirectTarget, HasExtraIdentitiesAndNoFeatureThatNeedsAService) {
  const auto target = serve();

  EXPECT_TRUE(target->has("extra-identities"));
  EXPECT_TRUE(target->extra("device1-expired"));
  EXPECT_FALSE(target->extra("nobody"));
  for (const char* feature :
       {"live-change", "entra-token", "custom-jwt", "webhook", "event-sink"}) {
    EXPECT_FALSE(target->has(feature)) << feature;
  }
}

TEST_F(DirectTarget, AtItsEnd_LeavesNoFile) {
  auto target = serve();
  const auto file = target->credentials("device1").key_file;
  ASSERT_TRUE(std::filesystem::exists(file));

  target.reset();

  EXPECT_FALSE(std::filesystem::exists(file));
}

}  // namespace
}  // namespace lab::check
