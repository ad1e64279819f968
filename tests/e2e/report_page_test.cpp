// Goal: the HTML report works in a browser: it filters by address, by click and by key, runs its
// own script and no other, and opens on paper what failed. Method: the sample run's page is opened
// in Chromium without a window, and the document that comes of it is looked at. Where keys and
// clicks are needed, a copy of the page is given a script that plays them and writes down what it
// saw. Without a Chromium these tests are skipped.

#include <map>
#include <regex>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/report/html_report.hpp"
#include "tests/e2e/browser.hpp"
#include "tests/unit/report/sample_run.hpp"

namespace lab::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

void replace(std::string& text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  ASSERT_NE(at, std::string::npos) << what;
  text.replace(at, what.size(), by);
}

class ReportPage : public testing::Test {
 protected:
  void SetUp() override {
    const auto found = find_chromium();
    if (!found) GTEST_SKIP() << "there is no Chromium here (Debian package chromium)";
    chromium_ = *found;
  }

  /// The document that comes of the page at an address.
  std::string opened(const std::string& page, const std::string& fragment = {}) {
    write_file(folder_ / "report.html", page);
    return document_of(chromium_, folder_ / "report.html", fragment);
  }

  /// What a script saw that played a user on the page: it calls `see(text)`.
  std::vector<std::string> seen_by(const std::string& user) {
    std::string page = report::html_report(report::sample_run(), report::sample_catalogue());
    // A script of the test is not the page's own: let it run all the same.
    page = std::regex_replace(page, std::regex("script-src 'sha256-[^']*'"),
                              "script-src 'unsafe-inline'");
    replace(
        page, "</body>",
        "<pre id=\"seen\"></pre><script>" + std::string{user_start} + user + "</script></body>");
    const std::string document = opened(page);
    std::smatch match;
    if (!std::regex_search(document, match, std::regex("<pre id=\"seen\">([^<]*)</pre>"))) {
      ADD_FAILURE() << "the script wrote nothing";
      return {};
    }
    std::vector<std::string> lines;
    std::istringstream text{match[1].str()};
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }

  static std::string page() {
    return report::html_report(report::sample_run(), report::sample_catalogue());
  }

 private:
  static constexpr const char* user_start = R"js(
    const see = (text) => { document.querySelector('#seen').textContent += text + '\n'; };
    const press = (key) => (document.activeElement ?? document.body).dispatchEvent(
      new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    const rows = () => [...document.querySelectorAll('details.row')];
    const shown = () =>
      rows().filter((row) => row.checkVisibility()).map((row) => row.id).join(' ');
    const focused = () =>
      document.activeElement.closest('details')?.id ?? document.activeElement.id;
    const search = document.querySelector('#search');
    const type = (text) => { search.value = text; search.dispatchEvent(new Event('input')); };
    const click = (selector) => document.querySelector(selector).click();
  )js";

  std::filesystem::path chromium_;
  RunDirectory folder_;
};

/// The rows that a document shows, and whether each is open.
std::map<std::string, bool> shown_rows(const std::string& document) {
  static const std::regex form(R"rx(<details class="row" id="([^"]+)"([^>]*)>)rx");
  std::map<std::string, bool> rows;
  for (std::sregex_iterator each{document.begin(), document.end(), form}, end; each != end;
       ++each) {
    const std::string attributes = (*each)[2];
    if (attributes.find("hidden") != std::string::npos) continue;
    rows[(*each)[1]] = attributes.find("open") != std::string::npos;
  }
  return rows;
}

std::vector<std::string> keys_of(const std::map<std::string, bool>& rows) {
  std::vector<std::string> keys;
  for (const auto& [id, is_open] : rows) keys.push_back(id);
  return keys;
}

TEST_F(ReportPage, AsItIs_ShowsItsFiltersAndEveryRow) {
  const std::string document = opened(page());
  EXPECT_THAT(document, AllOf(HasSubstr("10 of 10 shown"), Not(HasSubstr("<title>pwned"))));
  EXPECT_FALSE(std::regex_search(document, std::regex("<form[^>]*hidden")));
  EXPECT_EQ(shown_rows(document).size(), 10U);
}

TEST_F(ReportPage, WithAScriptThatIsNotItsOwn_DoesNotRunIt) {
  std::string forged = page();
  replace(forged, "<main>",
          "<main><script>document.title='pwned'</script>"
          "<img src=x onerror=\"document.title='pwned'\">");
  const std::string document = opened(forged);
  EXPECT_THAT(document, AllOf(HasSubstr("10 of 10 shown"), Not(HasSubstr("<title>pwned"))));
}

TEST_F(ReportPage, AtAnAddressWithFilters_ShowsWhatFits) {
  EXPECT_THAT(keys_of(shown_rows(opened(page(), "#outcome=fail&severity=MUST"))),
              ElementsAre("CA-067"));
  EXPECT_THAT(keys_of(shown_rows(opened(page(), "#outcome=fail&outcome=recorded"))),
              ElementsAre("CA-007", "CA-067", "CA-070", "CA-121"));
  EXPECT_THAT(keys_of(shown_rows(opened(page(), "#area=Authentication&q=username+refused"))),
              ElementsAre("CA-009"));
}

TEST_F(ReportPage, AtAnAddressOfARow_OpensIt) {
  const auto rows = shown_rows(opened(page(), "#CA-121"));
  EXPECT_EQ(rows.size(), 10U);
  for (const auto& [id, is_open] : rows) EXPECT_EQ(is_open, id == "CA-121") << id;
}

TEST_F(ReportPage, UnderClicksAndWords_FiltersAndTellsHowMany) {
  EXPECT_THAT(seen_by(R"js(
    click('.chip[data-outcome="fail"]'); see(shown()); see(location.hash);
    click('.chip[data-severity="SHOULD"]'); see(shown());
    see(document.querySelector('#shown').textContent);
    click('#clear'); see(document.querySelector('#shown').textContent);
    type('receive maximum  ORDER'); see(shown());
    type('no such words'); see(document.querySelector('#nothing').checkVisibility());
    type(''); document.querySelector('#area').value = 'Transport';
    document.querySelector('#area').dispatchEvent(new Event('change')); see(shown());
  )js"),
              ElementsAre("CA-067 CA-070", "#outcome=fail", "CA-070", "1 of 10 shown",
                          "10 of 10 shown", "CA-115", "true", "CA-001 CA-007"));
}

TEST_F(ReportPage, ByKeyboard_SearchesAndMovesThroughWhatIsShown) {
  EXPECT_THAT(seen_by(R"js(
    press('/'); see(focused());
    press('j'); see(focused());
    type('refused'); press('Escape'); see(shown().split(' ').length); see(focused() === 'search');
    click('.chip[data-outcome="fail"]'); document.activeElement.blur();
    press('j'); see(focused());
    press('j'); see(focused());
    press('j'); see(focused());
    press('k'); see(focused());
    press('ArrowDown'); see(focused());
    see(document.activeElement.tagName);
  )js"),
              ElementsAre("search", "search", "10", "false", "CA-067", "CA-070", "CA-070", "CA-067",
                          "CA-070", "SUMMARY"));
}

TEST_F(ReportPage, OnPaper_HasWhatFailedOpenAndAfterwardsAsItWas) {
  EXPECT_THAT(seen_by(R"js(
    const open = () => rows().filter((row) => row.open).map((row) => row.id).join(' ');
    rows()[0].open = true;
    window.dispatchEvent(new Event('beforeprint')); see(open());
    window.dispatchEvent(new Event('afterprint')); see(open());
  )js"),
              ElementsAre("CA-001 CA-067 CA-070", "CA-001"));
}

}  // namespace
}  // namespace lab::test
