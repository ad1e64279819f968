#include "lab/check/conform_plan.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fnmatch.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/base/nearest.hpp"
#include "lab/base/terminal.hpp"

namespace lab::check {
namespace {

bool fits(const std::string& pattern, const std::string& text) {
  return ::fnmatch(pattern.c_str(), text.c_str(), FNM_CASEFOLD | FNM_NOESCAPE) == 0;
}

bool fits(const std::string& pattern, const Requirement& requirement) {
  return fits(pattern, requirement.id) || fits(pattern, requirement.area);
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string{text.substr(first, text.find_last_not_of(" \t") - first + 1)};
}

/// One filter as it was typed → its patterns. Areas may have commas in their names, so a filter
/// that fits something as a whole is not cut.
std::vector<std::string> patterns_of(const std::string& filter, const Catalogue& catalogue) {
  const std::string whole = trimmed(filter);
  const auto fits_whole = [&](const Requirement& one) { return fits(whole, one); };
  if (std::ranges::any_of(catalogue.all(), fits_whole)) return {whole};
  std::vector<std::string> patterns;
  for (std::size_t begin = 0; begin <= filter.size();) {
    const std::size_t comma = std::min(filter.find(',', begin), filter.size());
    const std::string pattern = trimmed(std::string_view{filter}.substr(begin, comma - begin));
    if (!pattern.empty()) patterns.push_back(pattern);
    begin = comma + 1;
  }
  return patterns;
}

[[noreturn]] void throw_fits_nothing(const std::string& pattern, const Catalogue& catalogue) {
  std::vector<std::string> ids;
  std::vector<std::string> areas;
  for (const Requirement& one : catalogue.all()) {
    ids.push_back(one.id);
    if (std::ranges::find(areas, one.area) == areas.end()) areas.push_back(one.area);
  }
  std::vector<std::string> known = ids;
  known.insert(known.end(), areas.begin(), areas.end());
  const auto nearest = nearest_word(pattern, known);
  throw Error(
      ErrorKind::usage,
      fmt::format("no requirement and no area fits the filter \"{}\"", printable(pattern, 60)),
      nearest ? fmt::format("the nearest is \"{}\"", *nearest) : std::string{},
      fmt::format("the ids are {} to {}, the areas: {}", ids.front(), ids.back(),
                  fmt::join(areas, "; ")));
}

std::vector<const Requirement*> filtered(const Catalogue& catalogue, const Selection& selection) {
  std::vector<std::string> patterns;
  for (const std::string& filter : selection.filters) {
    const auto more = patterns_of(filter, catalogue);
    if (more.empty()) throw_fits_nothing(filter, catalogue);
    patterns.insert(patterns.end(), more.begin(), more.end());
  }
  for (const std::string& pattern : patterns) {
    const auto fits_pattern = [&](const Requirement& one) { return fits(pattern, one); };
    if (std::ranges::none_of(catalogue.all(), fits_pattern)) throw_fits_nothing(pattern, catalogue);
  }
  std::vector<const Requirement*> chosen;
  for (const Requirement& one : catalogue.all()) {
    const auto fits_it = [&](const std::string& pattern) { return fits(pattern, one); };
    if (patterns.empty() || std::ranges::any_of(patterns, fits_it)) chosen.push_back(&one);
  }
  return chosen;
}

/// The versions a requirement is run on; one empty one if it is about none.
std::vector<std::string> versions_of(const Requirement& requirement, const Selection& selection) {
  std::vector<std::string> versions = requirement.versions;
  if (versions.empty()) versions.emplace_back();
  if (!selection.protocol) return versions;
  std::erase_if(versions, [&](const std::string& version) {
    return !version.empty() && version != *selection.protocol;
  });
  return versions;
}

/// The missing features in words; empty if none is missing.
std::string missing_features(const Requirement& requirement, const TargetDescription& target) {
  std::vector<std::string> missing;
  for (const std::string& feature : requirement.features) {
    if (target.has(feature)) continue;
    const auto text = feature_text(feature);
    missing.push_back(text ? std::string{*text} : feature);
  }
  return missing.empty() ? std::string{} : fmt::format("needs {}", fmt::join(missing, " and "));
}

/// Why a requirement is not run; empty if it is.
std::string reason_not_to_run(const Requirement& requirement, bool has_case,
                              const TargetDescription& target, const Selection& selection) {
  if (!requirement.unbound.empty()) return requirement.unbound;
  if (!has_case) return "the suite has no case for it";
  if (std::string missing = missing_features(requirement, target); !missing.empty()) return missing;
  if (target.is_elsewhere() && requirement.name_space != target.name_space) {
    return fmt::format("needs the namespace {}; {} is deployed there", requirement.name_space,
                       target.name_space);
  }
  if (requirement.disruptive && !selection.disruptive) {
    return "strains the target; run with --include disruptive";
  }
  if (requirement.slow && !selection.slow) {
    return "waits longer than a run should; run with --include slow";
  }
  return {};
}

CaseResult left_out(const std::string& id, const std::string& version, std::string reason) {
  CaseResult result;
  result.id = id;
  result.version = version;
  result.outcome = Outcome::not_run;
  result.reason = std::move(reason);
  return result;
}

[[noreturn]] void throw_not_in_that_version(const std::vector<const Requirement*>& chosen,
                                            const std::string& protocol) {
  std::vector<std::string> ids;
  ids.reserve(chosen.size());
  for (const Requirement* one : chosen) ids.push_back(one->id);
  throw Error(ErrorKind::usage,
              fmt::format("nothing is selected: {} {} not about MQTT {}", fmt::join(ids, ", "),
                          ids.size() == 1 ? "is" : "are", protocol),
              {}, "leave --protocol away, or name other requirements");
}

/// The jobs of a plan while it is made: one for each case and version.
class Jobs {
 public:
  explicit Jobs(const std::vector<BoundCase>& cases) {
    for (std::size_t index = 0; index < cases.size(); ++index) {
      for (const std::string& id : cases[index].ids) case_of_.emplace(id, index);
    }
  }

  [[nodiscard]] bool has_case(const std::string& id) const { return case_of_.contains(id); }

  void add(const Requirement& requirement, const std::string& version) {
    const auto key = std::make_pair(case_of_.at(requirement.id), version);
    const auto [place, is_new] = job_of_.emplace(key, jobs_.size());
    if (is_new) jobs_.push_back({{}, version, requirement.name_space, requirement.takes});
    Job& job = jobs_[place->second];
    job.ids.push_back(requirement.id);
    job.takes = std::max(job.takes, requirement.takes);
  }

  /// All of them, the longest first.
  std::vector<Job> take() {
    std::ranges::stable_sort(jobs_, std::ranges::greater{}, &Job::takes);
    return std::move(jobs_);
  }

 private:
  std::map<std::string, std::size_t, std::less<>> case_of_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> job_of_;
  std::vector<Job> jobs_;
};

}  // namespace

std::vector<BoundCase> case_list_from_json(std::string_view json) {
  try {
    std::vector<BoundCase> cases;
    for (const nlohmann::json& entry : nlohmann::json::parse(json)) {
      cases.push_back({entry.at("ids"), entry.at("suite"), entry.at("file"), entry.at("line")});
    }
    return cases;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::definition, "the worker's list of cases cannot be read", error.what(),
                "is EGLAB_CONFORMANCE, if set, the eglab-conformance that belongs to this eglab?");
  }
}

ConformPlan make_plan(const Catalogue& catalogue, const std::vector<BoundCase>& cases,
                      const TargetDescription& target, const Selection& selection) {
  const std::vector<const Requirement*> chosen = filtered(catalogue, selection);
  Jobs jobs{cases};
  ConformPlan plan;
  for (const Requirement* one : chosen) {
    const std::string reason = reason_not_to_run(*one, jobs.has_case(one->id), target, selection);
    for (const std::string& version : versions_of(*one, selection)) {
      if (reason.empty()) {
        jobs.add(*one, version);
      } else {
        plan.not_run.push_back(left_out(one->id, version, reason));
      }
    }
  }
  plan.jobs = jobs.take();
  if (plan.jobs.empty() && plan.not_run.empty()) {
    throw_not_in_that_version(chosen, selection.protocol.value_or("any"));
  }
  return plan;
}

}  // namespace lab::check
