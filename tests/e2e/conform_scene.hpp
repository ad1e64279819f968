#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/run_directory.hpp"
#include "lab/process/served_namespace.hpp"
#include "tests/support/finished_process.hpp"

namespace lab::test {

/// A worker for `eglab conform` that is a shell script: it has the cases CA-059 and CA-065, notes
/// what it is asked, and plays a case as it is told.
class ScriptedWorker {
 public:
  /// `play` is run with `$id` and `$version`; `passes` writes a result.
  explicit ScriptedWorker(const std::string& play);

  /// For the environment of eglab.
  [[nodiscard]] std::string variable() const;
  /// What it was asked, one line a case; empty if it was not.
  [[nodiscard]] std::string asked() const;

 private:
  RunDirectory folder_;
};

/// A namespace that somebody else runs: all that a test takes of it is its address and the folder
/// of credentials.
class NamespaceElsewhere {
 public:
  explicit NamespaceElsewhere(const std::string& story_name = "conformance");

  [[nodiscard]] std::string endpoint() const;
  [[nodiscard]] std::string credentials() const;
  [[nodiscard]] std::string ca() const;

  /// `conform --target ENDPOINT --credentials DIR --server-ca FILE`, and more.
  [[nodiscard]] std::vector<std::string> arguments(const std::vector<std::string>& more = {}) const;

 private:
  process::ServedNamespace served_;
};

nlohmann::json json_in(const std::filesystem::path& file);

/// Whether a run ended with this exit code and a message with these words, and nothing that looks
/// like a result stands beside it.
testing::AssertionResult says_only(const FinishedProcess& finished, int code,
                                   const std::vector<std::string>& words);

}  // namespace lab::test
