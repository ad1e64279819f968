#include "lab/base/terminal.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "lab/base/utf8.hpp"

namespace {

TEST(Terminal, ControlBytesAndBrokenText_AreShownAsHex) {
  EXPECT_EQ(lab::printable("plain ünïcode ✓"), "plain ünïcode ✓");
  EXPECT_EQ(lab::printable("a\nb\x1b[31m"), "a\\x0ab\\x1b[31m");
  EXPECT_EQ(lab::printable(std::string_view{"\0\x7f", 2}), "\\x00\\x7f");
  EXPECT_EQ(lab::printable("\xC2\x9B"), "\\xc2\\x9b");           // a one-letter escape of terminals
  EXPECT_EQ(lab::printable("\xE2\x82"), "\\xe2\\x82");           // cut short
  EXPECT_EQ(lab::printable("\xEF\xBF\xBF"), "\\xef\\xbf\\xbf");  // a non-character
  EXPECT_EQ(lab::printable("\xC0\xAF\xED\xA0\x80"), "\\xc0\\xaf\\xed\\xa0\\x80");
}

TEST(Terminal, PrintableOfAnyBytes_IsOneLineOfGoodText) {
  std::mt19937 random(8);
  for (int round = 0; round < 5'000; ++round) {
    std::string bytes;
    for (auto length = random() % 24; length > 0; --length) {
      bytes += static_cast<char>(random() % 256);
    }
    const std::string shown = lab::printable(bytes, 12);
    ASSERT_LE(lab::columns(shown), 13U);
    ASSERT_TRUE(lab::is_utf8(shown));
    ASSERT_EQ(lab::printable(shown), shown) << "what is printable once stays as it is";
  }
}

TEST(Terminal, LongText_IsCutWithAnEllipsis) {
  EXPECT_EQ(lab::printable("äöü", 3), "äöü");
  EXPECT_EQ(lab::printable("äöüß", 3), "äöü…");
}

TEST(Terminal, Columns_CountsLettersNotBytes) {
  EXPECT_EQ(lab::columns("│→ä"), 3U);
}

TEST(Terminal, PaintWithoutColour_LeavesTheTextAlone) {
  EXPECT_EQ(lab::paint("x", lab::Tone::bad, false), "x");
  EXPECT_EQ(lab::paint("x", lab::Tone::bad, true), "\x1b[31;1mx\x1b[0m");
}

}  // namespace
