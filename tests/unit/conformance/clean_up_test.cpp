// Goal: on a broker that somebody else runs, a case leaves nothing.
// Method: a broker of our own that is reached only as one elsewhere is; a case that leaves a
// session and a retained message; a second one that looks for them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/check/built_in_namespace.hpp"
#include "lab/check/elsewhere_target.hpp"
#include "lab/model/reader.hpp"
#include "lab/process/served_namespace.hpp"
#include "tests/unit/conformance/played_case.hpp"

namespace lab::conformance {
namespace {

using testing::Each;
using testing::Field;
using testing::SizeIs;

model::Namespace suite_definition() {
  const std::string text{check::built_in_namespace("conformance")};
  return *model::read_namespace_text(text, "conformance.json").definition;
}

class CleanUp : public testing::Test {
 protected:
  CaseReport play(const PlayedCase::Body& body) {
    const CaseEntry entry{
        "Suite", {"CA-065"}, [&] { return new PlayedCase{body}; }, __FILE__, __LINE__};
    return run_case(entry, {*target_, wire::Version::v5, "r7f3"});
  }

  process::ServedNamespace served_{suite_definition()};
  std::unique_ptr<check::Target> target_ =
      check::make_elsewhere_target({.host = "localhost",
                                    .port = served_.broker().port(),
                                    .credentials = served_.credentials().folder,
                                    .server_ca = served_.credentials().ca_file,
                                    .definition = served_.definition()});
};

TEST_F(CleanUp, AfterACaseThatLeftASessionAndARetainedMessage_FindsNeither) {
  const CaseReport left = play([](PlayedCase& it) {
    probe::Probe& device = it.probe("device1");
    it.expect_accepted(device.connect(it.lasting_connect_packet("device1")), "a session begins");
    it.expect_accepted(device.subscribe(it.topic("kept")), "it has a subscription");
    wire::Publish retained{.topic = it.topic("kept"), .payload = it.payload("kept")};
    retained.retain = true;
    it.expect_accepted(device.publish(retained), "a message is retained");
  });
  ASSERT_THAT(left.claims, SizeIs(3));
  EXPECT_THAT(left.claims, Each(Field(&check::Verdict::holds, true)));

  const CaseReport found = play([](PlayedCase& it) {
    probe::Probe& device = it.probe("device1");
    const auto answer = device.connect(it.lasting_connect_packet("device1"));
    it.expect(probe::accepted(answer) && !answer.packet().session_present, "no session is there",
              probe::in_words(answer, wire::Version::v5));
    it.expect_accepted(device.subscribe(it.topic("kept")), "it subscribes anew");
    it.expect_nothing(
        device, [](const wire::Publish& message) { return message.retain; }, device,
        it.topic("kept"), "no message was retained");
  });

  EXPECT_FALSE(found.broken_off) << *found.broken_off;
  ASSERT_THAT(found.claims, SizeIs(3));
  for (const check::Verdict& claim : found.claims) {
    EXPECT_TRUE(claim.holds) << claim.claim << ": " << claim.evidence;
  }
}

TEST_F(CleanUp, OfACase_IsNotInItsTranscript) {
  const CaseReport report = play([](PlayedCase& it) {
    it.expect_accepted(it.probe("device1").connect(it.lasting_connect_packet("device1")), "yes");
  });

  EXPECT_THAT(report.transcript, SizeIs(3));  // opened, CONNECT, CONNACK
}

}  // namespace
}  // namespace lab::conformance
