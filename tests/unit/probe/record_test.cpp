// Goal: a record comes back from its JSON as it was, and what is no record is refused by name.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/probe/recording.hpp"

namespace lab::probe {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

Record full_record() {
  Record record;
  record.at_us = 1'234'567'890'123;
  record.who = "device1";
  record.connection = 3;
  record.kind = Record::Kind::received;
  record.version = wire::Version::v311;
  record.packet = "PUBACK";
  record.text = "PUBACK id 1 \"ü\"";
  record.bytes = std::string{"\x40\x02\x00\xFF", 4};
  record.size = 4;
  record.refusal = true;
  return record;
}

std::string refusal(const json& from) {
  try {
    record_from_json(from);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::definition);
    return error.what();
  }
  return "taken";
}

TEST(RecordJson, EveryMember_ComesBackThroughText) {
  const json made = to_json(full_record());
  EXPECT_EQ(made["bytes"], "400200ff");
  EXPECT_EQ(made["kind"], "received");
  EXPECT_EQ(made["version"], "3.1.1");

  const Record back = record_from_json(json::parse(made.dump()));

  EXPECT_EQ(to_json(back), made);
  EXPECT_EQ(back.bytes, full_record().bytes);
  EXPECT_EQ(back.at_us, full_record().at_us);
  EXPECT_EQ(back.refusal, true);
  EXPECT_EQ(back.version, wire::Version::v311);
}

TEST(RecordJson, EveryKindAndVersion_ComesBack) {
  for (int kind = 0; kind <= static_cast<int>(Record::Kind::note); ++kind) {
    for (const auto version : {wire::Version::v31, wire::Version::v311, wire::Version::v5}) {
      Record record = full_record();
      record.kind = static_cast<Record::Kind>(kind);
      record.version = version;
      const Record back = record_from_json(to_json(record));
      EXPECT_EQ(back.kind, record.kind);
      EXPECT_EQ(back.version, version);
    }
  }
}

TEST(RecordJson, MissingMember_IsRefusedByName) {
  const json whole = to_json(full_record());
  for (const auto& [name, value] : whole.items()) {
    json without = whole;
    without.erase(name);
    EXPECT_THAT(refusal(without), AllOf(HasSubstr("\"" + name + "\""), HasSubstr("missing")));
  }
}

TEST(RecordJson, MemberOfAnotherType_IsRefusedByName) {
  const json whole = to_json(full_record());
  for (const auto& [name, value] : whole.items()) {
    json wrong = whole;
    wrong[name] = json::array();
    EXPECT_THAT(refusal(wrong), HasSubstr("\"" + name + "\""));
  }
}

TEST(RecordJson, ValueOutOfItsRange_IsRefusedByName) {
  const auto with = [](const char* name, const json& value) {
    json changed = to_json(full_record());
    changed[name] = value;
    return refusal(changed);
  };
  EXPECT_THAT(with("connection", -1), HasSubstr("out of range"));
  EXPECT_THAT(with("connection", 1ULL << 40U), HasSubstr("out of range"));
  EXPECT_THAT(with("size", -1), HasSubstr("out of range"));
  EXPECT_THAT(with("at_us", 1.5), HasSubstr("no whole number"));
  EXPECT_THAT(with("bytes", "abc"), HasSubstr("odd number"));
  EXPECT_THAT(with("bytes", "AB"), HasSubstr("lower-case hex"));
  EXPECT_THAT(with("bytes", "zz"), HasSubstr("lower-case hex"));
  EXPECT_THAT(with("kind", "lost"), AllOf(HasSubstr("\"kind\""), HasSubstr("\"lost\"")));
  EXPECT_THAT(with("version", "6"), HasSubstr("\"version\""));
  EXPECT_THAT(refusal(json::array()), HasSubstr("no JSON object"));
}

TEST(Recording, Note_IsARecordWithItsTime) {
  Recording recording;
  recording.note("case", "here the rule begins");
  recording.note("case", "and here it ends");

  ASSERT_EQ(recording.records().size(), 2U);
  const Record& first = recording.records()[0];
  EXPECT_EQ(first.kind, Record::Kind::note);
  EXPECT_EQ(first.who, "case");
  EXPECT_EQ(first.text, "here the rule begins");
  EXPECT_GE(first.at_us, 0);
  EXPECT_GE(recording.records()[1].at_us, first.at_us);
}

}  // namespace
}  // namespace lab::probe
