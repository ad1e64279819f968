#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lab/check/case_result.hpp"
#include "lab/check/requirement.hpp"
#include "tests/sanity/mutants/mutant.hpp"

namespace lab::mutants {

/// Whom a case is played against.
enum class Peer {
  wrong,  ///< A mutant: the case must fail.
  good,   ///< The same peer without a fault: the case must pass, or a mutant's red means nothing.
  stock,  ///< Stock Mosquitto itself, where it is known to break the rule: the case must fail.
};

/// One case on one MQTT version against one peer.
struct Trial {
  Peer peer = Peer::good;
  const check::Requirement* requirement = nullptr;
  std::string version;
  const Mutant* mutant = nullptr;  ///< Only for `Peer::wrong`.

  /// "CA-065 5: refuses an authorized request".
  [[nodiscard]] std::string title() const;
};

/// What came of it.
struct TrialResult {
  Trial trial;
  bool as_expected = false;
  std::string why;  ///< What turned the case red; or what it said instead.
};

/// The trials that show that the suite can tell right from wrong: each mutant, a good peer for each
/// case that has a mutant, and stock Mosquitto for each MUST that has none. `globs` picks ids
/// ("CA-06*"); all if empty. Those that wait longest come first.
std::vector<Trial> trials_for(const std::vector<Mutant>& mutants,
                              const std::vector<std::string>& globs);

/// MUSTs that have no trial, with the reason.
struct Untried {
  std::string id;
  std::string why;
};
std::vector<Untried> untried(const std::vector<Mutant>& mutants);

/// Runs trials, at most `at_most` at once; `on_result` is told of each as it ends. `worker` is
/// `eglab-conformance`.
std::vector<TrialResult> run_trials(const std::vector<Trial>& trials,
                                    const std::filesystem::path& worker, std::size_t at_most,
                                    const std::function<void(const TrialResult&)>& on_result);

}  // namespace lab::mutants
