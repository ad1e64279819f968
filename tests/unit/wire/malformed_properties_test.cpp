// Goal: a property in the wrong place, twice, with a forbidden value or cut short is refused.
// Method: table 2-4 of MQTT 5 once more, written out by hand; each property is put into each
// packet.

#include <array>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab/wire/encode.hpp"
#include "tests/unit/wire/bytes.hpp"

namespace lab::wire {
namespace {

/// A property of table 2-4, with a legal value, and where it may stand (0: a will).
struct Row {
  const char* name;
  const char* form;
  std::vector<int> places;
};

const std::vector<Row>& table() {
  static const std::vector<int> answers = {2, 4, 5, 6, 7, 9, 11, 14, 15};
  static const std::vector<int> all = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15};
  static const std::vector<Row> rows = {{"payload format indicator", "01 01", {0, 3}},
                                        {"message expiry interval", "02 00 00 00 00", {0, 3}},
                                        {"content type", "03 00 01 'c'", {0, 3}},
                                        {"response topic", "08 00 01 'r'", {0, 3}},
                                        {"correlation data", "09 00 01 FF", {0, 3}},
                                        {"subscription identifier", "0B 01", {3, 8}},
                                        {"session expiry interval", "11 FF FF FF FF", {1, 2, 14}},
                                        {"assigned client identifier", "12 00 01 'i'", {2}},
                                        {"server keep alive", "13 00 00", {2}},
                                        {"authentication method", "15 00 01 'm'", {1, 2, 15}},
                                        {"authentication data", "16 00 01 FF", {1, 2, 15}},
                                        {"request problem information", "17 00", {1}},
                                        {"will delay interval", "18 00 00 00 01", {0}},
                                        {"request response information", "19 01", {1}},
                                        {"response information", "1A 00 01 'i'", {2}},
                                        {"server reference", "1C 00 01 's'", {2, 14}},
                                        {"reason string", "1F 00 01 'r'", answers},
                                        {"receive maximum", "21 00 01", {1, 2}},
                                        {"topic alias maximum", "22 00 00", {1, 2}},
                                        {"topic alias", "23 00 01", {3}},
                                        {"maximum QoS", "24 00", {2}},
                                        {"retain available", "25 01", {2}},
                                        {"user property", "26 00 01 'k' 00 00", all},
                                        {"maximum packet size", "27 00 00 00 01", {1, 2}},
                                        {"wildcard subscription available", "28 00", {2}},
                                        {"subscription identifier available", "29 01", {2}},
                                        {"shared subscription available", "2A 00", {2}}};
  return rows;
}

/// A packet of a type (0: a CONNECT with a will), with these property bytes.
std::string packet_with(int place, const std::string& properties) {
  struct Shape {
    std::uint8_t first;
    const char* before;
    const char* behind;
  };
  static const std::array<Shape, 16> shapes = {{
      {0x10, "00 04 'MQTT' 05 06 00 3C 00 00 00", "00 01 'w' 00 00"},
      {0x10, "00 04 'MQTT' 05 02 00 3C", "00 00"},
      {0x20, "00 00", ""},
      {0x30, "00 01 'a'", ""},
      {0x40, "00 01 00", ""},
      {0x50, "00 01 00", ""},
      {0x62, "00 01 00", ""},
      {0x70, "00 01 00", ""},
      {0x82, "00 01", "00 01 'a' 00"},
      {0x90, "00 01", "00"},
      {0xA2, "00 01", "00 01 'a'"},
      {0xB0, "00 01", "00"},
      {0, "", ""},
      {0, "", ""},
      {0xE0, "00", ""},
      {0xF0, "18", ""},
  }};
  const Shape& shape = shapes.at(static_cast<std::size_t>(place));
  const std::string body = bytes(shape.before) +
                           encode_variable_integer(static_cast<std::uint32_t>(properties.size())) +
                           properties + bytes(shape.behind);
  return encode_frame(shape.first, body, body.size());
}

constexpr int places[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15};

/// What else must stand beside a property: authentication data and AUTH need the method.
std::string company(int place, const Row& row) {
  const std::string_view name = row.name;
  const bool has_data = name == "authentication data" && (place == 1 || place == 2);
  const bool needs = place == 15 || has_data;
  return needs && name != "authentication method" ? bytes("15 00 01 'm'") : "";
}

Malformed problem_of(const std::string& packet) {
  const Decoded decoded = decode(packet, Version::v5);
  const auto* malformed = std::get_if<Malformed>(&decoded);
  return malformed != nullptr ? *malformed : Malformed{0, 0, "nothing", "", 0};
}

TEST(Properties, StandOnlyWhereTable24HasThem) {
  for (const Row& row : table()) {
    for (const int place : places) {
      const std::string properties = company(place, row) + bytes(row.form);
      const bool may = std::find(row.places.begin(), row.places.end(), place) != row.places.end();
      const Malformed problem = problem_of(packet_with(place, properties));
      if (may) {
        EXPECT_EQ(problem.problem, "nothing") << row.name << place;
        continue;
      }
      const auto type = static_cast<std::uint8_t>(place);
      const std::string where = place == 0 ? "a will" : std::string{name_of_type(type)};
      EXPECT_EQ(problem.problem, fmt::format("the {} stands in {}", row.name, where));
      EXPECT_EQ(problem.source, "MQTT 5 §2.2.2.2");
      EXPECT_EQ(problem.reason_code, 0x81);
    }
  }
}

TEST(Properties, TwiceIsAProtocolErrorButForTwo) {
  for (const Row& row : table()) {
    for (const int place : row.places) {
      const std::string one = bytes(row.form);
      const Malformed problem = problem_of(packet_with(place, company(place, row) + one + one));
      const std::string_view name = row.name;
      if (name == "user property" || (name == "subscription identifier" && place == 3)) {
        EXPECT_EQ(problem.problem, "nothing") << name;
        continue;
      }
      EXPECT_EQ(problem.problem, fmt::format("the {} stands twice", name)) << place;
      EXPECT_EQ(problem.source, "MQTT 5 §2.2.2.2");
      EXPECT_EQ(problem.reason_code, 0x82);
    }
  }
}

TEST(Properties, CutShort_AreRefused) {
  for (const Row& row : table()) {
    const int place = row.places.front();
    const std::string whole = bytes(row.form);
    for (std::size_t size = 1; size < whole.size(); ++size) {
      const Malformed problem =
          problem_of(packet_with(place, company(place, row) + whole.substr(0, size)));
      EXPECT_NE(problem.problem, "nothing") << row.name << size;
      EXPECT_EQ(problem.reason_code, 0x81);
    }
  }
}

TEST(Properties, UnknownIdentifiers_AreRefused) {
  for (unsigned identifier = 0; identifier < 128; ++identifier) {
    const bool is_known = std::any_of(table().begin(), table().end(), [&](const Row& row) {
      return bytes(row.form)[0] == static_cast<char>(identifier);
    });
    EXPECT_EQ(rule_of(static_cast<std::uint8_t>(identifier)) != nullptr, is_known) << identifier;
    if (is_known) continue;
    const Malformed problem =
        problem_of(packet_with(3, std::string(1, static_cast<char>(identifier))));
    EXPECT_EQ(problem.problem, fmt::format("there is no property 0x{:02X}", identifier));
    EXPECT_EQ(problem.source, "MQTT 5 §2.2.2.2");
    EXPECT_EQ(problem.reason_code, 0x81);
  }
  expect_malformed({packet_with(3, bytes("AB 00")), 6,
                    "a property identifier is not in its shortest form", "MQTT-1.5.5-1"},
                   Version::v5);
}

struct BadValue {
  int place;
  const char* form;
  const char* problem;
  const char* source;
  std::uint8_t reason_code = 0x82;
};

TEST(Properties, ForbiddenValues_AreRefused) {
  const BadValue values[] = {
      {3, "01 02", "the payload format indicator is 2", "MQTT 5 §3.3.2.3.2"},
      {0, "01 FF", "the payload format indicator is 255", "MQTT 5 §3.3.2.3.2"},
      {3, "0B 00", "the subscription identifier is 0", "MQTT 5 §3.8.2.1.2"},
      {8, "0B 00", "the subscription identifier is 0", "MQTT 5 §3.8.2.1.2"},
      {1, "17 02", "the request problem information is 2", "MQTT 5 §3.1.2.11.7"},
      {1, "19 02", "the request response information is 2", "MQTT 5 §3.1.2.11.6"},
      {1, "21 00 00", "the receive maximum is 0", "MQTT 5 §3.1.2.11.3"},
      {2, "21 00 00", "the receive maximum is 0", "MQTT 5 §3.1.2.11.3"},
      {3, "23 00 00", "the topic alias is 0", "MQTT-3.3.2-8", 0x94},
      {2, "24 02", "the maximum QoS is 2", "MQTT 5 §3.2.2.3.4"},
      {2, "25 02", "the retain available is 2", "MQTT 5 §3.2.2.3.5"},
      {1, "27 00 00 00 00", "the maximum packet size is 0", "MQTT 5 §3.1.2.11.4"},
      {2, "28 02", "the wildcard subscription available is 2", "MQTT 5 §3.2.2.3.11"},
      {2, "29 02", "the subscription identifier available is 2", "MQTT 5 §3.2.2.3.12"},
      {2, "2A 80", "the shared subscription available is 128", "MQTT 5 §3.2.2.3.13"},
      {3, "08 00 00", "the response topic is empty", "MQTT-4.7.3-1"},
      {3, "08 00 03 'a/+'", "the response topic holds a wildcard", "MQTT-3.3.2-14"},
      {0, "08 00 01 '#'", "the response topic holds a wildcard", "MQTT-3.3.2-14"},
      {3, "0B 80 00", "the subscription identifier is not in its shortest form", "MQTT-1.5.5-1",
       0x81},
      {3, "0B FF FF FF FF 7F", "the subscription identifier has more than four bytes",
       "MQTT 5 §1.5.5", 0x81},
      {3, "03 00 01 FF", "the content type is not well-formed UTF-8", "MQTT-1.5.4-1", 0x81},
      {2, "1F 00 01 00", "the reason string holds U+0000", "MQTT-1.5.4-2", 0x81},
      {3, "26 00 01 C0 00 00", "a user property's name is not well-formed UTF-8", "MQTT-1.5.4-1",
       0x81},
      {3, "26 00 00 00 01 00", "a user property's value holds U+0000", "MQTT-1.5.4-2", 0x81}};
  for (const BadValue& value : values) {
    const Malformed problem = problem_of(packet_with(value.place, bytes(value.form)));
    EXPECT_EQ(problem.problem, value.problem);
    EXPECT_EQ(problem.source, value.source) << value.problem;
    EXPECT_EQ(problem.reason_code, value.reason_code) << value.problem;
  }
}

TEST(Properties, AuthenticationDataWithoutMethod_IsRefused) {
  for (const int place : {1, 2}) {
    const Malformed problem = problem_of(packet_with(place, bytes("16 00 00")));
    EXPECT_EQ(problem.problem, "there is authentication data without a method");
    EXPECT_EQ(problem.source, "MQTT 5 §3.1.2.11.10");
    EXPECT_EQ(problem.reason_code, 0x82);
  }
}

TEST(Properties, LengthThatLies_IsRefused) {
  const Bad table[] = {
      {bytes("30 04 00 01 'a' 01"), 5, "the properties are said to have 1 bytes where 0 are left",
       "MQTT 5 §2.2.2.1"},
      {bytes("30 06 00 01 'a' 03 01 01"), 5,
       "the properties are said to have 3 bytes where 2 are left", "MQTT 5 §2.2.2.1"},
      {bytes("30 06 00 01 'a' 01 01 01"), 7,
       "the properties end inside the payload format indicator", "MQTT 5 §3.3"},
      {bytes("30 05 00 01 'a' 80 00"), 5, "the property length is not in its shortest form",
       "MQTT-1.5.5-1"},
      {bytes("30 07 00 01 'a' FF FF FF FF"), 5, "the property length has more than four bytes",
       "MQTT 5 §1.5.5"}};
  for (const Bad& bad : table) expect_malformed(bad, Version::v5);
}

TEST(Properties, FirstThingWrong_IsWhatIsSaid) {
  expect_malformed(
      {packet_with(3, bytes("23 00 00 01 02 FF")), 7, "the topic alias is 0", "MQTT-3.3.2-8", 0x94},
      Version::v5);
}

TEST(Properties, AreFoundByIdentifier) {
  Properties properties;
  properties.add(PropertyId::subscription_identifier, 1)
      .add(PropertyId::content_type, "c")
      .add_user("a", "1")
      .add(PropertyId::subscription_identifier, 2)
      .add_user("a", "2");

  EXPECT_EQ(properties.number(PropertyId::subscription_identifier), 1U);
  EXPECT_EQ(properties.numbers(PropertyId::subscription_identifier),
            (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(properties.bytes(PropertyId::content_type), "c");
  EXPECT_EQ(properties.number(PropertyId::content_type), std::nullopt);
  EXPECT_EQ(properties.bytes(PropertyId::response_topic), std::nullopt);
  EXPECT_EQ(properties.user_properties(), (std::vector<TextPair>{{"a", "1"}, {"a", "2"}}));
  EXPECT_TRUE(properties.has(PropertyId::user_property));

  properties.remove(PropertyId::user_property);
  EXPECT_FALSE(properties.has(PropertyId::user_property));
  EXPECT_EQ(properties.size(), 3U);
}

}  // namespace
}  // namespace lab::wire
