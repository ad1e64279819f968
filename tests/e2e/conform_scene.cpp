#include "tests/e2e/conform_scene.hpp"

#include "lab/base/file.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {
namespace {

/// The script, but for where it notes what it is asked, and what it plays.
constexpr const char* begin = R"(#!/bin/sh
set -eu
if [ "$1" = --list ]; then
  echo '[{"ids": ["CA-059"], "suite": "ConnackProperties", "file": "a.cpp", "line": 1},
         {"ids": ["CA-065"], "suite": "Authorization", "file": "b.cpp", "line": 1}]'
  exit
fi
echo "$*" >> "$(dirname "$0")/asked"
while [ $# -gt 1 ]; do
  case $1 in --case) id=$2 ;; --version) version=$2 ;; --results) results=$2 ;; esac
  shift 2
done
passes() {
  printf '{"id": "%s", "version": "%s", "outcome": "pass", "reason": "", "claims": [],
    "recorded": [], "transcript": [], "seconds": 0.5}' "$id" "$version" \
    > "$results/$id-$version.json"
}
)";

}  // namespace

ScriptedWorker::ScriptedWorker(const std::string& play) {
  write_file(folder_ / "worker", begin + play);
  std::filesystem::permissions(folder_ / "worker", std::filesystem::perms::owner_all);
}

std::string ScriptedWorker::variable() const {
  return "EGLAB_CONFORMANCE=" + (folder_ / "worker").string();
}

std::string ScriptedWorker::asked() const {
  return std::filesystem::exists(folder_ / "asked") ? read_file(folder_ / "asked") : "";
}

NamespaceElsewhere::NamespaceElsewhere(const std::string& story_name)
    : served_{story(story_name)} {}

std::string NamespaceElsewhere::endpoint() const {
  return "127.0.0.1:" + std::to_string(served_.broker().port());
}

std::string NamespaceElsewhere::credentials() const {
  return served_.credentials().folder.string();
}

std::string NamespaceElsewhere::ca() const {
  return served_.credentials().ca_file.string();
}

std::vector<std::string> NamespaceElsewhere::arguments(const std::vector<std::string>& more) const {
  std::vector<std::string> all{"conform",     "--target",    endpoint(), "--credentials",
                               credentials(), "--server-ca", ca()};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

nlohmann::json json_in(const std::filesystem::path& file) {
  return nlohmann::json::parse(read_file(file));
}

testing::AssertionResult says_only(const FinishedProcess& finished, int code,
                                   const std::vector<std::string>& words) {
  if (finished.how.code != code) {
    return testing::AssertionFailure() << to_text(finished.how) << "\n" << finished.errors;
  }
  for (const std::string& word : words) {
    if (finished.errors.find(word) == std::string::npos) {
      return testing::AssertionFailure() << "no \"" << word << "\" in:\n" << finished.errors;
    }
  }
  if (finished.output.find("MUST") != std::string::npos) {
    return testing::AssertionFailure() << "it reports something:\n" << finished.output;
  }
  return testing::AssertionSuccess();
}

}  // namespace lab::test
