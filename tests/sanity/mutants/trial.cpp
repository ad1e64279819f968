#include "tests/sanity/mutants/trial.hpp"

#include <algorithm>
#include <chrono>
#include <list>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <fnmatch.h>

#include "lab/base/assert.hpp"
#include "lab/base/deadline.hpp"
#include "lab/base/file.hpp"
#include "lab/base/inbox.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/check/built_in_namespace.hpp"
#include "lab/check/extra_identities.hpp"
#include "lab/check/worker_process.hpp"
#include "lab/model/reader.hpp"
#include "lab/process/served_namespace.hpp"
#include "tests/sanity/mutants/wrong_peer.hpp"

namespace lab::mutants {
namespace {

bool is_picked(const std::string& id, const std::vector<std::string>& globs) {
  return globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
           return fnmatch(glob.c_str(), id.c_str(), 0) == 0;
         });
}

bool has_mutant(const std::vector<Mutant>& mutants, const std::string& id,
                const std::string& version) {
  return std::any_of(mutants.begin(), mutants.end(), [&](const Mutant& mutant) {
    return mutant.id == id &&
           (mutant.versions.empty() || std::find(mutant.versions.begin(), mutant.versions.end(),
                                                 version) != mutant.versions.end());
  });
}

/// A good peer has no WebSocket either: it stands before the broker's MQTT port.
bool can_pass_on_good_peer(const check::Requirement& requirement) {
  return std::find(requirement.features.begin(), requirement.features.end(), "websocket") ==
         requirement.features.end();
}

model::Namespace definition_for(const check::Requirement& requirement) {
  auto read = model::read_namespace_text(
      std::string{check::built_in_namespace(requirement.name_space)}, requirement.name_space);
  LAB_ASSERT(read.definition.has_value());
  return *std::move(read.definition);
}

/// A trial that is under way: a broker, the peer before it, and the worker that plays the case.
class LiveTrial {
 public:
  LiveTrial(Trial trial, const std::filesystem::path& worker, std::function<void()> on_end)
      : trial_{std::move(trial)} {
    check::WorkerSetup setup;
    setup.program = worker;
    setup.folder = folder_.path();
    setup.prefix = "mutants";
    if (trial_.peer != Peer::stock) setup.target = serve();
    worker_.emplace(setup,
                    check::Job{.ids = {trial_.requirement->id},
                               .version = trial_.version,
                               .name_space = trial_.requirement->name_space,
                               .takes = trial_.requirement->takes},
                    std::move(on_end));
  }

  TrialResult finish() {
    const auto results = worker_->finish();
    LAB_ASSERT(results.size() == 1);
    const check::CaseResult& result = results.front();
    const bool red = result.outcome == check::Outcome::fail ||
                     result.outcome == check::Outcome::known_difference;
    const bool is_right = trial_.peer == Peer::good ? result.outcome == check::Outcome::pass : red;
    return {trial_, is_right,
            fmt::format("{}{}{}", check::to_text(result.outcome), result.reason.empty() ? "" : ": ",
                        result.reason)};
  }

 private:
  check::TargetDescription serve() {
    served_.emplace(definition_for(*trial_.requirement));
    const auto& credentials = served_->credentials();
    check::write_extra_identities(served_->authorities(), served_->definition(),
                                  credentials.folder);
    peer_.emplace(served_->broker().port(), credentials.folder,
                  trial_.mutant != nullptr ? trial_.mutant->make() : Fault{});
    check::TargetDescription target;
    target.kind = "elsewhere";
    target.host = "127.0.0.1";
    target.port = peer_->port();
    target.websocket_port = peer_->port();
    target.credentials = credentials.folder;
    target.server_ca = credentials.ca_file;
    target.name_space = trial_.requirement->name_space;
    target.features = {"extra-identities", "websocket"};
    return target;
  }

  Trial trial_;
  RunDirectory folder_;
  std::optional<process::ServedNamespace> served_;
  std::optional<WrongPeer> peer_;
  std::optional<check::WorkerProcess> worker_;
};

}  // namespace

std::string Trial::title() const {
  const std::string on =
      version.empty() ? requirement->id : fmt::format("{} on {}", requirement->id, version);
  switch (peer) {
    case Peer::wrong: return fmt::format("{}: a peer that {}", on, mutant->what_is_wrong);
    case Peer::good: return fmt::format("{}: a good peer", on);
    case Peer::stock: return fmt::format("{}: stock Mosquitto", on);
  }
  LAB_ASSERT(false);
}

std::vector<Trial> trials_for(const std::vector<Mutant>& mutants,
                              const std::vector<std::string>& globs) {
  std::vector<Trial> trials;
  for (const check::Requirement& requirement : check::Catalogue::built_in().all()) {
    if (!requirement.unbound.empty() || requirement.slow || !is_picked(requirement.id, globs)) {
      continue;
    }
    for (const std::string& version : requirement.versions) {
      if (has_mutant(mutants, requirement.id, version)) {
        if (can_pass_on_good_peer(requirement)) {
          trials.push_back({Peer::good, &requirement, version});
        }
      } else if (requirement.severity == check::Severity::must) {
        trials.push_back({Peer::stock, &requirement, version});
      }
      for (const Mutant& mutant : mutants) {
        if (mutant.id == requirement.id && has_mutant({mutant}, requirement.id, version)) {
          trials.push_back({Peer::wrong, &requirement, version, &mutant});
        }
      }
    }
  }
  std::stable_sort(trials.begin(), trials.end(), [](const Trial& left, const Trial& right) {
    return left.requirement->takes > right.requirement->takes;
  });
  return trials;
}

std::vector<Untried> untried(const std::vector<Mutant>& mutants) {
  std::set<std::string> tried;
  for (const Trial& trial : trials_for(mutants, {})) tried.insert(trial.requirement->id);
  std::vector<Untried> all;
  for (const check::Requirement& requirement : check::Catalogue::built_in().all()) {
    if (requirement.severity != check::Severity::must || tried.contains(requirement.id)) continue;
    all.push_back(
        {requirement.id, requirement.unbound.empty() ? "it waits too long" : requirement.unbound});
  }
  return all;
}

std::vector<TrialResult> run_trials(const std::vector<Trial>& trials,
                                    const std::filesystem::path& worker, std::size_t at_most,
                                    const std::function<void(const TrialResult&)>& on_result) {
  Inbox<std::size_t> ended;
  std::map<std::size_t, std::unique_ptr<LiveTrial>> live;
  std::vector<TrialResult> results;
  std::size_t next = 0;
  while (next < trials.size() || !live.empty()) {
    while (next < trials.size() && live.size() < at_most) {
      live[next] = std::make_unique<LiveTrial>(trials[next], worker,
                                               [&ended, index = next] { ended.put(index); });
      ++next;
    }
    // A worker that hangs is seen at the end of this wait, and ended by `finish`.
    const auto index = ended.next(Deadline::after(std::chrono::minutes{3}));
    const auto done = index ? live.find(*index) : live.begin();
    LAB_ASSERT(done != live.end());
    results.push_back(done->second->finish());
    on_result(results.back());
    live.erase(done);
  }
  return results;
}

}  // namespace lab::mutants
