#include "lab/apps/conform_text.hpp"

#include <chrono>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lab::apps {
namespace {

std::string on_version(const std::string& version) {
  return version.empty() ? std::string{} : "MQTT " + version;
}

std::string place_of(const check::TargetDescription& target) {
  if (!target.is_elsewhere()) return target.kind + " (a Mosquitto of this machine for each case)";
  return fmt::format("{}, where the namespace {} must be deployed", target.endpoint(),
                     target.name_space);
}

std::size_t requirements_of(const check::ConformPlan& plan) {
  std::set<std::string> ids;
  for (const check::Job& job : plan.jobs) ids.insert(job.ids.begin(), job.ids.end());
  return ids.size();
}

std::string counted(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string jobs_text(const check::ConformPlan& plan) {
  std::string text;
  for (const check::Job& job : plan.jobs) {
    text += fmt::format("  {:<22} {:<11}", fmt::format("{}", fmt::join(job.ids, ", ")),
                        on_version(job.version));
    if (job.takes.count() > 0) text += fmt::format(" waits about {} s", job.takes.count());
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text;
}

/// What is not run, together by reason, in order of their first ids.
std::string not_run_text(const check::ConformPlan& plan) {
  std::vector<std::pair<std::string, std::vector<std::string>>> reasons;
  std::map<std::string, std::size_t> place;
  for (const check::CaseResult& result : plan.not_run) {
    const auto [found, is_new] = place.emplace(result.reason, reasons.size());
    if (is_new) reasons.push_back({result.reason, {}});
    std::vector<std::string>& ids = reasons[found->second].second;
    if (ids.empty() || ids.back() != result.id) ids.push_back(result.id);
  }
  std::string text;
  for (const auto& [reason, ids] : reasons) {
    text += fmt::format("  {}: {}\n", fmt::join(ids, ", "), reason);
  }
  return text;
}

/// How much a service would be asked, and what of it would stay.
std::string burden_text(const check::ConformPlan& plan, double round_trips_per_second) {
  std::chrono::seconds waits{0};
  for (const check::Job& job : plan.jobs) waits += job.takes;
  return fmt::format(
      "\nAbout {} round trips (CONNECT, SUBSCRIBE, UNSUBSCRIBE, PUBLISH, PINGREQ): {} a run, of "
      "some "
      "up to {}.\nAt most {} of them a second; one CONNECT a second of one ClientId, five "
      "SUBSCRIBEs a second of one\nsession. Besides, {} s of waiting that the rules themselves ask "
      "for.\nTopics and ClientIds begin with a prefix of this run. Nothing is left behind: each "
      "case "
      "ends its\nsessions and deletes what it retained. (One that is killed leaves a session, "
      "until "
      "it expires.)\n",
      plan.jobs.size() * usual_round_trips, usual_round_trips, most_round_trips,
      round_trips_per_second, waits.count());
}

}  // namespace

std::string run_headline(const check::ConformPlan& plan, const check::TargetDescription& target,
                         std::size_t at_once) {
  return fmt::format("{} in {} on {}; at most {} at once",
                     counted(requirements_of(plan), "requirement"),
                     counted(plan.jobs.size(), "run"), place_of(target), at_once);
}

std::string dry_run_text(const check::ConformPlan& plan, const check::TargetDescription& target,
                         double round_trips_per_second, std::size_t at_once) {
  std::string text =
      fmt::format("Would run {}:\n{}", run_headline(plan, target, at_once), jobs_text(plan));
  if (!plan.not_run.empty()) text += "\nWould not run:\n" + not_run_text(plan);
  if (target.is_elsewhere()) return text + burden_text(plan, round_trips_per_second);
  return text + "\nNothing is left behind: the brokers and their folders are gone at the end.\n";
}

}  // namespace lab::apps
