#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "lab/check/conform_plan.hpp"
#include "lab/check/target_description.hpp"
#include "lab/model/namespace.hpp"

namespace lab::apps {

/// What `eglab conform` is asked for on the command line.
class ConformRequest {
 public:
  /// Adds the options to the verb.
  void add_to(CLI::App& verb);

  /// The target, with all that was said of it. Throws `Error` (usage) if something was said that
  /// does not fit it, or is missing.
  [[nodiscard]] check::TargetDescription target() const;
  [[nodiscard]] check::Selection selection() const;

  /// How many round trips a second all workers together may make; 0: no limit (a local target).
  /// Throws `Error` (usage) if more is asked for than the service's quota is polite to use: 500 for
  /// each throughput unit of the definition.
  [[nodiscard]] double rate(const check::TargetDescription& target,
                            const model::Namespace& definition) const;

  /// How many workers run at once. Throws `Error` (usage) for several on a target elsewhere: there
  /// they would use the same clients' sessions.
  [[nodiscard]] std::size_t at_once(const check::TargetDescription& target) const;

  std::optional<std::string> show_namespace = {};
  bool dry_run = false;
  std::optional<std::filesystem::path> json_file = {};
  std::optional<std::filesystem::path> junit_file = {};
  std::optional<std::filesystem::path> html_file = {};
  std::optional<std::filesystem::path> known_differences_file = {};
  std::optional<std::filesystem::path> transcripts_folder = {};

 private:
  void add_target_to(CLI::App& verb);
  void add_output_to(CLI::App& verb);
  void refuse_what_is_for_elsewhere() const;

  std::string target_ = "direct";
  std::filesystem::path credentials_;
  std::optional<std::string> name_space_;
  std::optional<std::filesystem::path> server_ca_;
  std::optional<std::uint16_t> websocket_port_;
  std::vector<std::string> features_;
  std::vector<std::string> filters_;
  std::vector<std::string> include_;
  std::optional<std::string> protocol_;
  std::optional<double> rate_;
  std::optional<std::size_t> jobs_;
};

}  // namespace lab::apps
