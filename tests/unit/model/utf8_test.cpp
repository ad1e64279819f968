#include "lab/model/utf8.hpp"

#include <string_view>

#include <gtest/gtest.h>

namespace lab::model {
namespace {

TEST(Utf8, PlainAndInternationalText_IsFine) {
  for (const std::string_view text : {"", "devices/1", "Gerät/℞/机器/🚗", "\xEF\xBB\xBFx"}) {
    EXPECT_FALSE(mqtt_text_problem(text)) << text;
  }
}

struct BadText {
  std::string_view text;
  std::size_t at;
  std::string_view cause;
};

TEST(Utf8, ForbiddenText_IsRefusedWithItsPlace) {
  const BadText bad[] = {
      {std::string_view("a\0b", 3), 1, "U+0000 at offset 1 is a control character"},
      {"a\nb", 1, "U+000A at offset 1 is a control character"},
      {"a\x7F", 1, "U+007F at offset 1 is a control character"},
      {"\xC2\x85", 0, "U+0085 at offset 0 is a control character"},
      {"x\xEF\xBF\xBF", 1, "U+FFFF at offset 1 is a non-character"},
      {"\xEF\xB7\x90", 0, "U+FDD0 at offset 0 is a non-character"},
      {"\x80", 0, "byte 0x80 at offset 0 is not valid UTF-8"},
      {"ab\xC3", 2, "byte 0xC3 at offset 2 is not valid UTF-8"},
      {"\xC0\xAF", 0, "byte 0xC0 at offset 0 is not valid UTF-8"},          // Overlong '/'.
      {"\xE0\x80\xAF", 0, "byte 0xE0 at offset 0 is not valid UTF-8"},      // Overlong '/'.
      {"\xF0\x80\x80\xAF", 0, "byte 0xF0 at offset 0 is not valid UTF-8"},  // Overlong '/'.
      {"\xED\xA0\x80", 0, "byte 0xED at offset 0 is not valid UTF-8"},      // Surrogate.
      {"\xF4\x90\x80\x80", 0, "byte 0xF4 at offset 0 is not valid UTF-8"},  // Above U+10FFFF.
      {"\xF5\x80\x80\x80", 0, "byte 0xF5 at offset 0 is not valid UTF-8"},
  };
  for (const BadText& one : bad) {
    const auto problem = mqtt_text_problem(one.text);
    ASSERT_TRUE(problem) << one.cause;
    EXPECT_EQ(problem->at, one.at);
    EXPECT_EQ(problem->cause, one.cause);
  }
}

}  // namespace
}  // namespace lab::model
