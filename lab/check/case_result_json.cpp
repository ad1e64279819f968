#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/base/terminal.hpp"
#include "lab/check/case_result.hpp"
#include "lab/check/json_members.hpp"

namespace lab::check {
namespace {

using nlohmann::json;

constexpr std::array outcomes{Outcome::pass, Outcome::fail, Outcome::known_difference,
                              Outcome::recorded, Outcome::not_run};

Outcome read_outcome(const JsonMembers& members) {
  const std::string text = members.text("outcome");
  for (const Outcome outcome : outcomes) {
    if (to_text(outcome) == text) return outcome;
  }
  members.refuse("outcome", fmt::format("\"{}\" is no outcome", printable(text, 40)));
}

Verdict read_claim(const json& entry) {
  const JsonMembers members{entry, "a claim", {"claim", "holds", "evidence"}};
  return {members.text("claim"), members.flag("holds"), members.text("evidence")};
}

std::pair<std::string, std::string> read_recorded(const json& entry) {
  const JsonMembers members{entry, "what was recorded", {"what", "value"}};
  return {members.text("what"), members.text("value")};
}

}  // namespace

json to_json(const CaseResult& result) {
  json claims = json::array();
  for (const Verdict& verdict : result.claims) {
    claims.push_back(
        {{"claim", verdict.claim}, {"holds", verdict.holds}, {"evidence", verdict.evidence}});
  }
  json recorded = json::array();
  for (const auto& [what, value] : result.recorded) {
    recorded.push_back({{"what", what}, {"value", value}});
  }
  json transcript = json::array();
  for (const probe::Record& record : result.transcript) {
    transcript.push_back(probe::to_json(record));
  }
  return {{"id", result.id},
          {"version", result.version},
          {"outcome", to_text(result.outcome)},
          {"reason", result.reason},
          {"claims", std::move(claims)},
          {"recorded", std::move(recorded)},
          {"transcript", std::move(transcript)},
          {"seconds", result.seconds}};
}

CaseResult case_result_from_json(const json& entry) {
  const JsonMembers members{
      entry,
      "a case result",
      {"id", "version", "outcome", "reason", "claims", "recorded", "transcript", "seconds"}};
  CaseResult result;
  result.id = members.text("id");
  result.version = members.text("version");
  result.outcome = read_outcome(members);
  result.reason = members.text("reason");
  for (const json& claim : members.list("claims")) result.claims.push_back(read_claim(claim));
  for (const json& pair : members.list("recorded")) result.recorded.push_back(read_recorded(pair));
  for (const json& record : members.list("transcript")) {
    result.transcript.push_back(probe::record_from_json(record));
  }
  result.seconds = members.amount("seconds");
  return result;
}

}  // namespace lab::check
