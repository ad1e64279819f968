// Goal: a command is done as it is meant, or refused by the name of the member that is wrong.

#include "lab/apps/command.hpp"

#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"

namespace lab::apps {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::Eq;
using testing::HasSubstr;
using testing::Optional;
using testing::Pair;

Command read(const char* text) {
  return Command{json::parse(text)};
}

std::string refusal_of(const std::function<void()>& doing) {
  try {
    doing();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "accepted";
}

TEST(Command, NameThatIsMissingOrNoString_IsRefused) {
  EXPECT_THAT(refusal_of([] { read("{}"); }), HasSubstr("no member \"command\""));
  EXPECT_THAT(refusal_of([] { read(R"({"command":5})"); }), HasSubstr("no member \"command\""));
}

TEST(Command, Id_ComesBackAsItCame) {
  EXPECT_EQ(read(R"({"command":"x","id":7})").id(), 7);
  EXPECT_EQ(read(R"({"command":"x","id":"seven"})").id(), "seven");
  EXPECT_TRUE(read(R"({"command":"x"})").id().is_null());
  EXPECT_THAT(refusal_of([] { read(R"({"command":"x","id":{}})"); }), HasSubstr("\"id\""));
}

TEST(Command, MisspeltMember_IsRefusedWithTheNearestName) {
  const auto command = read(R"({"command":"request","id":1,"timeout_sm":5})");

  EXPECT_THAT(refusal_of([&] {
                command.allow_only({"to", "timeout_ms"});
              }),
              HasSubstr("command request: member \"timeout_sm\": it is unknown; did you mean "
                        "\"timeout_ms\"?"));
}

TEST(Command, WithoutAMember_IsTheSameCommandOtherwise) {
  const auto command = read(R"({"command":"cut","id":4,"client":"device2"})").without("client");

  EXPECT_EQ(command.name(), "cut");
  EXPECT_EQ(command.id(), 4);
  EXPECT_NO_THROW(command.allow_only({}));
}

TEST(Command, PayloadString_IsSentAsItIsAndOtherValuesAsJson) {
  EXPECT_EQ(read(R"({"command":"x","payload":{"temperature":21}})").payload(),
            R"({"temperature":21})");
  EXPECT_EQ(read(R"({"command":"x","payload":"not JSON {"})").payload(), "not JSON {");
  EXPECT_EQ(read(R"({"command":"x","payload":null})").payload(), "null");
  EXPECT_EQ(read(R"({"command":"x","payload_base64":"AP8="})").payload(), std::string("\0\xFF", 2));
  EXPECT_EQ(read(R"({"command":"x"})").payload(), "");
  EXPECT_THAT(refusal_of([] { (void)read(R"({"command":"x","payload_base64":"*"})").payload(); }),
              HasSubstr("it is not base64"));
  EXPECT_THAT(refusal_of([] {
                (void)read(R"({"command":"x","payload":1,"payload_base64":""})").payload();
              }),
              HasSubstr("there is a member \"payload\" too"));
}

TEST(Command, CorrelationData_IsTextOrBase64AndAbsentDiffersFromEmpty) {
  EXPECT_THAT(read(R"({"command":"x","correlation_text":"t"})").correlation_data(),
              Optional(Eq("t")));
  EXPECT_THAT(read(R"({"command":"x","correlation_data":"AA=="})").correlation_data(),
              Optional(Eq(std::string(1, '\0'))));
  EXPECT_THAT(read(R"({"command":"x","correlation_data":""})").correlation_data(),
              Optional(Eq("")));
  EXPECT_EQ(read(R"({"command":"x"})").correlation_data(), std::nullopt);
  EXPECT_THAT(refusal_of([] {
                (void)read(R"({"command":"x","correlation_text":"","correlation_data":""})")
                    .correlation_data();
              }),
              HasSubstr("correlation_text"));
}

TEST(Command, Numbers_AreWholeAndBounded) {
  EXPECT_THAT(read(R"({"command":"x","qos":2})").whole_number("qos", 2), Optional(Eq(2U)));
  EXPECT_EQ(read(R"({"command":"x"})").whole_number("qos", 2), std::nullopt);
  for (const char* text :
       {R"({"command":"x","qos":3})", R"({"command":"x","qos":-1})", R"({"command":"x","qos":1.5})",
        R"({"command":"x","qos":"1"})", R"({"command":"x","qos":null})"}) {
    EXPECT_THAT(refusal_of([&] { (void)read(text).whole_number("qos", 2); }),
                HasSubstr("not a whole number from 0 to 2"))
        << text;
  }
}

TEST(Command, UserProperties_KeepOrderAndDuplicates) {
  EXPECT_THAT(read(R"({"command":"x","user_properties":[["b","1"],["a","2"],["b","3"]]})")
                  .user_properties(),
              ElementsAre(Pair("b", "1"), Pair("a", "2"), Pair("b", "3")));
  EXPECT_THAT(read(R"({"command":"x","user_properties":{"a":"1"}})").user_properties(),
              ElementsAre(Pair("a", "1")));
  for (const char* text :
       {R"({"command":"x","user_properties":"a"})", R"({"command":"x","user_properties":[["a"]]})",
        R"({"command":"x","user_properties":[["a",1]]})",
        R"({"command":"x","user_properties":{"a":null}})"}) {
    EXPECT_THAT(refusal_of([&] { (void)read(text).user_properties(); }),
                HasSubstr("user_properties"));
  }
}

}  // namespace
}  // namespace lab::apps
