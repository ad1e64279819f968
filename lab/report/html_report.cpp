#include "lab/report/html_report.hpp"

#include <fmt/format.h>

#include "lab/base/base64.hpp"
#include "lab/report/assertion.hpp"
#include "lab/report/html_row.hpp"
#include "lab/report/judgement.hpp"
#include "lab/report/markup.hpp"
#include "lab/report/page_parts.hpp"

namespace lab::report {
namespace {

using check::Outcome;
using check::Severity;

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(std::string{hex.substr(at, 2)}, nullptr, 16));
  }
  return bytes;
}

std::string title_of(const check::RunResult& run) {
  const std::string where = run.endpoint.empty() ? run.target : run.endpoint;
  return "Conformance of " + markup_text(where, 120);
}

std::string head_of(const check::RunResult& run) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"{}\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n",
      base64_encode(bytes_of_hex(page_script_sha256)), markup_text(run.eglab_version, 60),
      title_of(run), page_style);
}

std::string fact(const char* name, const std::string& html) {
  return html.empty() ? "" : fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, html);
}

std::string header_of(const check::RunResult& run, const Judgement& judgement, const Tally& tally) {
  std::string html = fmt::format("<header>\n<h1>{}</h1>\n", title_of(run));
  html += fmt::format(
      "<p class=\"verdict {}\"><span class=\"mark {}\" aria-hidden=\"true\">{}</span> {}</p>\n",
      judgement.holds ? "pass" : "fail", judgement.holds ? "pass" : "fail",
      judgement.holds ? "✓" : "✗", markup_text(judgement.sentence));
  std::string words = markup_text(run.started_at, 60);
  if (words.size() == 20 && words[10] == 'T' && words.ends_with('Z')) {
    words = words.substr(0, 10) + " " + words.substr(11, 8) + " UTC";
  }
  const std::string started = words.empty() ? ""
                                            : fmt::format("<time datetime=\"{}\">{}</time>",
                                                          markup_text(run.started_at, 60), words);
  html += "<dl class=\"facts\">\n" + fact("Target", markup_text(run.target, 60)) +
          fact("Endpoint", markup_text(run.endpoint, 200)) +
          fact("Namespace", markup_text(run.name_space, 100)) + fact("Started", started) +
          fact("Took", run.seconds > 0 ? fmt::format("{:.1f} s", run.seconds) : "") +
          fact("Assertions", std::to_string(tally.count())) +
          fact("By", markup_text(run.eglab_version, 60)) + "</dl>\n</header>\n";
  return html;
}

/// A count that leads to what it counts.
std::string count_cell(std::size_t count, const std::string& filter,
                       const std::string& class_name) {
  if (count == 0) return "<td class=\"none\">0</td>";
  return fmt::format("<td><a class=\"count {}\" href=\"#{}\">{}</a></td>", class_name, filter,
                     count);
}

std::string summary_table(const Tally& tally) {
  std::string html =
      "<table class=\"summary\">\n<caption class=\"unseen\">Assertions by severity and outcome"
      "</caption>\n<thead><tr><th scope=\"col\"><span class=\"unseen\">Severity</span></th>";
  for (const Outcome outcome : all_outcomes) {
    html += fmt::format("<th scope=\"col\">{}</th>", html_badge(outcome));
  }
  html += "<th scope=\"col\">all</th></tr></thead>\n<tbody>\n";
  for (const Severity severity : all_severities) {
    const std::string_view name = check::to_text(severity);
    html += fmt::format("<tr><th scope=\"row\">{}</th>", name);
    for (const Outcome outcome : all_outcomes) {
      const std::string word = word_of(outcome);
      html += count_cell(tally.count(severity, outcome),
                         fmt::format("severity={}&amp;outcome={}", name, word), word);
    }
    html += count_cell(tally.count(severity), fmt::format("severity={}", name), "") + "</tr>\n";
  }
  html += "<tr class=\"sum\"><th scope=\"row\">all</th>";
  for (const Outcome outcome : all_outcomes) {
    html += count_cell(tally.count(outcome), "outcome=" + word_of(outcome), word_of(outcome));
  }
  return html + fmt::format("<td>{}</td></tr>\n</tbody>\n</table>\n", tally.count());
}

std::string id_links(const std::vector<std::string>& ids) {
  std::string html;
  for (const std::string& id : ids) {
    const std::string anchor = markup_text(id.substr(0, id.find(' ')), 20);
    html += fmt::format("{}<a href=\"#{}\">{}</a>", html.empty() ? "" : ", ", anchor,
                        markup_text(id, 40));
  }
  return html;
}

std::string call_out(const char* title, const std::vector<std::string>& ids) {
  return ids.empty() ? ""
                     : fmt::format("<p class=\"call-out\"><strong>{}</strong> {}</p>\n", title,
                                   id_links(ids));
}

std::string chip(const char* kind, std::string_view word, const std::string& html,
                 std::size_t count) {
  if (count == 0) return {};
  return fmt::format(
      "<button type=\"button\" class=\"chip\" data-{}=\"{}\" aria-pressed=\"false\">{} "
      "<span class=\"count\">{}</span></button>\n",
      kind, word, html, count);
}

std::string filters_of(const std::vector<Area>& areas, const Tally& tally) {
  std::string html =
      "<form class=\"filters\" id=\"filters\" role=\"search\" aria-label=\"Filter the assertions\" "
      "hidden>\n<input type=\"search\" id=\"search\" placeholder=\"Search all text\" "
      "aria-label=\"Search all text\" aria-keyshortcuts=\"/\" autocomplete=\"off\">\n"
      "<select id=\"area\" aria-label=\"Area\"><option value=\"\">All areas</option>";
  for (const Area& area : areas) {
    html += fmt::format("<option value=\"{0}\">{0} ({1})</option>", markup_text(area.name),
                        area.assertions.size());
  }
  html += "</select>\n<fieldset><legend class=\"unseen\">Severity</legend>\n";
  for (const Severity severity : all_severities) {
    const std::string_view name = check::to_text(severity);
    html += chip("severity", name, std::string{name}, tally.count(severity));
  }
  html += "</fieldset>\n<fieldset><legend class=\"unseen\">Outcome</legend>\n";
  for (const Outcome outcome : all_outcomes) {
    html += chip("outcome", word_of(outcome), html_badge(outcome), tally.count(outcome));
  }
  return html +
         "</fieldset>\n<span id=\"shown\" role=\"status\" aria-live=\"polite\"></span>\n"
         "<button type=\"button\" id=\"clear\" class=\"plain\" hidden>Show all</button>\n"
         "<span class=\"keys\"><kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> next, previous "
         "<kbd>Enter</kbd> open</span>\n</form>\n";
}

std::string area_section(const Area& area) {
  Tally tally;
  for (const Assertion& assertion : area.assertions) tally.add(assertion);
  std::string html = fmt::format(
      "<section class=\"area\" data-area=\"{0}\">\n<h2>{0} <span class=\"faint\">{1}</span></h2>\n"
      "<div class=\"rows\">\n",
      markup_text(area.name), to_text(tally));
  for (const Assertion& assertion : area.assertions) html += html_row(assertion);
  return html + "</div>\n</section>\n";
}

constexpr const char* page_end =
    "<p id=\"nothing\" class=\"faint\" hidden>No assertion fits.</p>\n</main>\n<footer>\n"
    "<p><strong>MUST</strong>: the newest official text is explicit. <strong>SHOULD</strong>: it "
    "is "
    "indirect, contradicted, preview, or costly to check. <strong>INFO</strong>: nothing is "
    "documented; what happens is recorded and not judged. A <em>known difference</em> fails, and "
    "is "
    "declared for this target by a row of the facts.</p>\n"
    "<noscript><p>Without scripts there is no filter; all else is here.</p></noscript>\n"
    "</footer>\n";

}  // namespace

std::string html_report(const check::RunResult& run, const check::Catalogue& catalogue) {
  const std::vector<Area> areas = areas_of(run, catalogue);
  const Tally tally{areas};
  const Judgement judgement = judge(areas);
  std::string html = head_of(run) + "<body>\n" + header_of(run, judgement, tally) + "<main>\n";
  html += summary_table(tally);
  html += call_out("MUST that fail:", judgement.must_fail);
  html += call_out("Other fails, not counted against the target:", judgement.other_fail);
  html += call_out("Better than declared:", judgement.better_than_declared);
  html += filters_of(areas, tally);
  for (const Area& area : areas) html += area_section(area);
  html += page_end;
  return html + fmt::format("<script>{}</script>\n</body>\n</html>\n", page_script);
}

}  // namespace lab::report
