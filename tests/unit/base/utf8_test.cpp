// Goal: exactly the byte sequences of Unicode table 3-7 are UTF-8, and each gives its code point.
// Method: every code point is written by the definition of UTF-8 and read back; the forms that look
// like UTF-8 and are not are listed.

#include "lab/base/utf8.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace lab {
namespace {

/// A code point with so many bytes, also where that is too many.
std::string bytes_of(char32_t value, std::size_t bytes) {
  if (bytes == 1) return {static_cast<char>(value)};
  std::string text;
  for (std::size_t at = 1; at < bytes; ++at) {
    text.insert(text.begin(), static_cast<char>(0x80U | (value & 0x3FU)));
    value >>= 6U;
  }
  text.insert(text.begin(), static_cast<char>((0xFF00U >> bytes & 0xFFU) | value));
  return text;
}

std::size_t shortest(char32_t value) {
  return value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
}

TEST(Utf8, EveryCodePointButSurrogates_IsReadInItsShortestForm) {
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    const std::size_t bytes = shortest(value);
    const std::optional<CodePoint> read = first_code_point(bytes_of(value, bytes) + "x");
    const auto expected = is_surrogate ? std::nullopt : std::optional(CodePoint{value, bytes});
    ASSERT_EQ(read, expected) << static_cast<unsigned>(value);
  }
}

TEST(Utf8, OverlongForms_AreRefused) {
  for (std::size_t bytes = 2; bytes <= 4; ++bytes) {
    const char32_t end = bytes == 2 ? 0x80 : bytes == 3 ? 0x800 : 0x10000;
    for (char32_t value = 0; value < end; ++value) {
      ASSERT_EQ(first_code_point(bytes_of(value, bytes)), std::nullopt) << bytes;
    }
  }
}

TEST(Utf8, CutSequence_IsRefusedAtEveryByte) {
  for (const std::string_view whole : {"ü", "✓", "🚗"}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_EQ(first_code_point(whole.substr(0, size)), std::nullopt) << whole << size;
    }
  }
}

TEST(Utf8, WellFormedText_IsUtf8) {
  for (const char* text : {"", "a\n\t", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "\xEF\xBB\xBF{}"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  EXPECT_TRUE(is_utf8(std::string_view{"\0", 1}));
}

TEST(Utf8, BytesThatAreNone_AreNotUtf8) {
  for (const char* bytes :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xED\xA0\x80",
        "\xE1\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xFE",
        "\xF1\x80\x80", "\xF1\x80\x80\x41", "\xE2\x82\xC0", "\xE2\x82\x00"}) {
    EXPECT_FALSE(is_utf8(bytes)) << bytes;
  }
}

TEST(Utf8, ControlsAndNonCharacters_AreTold) {
  for (const char32_t control : {0x00, 0x1F, 0x7F, 0x80, 0x9F}) EXPECT_TRUE(is_control(control));
  for (const char32_t none : {0x20, 0x7E, 0xA0, 0x2028}) EXPECT_FALSE(is_control(none));
  for (const char32_t value : {0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF}) {
    EXPECT_TRUE(is_non_character(value));
  }
  for (const char32_t value : {0xFDCF, 0xFDF0, 0xFFFD, 0x10FFFD}) {
    EXPECT_FALSE(is_non_character(value));
  }
}

}  // namespace
}  // namespace lab
