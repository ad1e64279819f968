#include "lab/report/terminal_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lab/base/terminal.hpp"
#include "lab/report/assertion.hpp"
#include "lab/report/judgement.hpp"
#include "lab/report/visible.hpp"
#include "lab/report/wrapped.hpp"

namespace lab::report {
namespace {

using check::Outcome;

constexpr std::size_t width = 100;
constexpr std::size_t margin = 18;  // "  ✓ CA-065 MUST   "
constexpr std::size_t time_width = 9;
constexpr std::size_t sentence_width = width - margin - time_width;
constexpr std::size_t below_indent = 11;

std::string spaces(std::size_t count) {
  return std::string(count, ' ');
}

std::string padded(const std::string& text, std::size_t to) {
  return text + spaces(to - std::min(to, columns(text)));
}

/// A text in one line of at most so many columns.
std::string shortened(const std::string& text, std::size_t most) {
  const auto lines = wrapped(text, most, 1);
  return lines.empty() ? "" : lines.front();
}

Tone tone_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass: return Tone::good;
    case Outcome::fail: return Tone::bad;
    case Outcome::known_difference: return Tone::strong;
    case Outcome::recorded: return Tone::plain;
    case Outcome::not_run: return Tone::faint;
  }
  return Tone::plain;
}

/// A text below an assertion's line, after a lead; in at most so many lines.
std::string below(const std::string& lead, const std::string& text, Tone tone, bool coloured,
                  std::size_t most_lines = 1) {
  if (columns(lead) > width / 2) return below("", lead + text, tone, coloured, most_lines);
  std::string all;
  std::string before = lead;
  for (const std::string& line : wrapped(text, width - below_indent - columns(lead), most_lines)) {
    all += spaces(below_indent) + paint(before + line, tone, coloured) + "\n";
    before = spaces(columns(lead));
  }
  return all;
}

/// As much of the rule as fits in so many columns: what must be, and if there is room when, and
/// given what.
std::string rule_in(const check::Requirement& requirement, std::size_t most) {
  const std::string when =
      requirement.when.empty() ? requirement.then : requirement.when + ": " + requirement.then;
  const std::string given = requirement.given + (requirement.when.empty() ? ": " : ", ") + when;
  if (columns(given) <= most) return given;
  return columns(when) <= most ? when : requirement.then;
}

/// What stands on the assertion's own line.
std::string sentence_of(const Assertion& assertion) {
  if (assertion.outcome == Outcome::not_run) {
    for (const check::CaseResult* result : assertion.results) {
      if (result->outcome == Outcome::not_run) return "not run: " + result->reason;
    }
  }
  if (assertion.outcome == Outcome::fail) return assertion.requirement.then;  // the rest is below
  const bool is_declared = assertion.outcome == Outcome::known_difference;
  const std::string row =
      is_declared && !assertion.difference.empty() ? assertion.difference + ": " : "";
  return row + rule_in(assertion.requirement, sentence_width - columns(row));
}

std::string outcomes_by_version(const Assertion& assertion) {
  std::string text;
  for (const check::CaseResult* result : assertion.results) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", version_text(*result),
                        check::to_text(result->outcome));
  }
  return text;
}

/// The versions whose text it is, before it: empty if it is that of all of them.
std::string versions_before(const Assertion& assertion, const std::string& text,
                            std::string (*text_of)(const check::CaseResult&)) {
  std::string versions;
  bool of_all = true;
  for (const check::CaseResult* result : assertion.results) {
    if (text_of(*result) != text) {
      of_all = false;
    } else {
      versions += (versions.empty() ? "" : ", ") + version_text(*result);
    }
  }
  return of_all ? "" : versions + ": ";
}

/// One line for each different text of the assertion's results.
std::string lines_below(const Assertion& assertion, Outcome outcome, Tone tone, bool coloured,
                        std::string (*text_of)(const check::CaseResult&)) {
  std::string lines;
  std::vector<std::string> told;
  for (const check::CaseResult* result : assertion.results) {
    const std::string text = text_of(*result);
    if (result->outcome != outcome || text.empty()) continue;
    if (std::find(told.begin(), told.end(), text) != told.end()) continue;
    told.push_back(text);
    lines += below(versions_before(assertion, text, text_of), text, tone, coloured);
  }
  return lines;
}

std::string rule_below(const check::Requirement& requirement, bool coloured) {
  const std::string when = requirement.when.empty() ? "" : ", when " + requirement.when;
  return below("", "given " + requirement.given + when, Tone::faint, coloured, 2);
}

std::string broken_claims(const Assertion& assertion, bool coloured) {
  std::string lines;
  for (const check::CaseResult* result : assertion.results) {
    if (result->outcome != Outcome::fail) continue;
    const Shortfall shortfall = shortfall_of(*result);
    const std::string& claim = shortfall.claim.empty() ? result->reason : shortfall.claim;
    lines += below(version_text(*result) + " ✗ ", claim, Tone::bad, coloured, 3);
    if (!shortfall.claim.empty() && !shortfall.came.empty()) {
      lines += below("  came: ", shortfall.came, Tone::plain, coloured, 5);
    }
  }
  return lines;
}

/// An id takes six columns; one of another catalogue may want more.
std::string id_text(const std::string& id) {
  return columns(id) <= 6 ? visible(id) : visible(id, 5);
}

std::string block_of(const Assertion& assertion, bool coloured) {
  const Tone tone = tone_of(assertion.outcome);
  std::string text =
      fmt::format("  {} {} {} ", paint(mark_of(assertion.outcome), tone, coloured),
                  paint(padded(id_text(assertion.requirement.id), 6), Tone::strong, coloured),
                  padded(std::string{check::to_text(assertion.requirement.severity)}, 6));
  const std::string sentence = shortened(sentence_of(assertion), sentence_width);
  text += paint(sentence, assertion.outcome == Outcome::fail ? Tone::bad : Tone::plain, coloured);
  if (assertion.outcome != Outcome::not_run) {
    text += spaces(sentence_width - columns(sentence));
    text += paint(fmt::format("{:>7.2f} s", assertion.seconds), Tone::faint, coloured);
  }
  text += "\n";
  if (assertion.outcome == Outcome::fail) text += rule_below(assertion.requirement, coloured);
  if (assertion.differs_by_version()) {
    text += below("", outcomes_by_version(assertion), Tone::plain, coloured);
  }
  text += broken_claims(assertion, coloured);
  text += lines_below(assertion, Outcome::recorded, Tone::faint, coloured, recorded_text);
  text += lines_below(assertion, Outcome::fail, Tone::faint, coloured, recorded_text);
  return text;
}

std::string head_of(const check::RunResult& run, bool coloured) {
  std::string text = fmt::format("Conformance of {}", visible(run.target, 40));
  if (!run.endpoint.empty()) text += fmt::format(" at {}", visible(run.endpoint, 60));
  std::string below_it = visible(run.eglab_version, 40);
  if (!run.name_space.empty()) {
    below_it += fmt::format(" · namespace {}", visible(run.name_space, 40));
  }
  if (!run.started_at.empty()) below_it += " · " + visible(run.started_at, 40);
  if (run.seconds > 0) below_it += fmt::format(" · {:.1f} s", run.seconds);
  return paint(shortened(text, width), Tone::strong, coloured) + "\n" +
         paint(shortened(below_it, width), Tone::faint, coloured) + "\n";
}

std::string area_head(const Area& area, bool coloured) {
  Tally tally;
  for (const Assertion& assertion : area.assertions) tally.add(assertion);
  const std::string counts = to_text(tally);
  const std::string name = shortened(area.name, width - columns(counts) - 2);
  return paint(name, Tone::strong, coloured) + spaces(width - columns(name) - columns(counts)) +
         paint(counts, Tone::faint, coloured) + "\n";
}

/// A count, padded before it is painted: a colour takes no column.
std::string cell(std::size_t count, std::size_t columns_of_it, Outcome outcome, bool coloured) {
  const std::string text = fmt::format("{:>{}}", count, columns_of_it);
  return count == 0 ? paint(text, Tone::faint, coloured) : paint(text, tone_of(outcome), coloured);
}

std::string table_of(const Tally& tally, bool coloured) {
  std::string text = spaces(6);
  for (const Outcome outcome : all_outcomes) {
    text += fmt::format("   {} {}", mark_of(outcome), check::to_text(outcome));
  }
  text = paint(text + "     all", Tone::faint, coloured) + "\n";
  for (const check::Severity severity : all_severities) {
    text += fmt::format("{:<6}", check::to_text(severity));
    for (const Outcome outcome : all_outcomes) {
      text += cell(tally.count(severity, outcome), check::to_text(outcome).size() + 5, outcome,
                   coloured);
    }
    text += fmt::format("{:>8}\n", tally.count(severity));
  }
  text += "all   ";
  for (const Outcome outcome : all_outcomes) {
    text += cell(tally.count(outcome), check::to_text(outcome).size() + 5, outcome, coloured);
  }
  return text + fmt::format("{:>8}\n", tally.count());
}

/// Ids after a lead, wrapped.
std::string id_lines(const std::string& lead, const std::vector<std::string>& ids) {
  if (ids.empty()) return {};
  std::string text;
  std::string line = lead;
  for (std::size_t index = 0; index < ids.size(); ++index) {
    const std::string piece = visible(ids[index], 40) + (index + 1 < ids.size() ? "," : "");
    if (columns(line) + 1 + columns(piece) > width) {
      text += line + "\n";
      line = " ";
    }
    line += " " + piece;
  }
  return text + line + "\n";
}

std::string end_of(const std::vector<Area>& areas, bool coloured) {
  const Judgement judgement = judge(areas);
  std::string text = table_of(Tally{areas}, coloured) + "\n";
  text += paint(judgement.sentence, judgement.holds ? Tone::good : Tone::bad, coloured) + "\n";
  text += id_lines("MUST that fail:", judgement.must_fail);
  text += id_lines("Other fails, not counted against the target:", judgement.other_fail);
  text += id_lines("Better than the catalogue declares, which is then to be corrected:",
                   judgement.better_than_declared);
  return text;
}

}  // namespace

std::string terminal_report(const check::RunResult& run, const check::Catalogue& catalogue,
                            bool coloured) {
  const std::vector<Area> areas = areas_of(run, catalogue);
  std::string text = head_of(run, coloured);
  for (const Area& area : areas) {
    text += "\n" + area_head(area, coloured);
    for (const Assertion& assertion : area.assertions) text += block_of(assertion, coloured);
  }
  return text + "\n" + end_of(areas, coloured);
}

std::string terminal_summary(const check::RunResult& run, const check::Catalogue& catalogue,
                             bool coloured) {
  return end_of(areas_of(run, catalogue), coloured);
}

}  // namespace lab::report
