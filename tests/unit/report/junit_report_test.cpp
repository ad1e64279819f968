// Goal: a CI server can read the report whatever a peer sent, and finds each assertion in it.
// Method: a strict reader of XML, and the counts. The whole text is a golden file.

#include "lab/report/junit_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/report/sample_run.hpp"
#include "tests/unit/report/xml_check.hpp"

namespace lab::report {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

XmlElement report() {
  return read_xml(junit_report(sample_run(), sample_catalogue()));
}

const XmlElement& case_named(const XmlElement& root, const std::string& start) {
  for (const XmlElement* each : elements(root, "testcase")) {
    if (each->attributes.at("name").starts_with(start)) return *each;
  }
  throw std::runtime_error("no test case " + start);
}

TEST(JunitReport, OfAHostilePeer_IsWellFormedAndComplete) {
  const XmlElement root = report();
  EXPECT_EQ(root.name, "testsuites");
  EXPECT_EQ(elements(root, "testsuite").size(), 4U);
  EXPECT_EQ(elements(root, "testcase").size(), sample_run().cases.size());
}

TEST(JunitReport, CountsWhatItHolds) {
  const XmlElement root = report();
  EXPECT_EQ(root.attributes.at("tests"), std::to_string(elements(root, "testcase").size()));
  EXPECT_EQ(root.attributes.at("failures"), std::to_string(elements(root, "failure").size()));
  EXPECT_EQ(root.attributes.at("skipped"), std::to_string(elements(root, "skipped").size()));
}

TEST(JunitReport, OfAFail_HasTheClaimWhatCameAndTheSeverity) {
  const XmlElement root = report();
  const XmlElement& bad = case_named(root, "CA-067 MQTT 5: ");
  EXPECT_EQ(bad.attributes.at("classname"), "conformance.Authorization");

  const auto failures = elements(bad, "failure");
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0]->attributes.at("type"), "MUST");
  EXPECT_EQ(failures[0]->attributes.at("message"),
            "the wider filter is refused; came: SUBACK 0x01 " + hostile::script);
  EXPECT_THAT(failures[0]->text, HasSubstr("✗ no message reaches device1"));
  ASSERT_EQ(elements(bad, "system-out").size(), 1U);
  EXPECT_THAT(elements(bad, "system-out")[0]->text, HasSubstr("reason code: 0x87 Not authorized"));
}

TEST(JunitReport, OfAKnownDifferenceAndOfWhatWasNotRun_IsSkippedWithTheReason) {
  const XmlElement root = report();
  const auto message = [&](const std::string& start) {
    const auto skipped = elements(case_named(root, start), "skipped");
    return skipped.empty() ? "" : skipped[0]->attributes.at("message");
  };
  EXPECT_THAT(message("CA-009 MQTT 5"), StartsWith("known difference D4: CONNACK 0x00"));
  EXPECT_EQ(message("CA-028"), "not run: needs an Entra token for Event Grid");
  EXPECT_THAT(elements(case_named(root, "CA-065 MQTT 5"), "skipped"), IsEmpty());
}

}  // namespace
}  // namespace lab::report
