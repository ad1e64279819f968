#include "tests/conformance/worker.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/nearest.hpp"
#include "lab/base/terminal.hpp"
#include "lab/check/built_in_namespace.hpp"
#include "lab/check/direct_target.hpp"
#include "lab/check/elsewhere_target.hpp"
#include "lab/check/requirement.hpp"
#include "lab/model/reader.hpp"
#include "tests/conformance/case_registry.hpp"
#include "tests/conformance/case_run.hpp"
#include "tests/conformance/case_verdict.hpp"

namespace lab::conformance {
namespace {

using check::CaseResult;
using check::Requirement;

const Requirement& requirement_of(const std::string& id) {
  const auto& catalogue = check::Catalogue::built_in();
  if (const Requirement* found = catalogue.find(id)) return *found;
  std::vector<std::string> ids;
  for (const Requirement& one : catalogue.all()) ids.push_back(one.id);
  const auto nearest = nearest_word(id, ids);
  throw Error(ErrorKind::usage, fmt::format("there is no requirement \"{}\"", printable(id, 40)),
              {}, nearest ? fmt::format("did you mean {}?", *nearest) : std::string{});
}

wire::Version version_of(const std::string& text) {
  for (const auto version : {wire::Version::v31, wire::Version::v311, wire::Version::v5}) {
    if (wire::to_text(version) == text) return version;
  }
  if (text.empty()) return wire::Version::v5;
  throw Error(ErrorKind::usage, fmt::format("there is no MQTT version \"{}\"", printable(text, 20)),
              {}, "name 3.1, 3.1.1 or 5");
}

model::Namespace definition_of(const std::string& name) {
  const std::string text{check::built_in_namespace(name)};
  model::ReadResult read = model::read_namespace_text(text, name + ".json");
  if (read.definition) return *std::move(read.definition);
  throw std::logic_error(fmt::format("the built-in namespace {} is not valid:\n{}", name,
                                     model::to_text(read.problems)));
}

std::unique_ptr<check::Target> make_target(const WorkerRequest& request,
                                           const std::string& name_space) {
  const check::TargetDescription& wanted = request.target;
  if (!wanted.is_elsewhere()) return check::make_direct_target(definition_of(name_space));
  return check::make_elsewhere_target({.host = wanted.host,
                                       .port = wanted.port,
                                       .websocket_port = wanted.websocket_port,
                                       .credentials = wanted.credentials,
                                       .server_ca = wanted.server_ca,
                                       .definition = definition_of(name_space),
                                       .features = wanted.features,
                                       .pace = request.pace});
}

/// The ids of a case on their way to results.
class Work {
 public:
  Work(const WorkerRequest& request, const CaseEntry& entry) : request_(request), entry_(entry) {
    for (const std::string& id : entry.ids) to_play_.push_back(&requirement_of(id));
  }

  /// Settles those that cannot be checked there. Gives whether any can.
  bool leave_out(const std::function<bool(std::string_view)>& has) {
    Circumstances there{request_.version, has, std::nullopt};
    if (request_.target.is_elsewhere()) there.name_space = request_.target.name_space;
    std::erase_if(to_play_, [&](const Requirement* one) {
      auto reason = reason_not_to_run(*one, there);
      if (reason) {
        results_.push_back(not_run_result(one->id, request_.version, *std::move(reason)));
      }
      return reason.has_value();
    });
    return !to_play_.empty();
  }

  /// The one that all of them are checked on.
  [[nodiscard]] const std::string& name_space() const {
    for (const Requirement* one : to_play_) {
      if (one->name_space == to_play_.front()->name_space) continue;
      throw std::logic_error(
          fmt::format("{} and {} are one case on two namespaces", to_play_.front()->id, one->id));
    }
    return to_play_.front()->name_space;
  }

  void play(check::Target& target) {
    const CaseReport report =
        run_case(entry_, {target, version_of(request_.version), request_.prefix});
    for (const Requirement* one : to_play_) {
      results_.push_back(result_of(*one, entry_.ids, report, request_.version, target.kind()));
      if (results_.back().outcome == check::Outcome::fail) {
        ADD_FAILURE_AT(entry_.file, entry_.line) << one->id << ": " << results_.back().reason;
      }
    }
    to_play_.clear();
  }

  [[nodiscard]] const std::vector<CaseResult>& results() const { return results_; }

 private:
  const WorkerRequest& request_;
  const CaseEntry& entry_;
  std::vector<const Requirement*> to_play_;
  std::vector<CaseResult> results_;
};

/// A GoogleTest test that plays the work's case.
class PlayedCase : public testing::Test {
 public:
  PlayedCase(Work& work, check::Target& target) : work_(work), target_(target) {}
  void TestBody() override { work_.play(target_); }

 private:
  Work& work_;
  check::Target& target_;
};

/// Runs it as the only test of this process. What GoogleTest prints goes to standard error.
void play_as_test(const CaseEntry& entry, Work& work, check::Target& target) {
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  // Nothing of the environment may choose what is run.
  for (const char* name : {"GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX"}) ::unsetenv(name);
  testing::InitGoogleTest();
  testing::GTEST_FLAG(filter) = "*";
  testing::GTEST_FLAG(output) = "";
  testing::GTEST_FLAG(catch_exceptions) = false;
  testing::RegisterTest(entry.suite.c_str(), entry.ids.front().c_str(), nullptr, nullptr,
                        entry.file, entry.line, [&]() -> testing::Test* {
                          return new PlayedCase{work, target};
                        });
  [[maybe_unused]] const int ignored = RUN_ALL_TESTS();  // the verdict is in the results
}

void write_results(const WorkerRequest& request, const std::vector<CaseResult>& results) {
  make_folder(request.results);
  for (const CaseResult& result : results) {
    const std::string stem =
        result.version.empty() ? result.id : fmt::format("{}-{}", result.id, result.version);
    const std::string text =
        check::to_json(result).dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
    write_file(request.results / (stem + ".json"), text + "\n");
  }
}

}  // namespace

void do_work(const WorkerRequest& request) {
  const Requirement& asked = requirement_of(request.id);
  static_cast<void>(version_of(request.version));
  const CaseEntry* entry = find_case(request.id);
  if (entry == nullptr) {
    if (asked.unbound.empty()) throw std::logic_error("no case is bound to " + request.id);
    write_results(request, {not_run_result(request.id, request.version, asked.unbound)});
    return;
  }
  Work work{request, *entry};
  const auto promised = [&](std::string_view feature) { return request.target.has(feature); };
  if (work.leave_out(promised)) {
    const auto target = make_target(request, work.name_space());
    if (work.leave_out([&](std::string_view feature) { return target->has(feature); })) {
      play_as_test(*entry, work, *target);
    }
  }
  if (work.results().size() != entry->ids.size()) {
    throw std::logic_error("GoogleTest did not play the case");
  }
  write_results(request, work.results());
}

}  // namespace lab::conformance
