#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/check/case_result.hpp"
#include "lab/check/json_members.hpp"

namespace lab::check {

using nlohmann::json;

json to_json(const RunResult& run) {
  json cases = json::array();
  for (const CaseResult& one : run.cases) cases.push_back(to_json(one));
  return {{"eglab_version", run.eglab_version}, {"target", run.target},
          {"endpoint", run.endpoint},           {"namespace", run.name_space},
          {"started_at", run.started_at},       {"seconds", run.seconds},
          {"cases", std::move(cases)}};
}

RunResult run_result_from_json(const json& entry) {
  const JsonMembers members{
      entry,
      "the result of a run",
      {"eglab_version", "target", "endpoint", "namespace", "started_at", "seconds", "cases"}};
  RunResult run;
  run.eglab_version = members.text("eglab_version");
  run.target = members.text("target");
  run.endpoint = members.text("endpoint");
  run.name_space = members.text("namespace");
  run.started_at = members.text("started_at");
  run.seconds = members.amount("seconds");
  const json& cases = members.list("cases");
  for (std::size_t index = 0; index < cases.size(); ++index) {
    try {
      run.cases.push_back(case_result_from_json(cases[index]));
    } catch (const Error& error) {
      members.refuse(fmt::format("cases/{}", index), error.what());
    }
  }
  return run;
}

}  // namespace lab::check
