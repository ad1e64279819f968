#include "lab/report/html_row.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lab/report/ladder_picture.hpp"
#include "lab/report/markup.hpp"
#include "lab/report/source_tags.hpp"

namespace lab::report {
namespace {

using check::Outcome;

std::string versions_text(const Assertion& assertion) {
  std::string text;
  for (const check::CaseResult* result : assertion.results) {
    if (result->version.empty()) continue;
    text += fmt::format(
        "<span class=\"version-chip {}\">{}{}</span>", word_of(result->outcome),
        assertion.differs_by_version()
            ? fmt::format("<span aria-hidden=\"true\">{} </span>", mark_of(result->outcome))
            : "",
        markup_text(version_text(*result), 20));
  }
  return text;
}

/// Why it is no plain pass, for the closed row; empty for one that is.
std::string why(const Assertion& assertion) {
  for (const check::CaseResult* result : assertion.results) {
    if (result->outcome != assertion.outcome) continue;
    if (assertion.outcome == Outcome::recorded)
      return "recorded: " + markup_text(recorded_text(*result), 240);
    if (assertion.outcome == Outcome::not_run) {
      return "not run: " + markup_text(result->reason, 240);
    }
    if (assertion.outcome == Outcome::pass) return {};
    const Shortfall shortfall = shortfall_of(*result);
    if (shortfall.claim.empty()) return markup_text(shortfall.came, 240);
    return fmt::format("{} <span class=\"came\">— came: {}</span>",
                       markup_text(shortfall.claim, 240), markup_text(shortfall.came, 240));
  }
  return {};
}

std::string summary_of(const Assertion& assertion) {
  const check::Requirement& requirement = assertion.requirement;
  std::string declared;
  if (assertion.outcome == Outcome::known_difference && !assertion.difference.empty()) {
    declared =
        fmt::format(" <span class=\"declared\">{}</span>", markup_text(assertion.difference, 20));
  }
  const std::string reason = why(assertion);
  const std::string when = requirement.when.empty() ? "" : ", when " + requirement.when;
  return fmt::format(
      "<summary><span class=\"mark {0}\" aria-hidden=\"true\">{1}</span>"
      "<span class=\"id\">{2}</span>"
      "<span class=\"severity\">{3}</span>"
      "<span class=\"then\"><span class=\"unseen\">{4}: </span>{5}{6}"
      "<span class=\"given\">Given {10}</span>{7}</span>"
      "<span class=\"versions\">{8}</span>"
      "<span class=\"time\">{9}</span></summary>\n",
      word_of(assertion.outcome), mark_of(assertion.outcome), markup_text(requirement.id, 20),
      check::to_text(requirement.severity), check::to_text(assertion.outcome),
      markup_sentence(requirement.then), declared,
      reason.empty() ? "" : fmt::format("<span class=\"why\">{}</span>", reason),
      versions_text(assertion),
      assertion.outcome == Outcome::not_run ? "" : fmt::format("{:.2f} s", assertion.seconds),
      markup_sentence(requirement.given + when));
}

std::string term(const char* name, const std::string& html) {
  return html.empty() ? "" : fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html);
}

std::string sources_of(const check::Requirement& requirement) {
  std::string items;
  for (const std::string& tag : requirement.sources) {
    items += fmt::format("<li><span class=\"tag\">{}</span> {}</li>", markup_text(tag, 40),
                         markup_text(source_text(tag)));
  }
  return items.empty() ? "" : "<ul class=\"sources\">" + items + "</ul>";
}

std::string needs_of(const check::Requirement& requirement) {
  std::string text;
  for (const std::string& feature : requirement.features) {
    const auto words = check::feature_text(feature);
    text += (text.empty() ? "" : ", ") + markup_text(words ? *words : std::string_view{feature});
  }
  return text;
}

std::string rule_of(const Assertion& assertion) {
  const check::Requirement& requirement = assertion.requirement;
  std::string declared;
  if (!assertion.difference.empty()) {
    declared = fmt::format(
        "row <span class=\"tag\">{}</span> of the facts says that this target does otherwise",
        markup_text(assertion.difference, 40));
  }
  return "<dl class=\"rule\">\n" + term("Given", markup_sentence(requirement.given)) +
         term("When", markup_sentence(requirement.when)) +
         term("Then", "<strong>" + markup_sentence(requirement.then) + "</strong>") +
         term("Source", sources_of(requirement)) + term("Needs", needs_of(requirement)) +
         term("Namespace", markup_text(requirement.name_space, 60)) + term("Declared", declared) +
         "</dl>\n";
}

std::string claims_of(const check::CaseResult& result) {
  if (result.claims.empty()) return {};
  std::string rows;
  for (const check::Verdict& claim : result.claims) {
    rows += fmt::format(
        "<tr class=\"{}\"><td><span class=\"mark {}\" aria-hidden=\"true\">{}</span>"
        "<span class=\"unseen\">{}</span></td><td>{}</td><td>{}</td></tr>\n",
        claim.holds ? "holds" : "broken", claim.holds ? "pass" : "fail", claim.holds ? "✓" : "✗",
        claim.holds ? "holds" : "does not hold", markup_text(claim.claim),
        markup_text(claim.evidence));
  }
  return "<table class=\"claims\"><thead><tr><th><span class=\"unseen\">Verdict</span></th>"
         "<th>Expected</th><th>Came</th></tr></thead><tbody>\n" +
         rows + "</tbody></table>\n";
}

std::string recorded_of(const check::CaseResult& result) {
  if (result.recorded.empty()) return {};
  std::string items;
  for (const auto& [what, value] : result.recorded) {
    items += fmt::format("<dt>{}</dt><dd>{}</dd>", markup_text(what), markup_text(value));
  }
  return "<h4>Recorded, not judged</h4><dl class=\"recorded-values\">" + items + "</dl>\n";
}

std::string reason_of(const check::CaseResult& result) {
  if (result.reason.empty()) return {};
  // A reason that only repeats the first broken claim says nothing new.
  const bool repeats = std::any_of(
      result.claims.begin(), result.claims.end(),
      [&](const check::Verdict& claim) { return !claim.holds && claim.claim == result.reason; });
  return repeats ? "" : fmt::format("<p class=\"reason\">{}</p>\n", markup_text(result.reason));
}

std::string version_section(const check::CaseResult& result) {
  const std::string version = version_text(result);
  std::string html =
      fmt::format("<section class=\"version\"><h3>{} {}{}</h3>\n", markup_text(version),
                  html_badge(result.outcome),
                  result.outcome == Outcome::not_run
                      ? ""
                      : fmt::format(" <span class=\"time\">{:.2f} s</span>", result.seconds));
  html += reason_of(result) + claims_of(result) + recorded_of(result);
  if (!result.transcript.empty()) {
    html += "<h4>What travelled</h4>\n";
    html +=
        ladder_picture(result.transcript, fmt::format("Packets of {} on {}", result.id, version));
  }
  return html + "</section>\n";
}

}  // namespace

std::string word_of(Outcome outcome) {
  std::string word{check::to_text(outcome)};
  std::replace(word.begin(), word.end(), ' ', '-');
  return word;
}

std::string html_badge(Outcome outcome) {
  return fmt::format("<span class=\"badge {}\"><span aria-hidden=\"true\">{} </span>{}</span>",
                     word_of(outcome), mark_of(outcome), check::to_text(outcome));
}

std::string html_row(const Assertion& assertion) {
  std::string html =
      fmt::format("<details class=\"row\" id=\"{}\" data-severity=\"{}\" data-outcome=\"{}\">\n",
                  markup_text(assertion.requirement.id, 20),
                  check::to_text(assertion.requirement.severity), word_of(assertion.outcome));
  html += summary_of(assertion) + "<div class=\"body\">\n" + rule_of(assertion);
  for (const check::CaseResult* result : assertion.results) html += version_section(*result);
  return html + "</div>\n</details>\n";
}

}  // namespace lab::report
