// Goal: no text that a peer chose can end an element, run, break a parser, or look like another.

#include "lab/report/markup.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/report/sample_run.hpp"
#include "tests/unit/report/xml_check.hpp"

namespace lab::report {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MarkupText, OfMarkup_IsReferences) {
  EXPECT_EQ(markup_text("<a href=\"x\">'&amp;'</a>"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;&#39;&lt;/a&gt;");
  EXPECT_EQ(markup_text("a]]>b"), "a]]&gt;b");
}

TEST(MarkupText, OfControlCharactersAndBrokenUtf8_IsHex) {
  EXPECT_EQ(markup_text(hostile::control), "\\x1b[2J\\x0d\\x0a\\x00\\x07 \\xc2\\x9b \\xff\\xfe");
  EXPECT_EQ(markup_text("\xEF\xBF\xBE"), "\\xef\\xbf\\xbe");  // U+FFFE
}

TEST(MarkupText, OfWhatTurnsOrHidesText_IsNamed) {
  EXPECT_EQ(markup_text(hostile::turned), "\\u{202e}desrever\\u{2066}");
  EXPECT_EQ(markup_text("de\u200Bvice\uFEFF"), "de\\u{200b}vice\\u{feff}");
  EXPECT_EQ(markup_text("grüße ✓ 設備"), "grüße ✓ 設備");
}

TEST(MarkupText, ThatIsLong_IsCutAndNotInsideAReference) {
  EXPECT_EQ(markup_text("<<<<", 2), "&lt;&lt;…");
}

TEST(MarkupText, OfAnyBytes_IsWellFormedAsContentAndAsAttribute) {
  std::mt19937 random(8);
  for (int round = 0; round < 3'000; ++round) {
    std::string bytes;
    for (auto length = random() % 40; length > 0; --length) {
      constexpr std::string_view likely = "<>&\"']]->;#x0 \n";
      bytes +=
          random() % 2 == 0 ? likely[random() % likely.size()] : static_cast<char>(random() % 256);
    }
    const std::string shown = markup_text(bytes);
    ASSERT_NO_THROW(read_xml("<a b=\"" + shown + "\">" + shown + "</a>")) << shown;
  }
}

TEST(MarkupSentence, BetweenBackticks_IsCode) {
  EXPECT_EQ(markup_sentence("publish to `devices/<x>` and `y`"),
            "publish to <code>devices/&lt;x&gt;</code> and <code>y</code>");
  EXPECT_EQ(markup_sentence("a lone ` stays"), "a lone ` stays");
  EXPECT_EQ(markup_sentence("`a` and ` b"), "<code>a</code> and ` b");
}

}  // namespace
}  // namespace lab::report
