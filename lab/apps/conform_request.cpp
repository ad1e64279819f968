#include "lab/apps/conform_request.hpp"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"
#include "lab/check/built_in_namespace.hpp"
#include "lab/check/requirement.hpp"

namespace lab::apps {
namespace {

/// How fast a service that others use is asked unless told otherwise, and at most, for each of its
/// throughput units (half of what one unit takes: facts §6).
constexpr double default_rate = 50;
constexpr double least_rate = 0.1;
constexpr double most_rate_per_unit = 500;

/// How many workers run at once on a local target. Most of them wait most of their time, so that
/// more than there are processors are no burden.
constexpr std::size_t local_workers = 12;

void check_feature(const std::string& feature) {
  if (check::feature_text(feature)) return;
  std::set<std::string> known;
  for (const check::Requirement& one : check::Catalogue::built_in().all()) {
    known.insert(one.features.begin(), one.features.end());
  }
  throw Error(ErrorKind::usage, fmt::format("there is no feature \"{}\"", printable(feature, 40)),
              {}, fmt::format("the features are {}", fmt::join(known, ", ")));
}

}  // namespace

void ConformRequest::add_target_to(CLI::App& verb) {
  verb.add_option("--target", target_,
                  "direct: a Mosquitto of this machine; or HOST[:PORT] of a namespace elsewhere")
      ->type_name("TARGET")
      ->capture_default_str();
  verb.add_option("--credentials", credentials_,
                  "Elsewhere: the clients' certificates, a folder as eglab certs makes it")
      ->type_name("DIR");
  verb.add_option("--namespace", name_space_,
                  "Elsewhere: which definition is deployed there (default: conformance)")
      ->type_name("NAME");
  verb.add_option("--server-ca", server_ca_,
                  "Elsewhere: the authority of the server's certificate; else the system's roots")
      ->type_name("FILE");
  verb.add_option("--websocket-port", websocket_port_,
                  "Elsewhere: where it speaks MQTT over WebSocket (443 in Azure)")
      ->type_name("PORT");
  verb.add_option("--feature", features_, "Elsewhere: something else that it has (repeatable)")
      ->type_name("FEATURE")
      ->allow_extra_args(false);
  verb.add_option("--rate", rate_,
                  "Elsewhere: round trips a second at most (default 50; 500 a throughput unit)")
      ->type_name("RATE");
  verb.add_option("--jobs", jobs_, "Cases that run at once on a local target")->type_name("N");
}

void ConformRequest::add_output_to(CLI::App& verb) {
  verb.add_option("--json", json_file, "Write the results as JSON")->type_name("FILE");
  verb.add_option("--junit", junit_file, "Write the results as JUnit XML")->type_name("FILE");
  verb.add_option("--html", html_file, "Write a report to read, one HTML file")->type_name("FILE");
  verb.add_option("--known-differences", known_differences_file,
                  "Write what the target does otherwise, as Markdown")
      ->type_name("FILE");
  verb.add_option("--transcripts", transcripts_folder,
                  "Keep each case's result with all its packets in this folder")
      ->type_name("DIR");
}

void ConformRequest::add_to(CLI::App& verb) {
  add_target_to(verb);
  verb.add_option("--filter", filters_,
                  "Only these: ids, areas, or patterns of them, with commas between (repeatable)")
      ->type_name("CA-06*")
      ->allow_extra_args(false);
  verb.add_option("--include", include_, "Also what is left out otherwise: disruptive, slow")
      ->type_name("WHAT")
      ->check(CLI::IsMember({"disruptive", "slow"}))
      ->allow_extra_args(false);
  verb.add_option("--protocol", protocol_, "Only on this MQTT version: 5 or 3.1.1")
      ->type_name("VERSION")
      ->check(CLI::IsMember({"5", "3.1.1"}));
  add_output_to(verb);
  verb.add_flag("--dry-run", dry_run, "Say what would be run, and connect to nothing");
  verb.add_option("--show-namespace", show_namespace,
                  "Print the definition that must be deployed elsewhere, and run nothing")
      ->type_name("NAME");
}

void ConformRequest::refuse_what_is_for_elsewhere() const {
  const std::vector<std::pair<const char*, bool>> given = {
      {"--credentials", !credentials_.empty()}, {"--namespace", name_space_.has_value()},
      {"--server-ca", server_ca_.has_value()},  {"--websocket-port", websocket_port_.has_value()},
      {"--feature", !features_.empty()},        {"--rate", rate_.has_value()},
  };
  for (const auto& [option, is_given] : given) {
    if (!is_given) continue;
    throw Error(ErrorKind::usage, fmt::format("{} does not fit the target {}", option, target_),
                "it says something of a namespace elsewhere",
                "leave it away, or name that namespace: --target HOST[:PORT]");
  }
}

check::TargetDescription ConformRequest::target() const {
  check::TargetDescription target = check::parse_target(target_);
  if (!target.is_elsewhere()) {
    refuse_what_is_for_elsewhere();
    return target;
  }
  if (credentials_.empty()) {
    throw Error(ErrorKind::usage, fmt::format("no credentials are given for {}", target.endpoint()),
                {},
                "name the folder of its clients' certificates with --credentials DIR (eglab certs "
                "makes one; docs/azure.md says how to register them)");
  }
  if (name_space_) target.name_space = *name_space_;
  static_cast<void>(check::built_in_namespace(target.name_space));  // throws if there is none
  target.credentials = credentials_;
  target.server_ca = server_ca_;
  target.websocket_port = websocket_port_;
  for (const std::string& feature : features_) {
    check_feature(feature);
    target.features.insert(feature);
  }
  if (websocket_port_) target.features.emplace("websocket");
  std::error_code none;
  if (std::filesystem::is_directory(credentials_ / "extra", none)) {
    target.features.emplace("extra-identities");
  }
  return target;
}

check::Selection ConformRequest::selection() const {
  const auto includes = [&](const char* what) {
    return std::ranges::find(include_, what) != include_.end();
  };
  return {filters_, protocol_, includes("disruptive"), includes("slow")};
}

double ConformRequest::rate(const check::TargetDescription& target,
                            const model::Namespace& definition) const {
  if (!target.is_elsewhere()) return 0;
  const double most = most_rate_per_unit * definition.capacity;
  const double rate = rate_.value_or(default_rate);
  if (rate >= least_rate && rate <= most) return rate;
  throw Error(
      ErrorKind::usage, fmt::format("--rate {} cannot be", rate),
      fmt::format("the namespace {} has {} throughput unit{}, and may be asked for {} round "
                  "trips a second",
                  target.name_space, definition.capacity, definition.capacity == 1 ? "" : "s",
                  most),
      fmt::format("name a rate from {} to {}", least_rate, most));
}

std::size_t ConformRequest::at_once(const check::TargetDescription& target) const {
  if (target.is_elsewhere()) {
    if (jobs_.value_or(1) == 1) return 1;
    throw Error(ErrorKind::usage, fmt::format("--jobs {} does not fit a target elsewhere", *jobs_),
                "its cases use the same clients, whose sessions are limited", "leave --jobs away");
  }
  const std::size_t jobs = jobs_.value_or(local_workers);
  if (jobs > 0) return jobs;
  throw Error(ErrorKind::usage, "--jobs 0 would run nothing", {}, "name at least 1");
}

}  // namespace lab::apps
