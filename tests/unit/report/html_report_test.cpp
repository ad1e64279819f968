// Goal: the page is one file, fetches nothing, runs nothing but its own script, holds each
// assertion once, and can be read without scripts. Method: its text is looked at; a browser looks
// at it in tests/e2e/report_page_test.cpp.

#include "lab/report/html_report.hpp"

#include <map>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/report/page_parts.hpp"
#include "tests/unit/report/sample_run.hpp"

namespace lab::report {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string& page() {
  static const std::string text = html_report(sample_run(), sample_catalogue());
  return text;
}

std::size_t count(const std::string& text, const std::string& piece) {
  std::size_t times = 0;
  for (std::size_t at = text.find(piece); at != std::string::npos;
       at = text.find(piece, at + piece.size())) {
    ++times;
  }
  return times;
}

/// The page without its style and its script, which are ours to the letter.
std::string content() {
  std::string text = page();
  for (const std::string_view part : {page_style, page_script}) {
    const std::size_t at = text.find(part);
    EXPECT_NE(at, std::string::npos);
    text.erase(at, part.size());
  }
  return text;
}

TEST(HtmlReport, FetchesNothing) {
  for (const char* fetch : {"http://", "https://", "src=", "<link", "@import", "url(", "<iframe",
                            "<object", "<base", "fetch(", "XMLHttpRequest", "import("}) {
    // What the hostile peer sent is text, with its quotes escaped.
    const std::size_t shown_as_text = count(page(), std::string{"img "} + fetch);
    EXPECT_EQ(count(page(), fetch), shown_as_text) << fetch;
  }
}

TEST(HtmlReport, OfAHostilePeer_HasOneScriptElementAndNoHandler) {
  const std::string text = content();
  EXPECT_EQ(count(text, "<script"), 1U);
  EXPECT_EQ(count(text, "</script"), 1U);
  EXPECT_EQ(count(text, "<img"), 0U);
  EXPECT_EQ(count(text, "<!--"), 0U);
  // Inside no tag is there an attribute on….
  EXPECT_FALSE(std::regex_search(text, std::regex(R"(<[a-z][^<>]*\son[a-z]+=)")));
  EXPECT_THAT(text, HasSubstr("&lt;script&gt;document.title=&#39;pwned&#39;&lt;/script&gt;"));
}

TEST(HtmlReport, OfAHostilePeer_HoldsNoControlCharacterAndNothingThatTurnsText) {
  for (const char letter : page()) {
    const auto byte = static_cast<unsigned char>(letter);
    ASSERT_TRUE(byte >= 0x20 || letter == '\n') << static_cast<int>(byte);
  }
  EXPECT_THAT(page(), AllOf(Not(HasSubstr("\u202E")), Not(HasSubstr("\u2066")),
                            HasSubstr("\\u{202e}desrever")));
}

TEST(HtmlReport, AllowsItsOwnScriptByHashAndNoOther) {
  EXPECT_THAT(page(), HasSubstr("default-src 'none'; style-src 'unsafe-inline'; script-src "
                                "'sha256-"));
  EXPECT_EQ(count(page(), "unsafe-inline"), 1U);
  EXPECT_EQ(page_script_sha256.size(), 64U);
  EXPECT_EQ(page_script.find("</"), std::string_view::npos);
}

TEST(HtmlReport, HasEachAssertionOnceAsAnAnchorAndNoIdTwice) {
  std::map<std::string, int> ids;
  static const std::regex form(R"rx(\sid="([^"]*)")rx");
  const std::string text = page();
  for (std::sregex_iterator match{text.begin(), text.end(), form}, end; match != end; ++match) {
    ++ids[(*match)[1]];
  }
  for (const auto& [id, times] : ids) EXPECT_EQ(times, 1) << id;
  for (const check::Requirement& requirement : sample_catalogue().all()) {
    EXPECT_TRUE(ids.contains(requirement.id)) << requirement.id;
  }
}

TEST(HtmlReport, TellsAllWithoutAScript) {
  const std::string text = content();
  for (const char* piece :
       {"Does not hold: 1 MUST fails", "MUST that fail:</strong> <a href=\"#CA-067\">",
        "the wider filter is refused", "needs an Entra token", "CONNACK 0x00 Accepted",
        "Retain As Published", "MQTT features (mqtt-support.md), May 2026", "Not authorized",
        "The MQTT specification", "2026-11-22 17:00:00 UTC", "41.3 s", "Better than declared"}) {
    EXPECT_THAT(text, HasSubstr(piece));
  }
  EXPECT_THAT(text, HasSubstr("<noscript>"));
}

TEST(HtmlReport, TellsAnOutcomeByMarkAndWordNotByColourAlone) {
  const std::string text = content();
  for (const char* badge : {"✓ </span>pass", "✗ </span>fail", "≠ </span>known difference",
                            "• </span>recorded", "– </span>not run"}) {
    EXPECT_THAT(text, HasSubstr(badge));
  }
}

TEST(HtmlReport, OfTheSameRun_IsTheSame) {
  EXPECT_EQ(page(), html_report(sample_run(), sample_catalogue()));
}

TEST(HtmlReport, OfARunOfNothing_IsAPage) {
  const std::string text = html_report(check::RunResult{}, sample_catalogue());
  EXPECT_THAT(text, AllOf(HasSubstr("Nothing was run"), HasSubstr("</html>")));
}

}  // namespace
}  // namespace lab::report
