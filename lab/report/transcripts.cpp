#include "lab/report/transcripts.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/terminal.hpp"
#include "lab/report/run_file.hpp"

namespace lab::report {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* head_file = "run.json";
constexpr std::size_t most_bytes = std::size_t{256} << 20U;

std::string file_name_of(const check::CaseResult& result) {
  return result.id + (result.version.empty() ? "" : "-" + result.version) + ".json";
}

bool names_a_case(const std::string& file) {
  static const std::regex form(R"(CA-[0-9]{3}(-[0-9.]+)?\.json)");
  return std::regex_match(file, form);
}

/// The names of the case files that a folder holds, in order.
std::vector<std::string> case_files(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    std::string name = entry.path().filename().string();
    if (names_a_case(name)) names.push_back(std::move(name));
  }
  if (failure) {
    throw Error(ErrorKind::definition,
                fmt::format("cannot read the folder {}", printable(folder.string(), 400)),
                failure.message());
  }
  std::sort(names.begin(), names.end());
  return names;
}

check::CaseResult read_case(const fs::path& file) {
  const std::string name = printable(file.string(), 400);
  try {
    return check::case_result_from_json(json::parse(read_file(file, most_bytes)));
  } catch (const json::parse_error& error) {
    throw Error(ErrorKind::definition, name + " is no transcript of a case",
                fmt::format("at byte {} it stops being JSON", error.byte),
                "take the file away, or run the case again with --transcripts");
  } catch (const Error& error) {
    throw Error(ErrorKind::definition, name + " is no transcript of a case",
                printable(error.what(), 1'000),
                "take the file away, or run the case again with --transcripts");
  }
}

check::RunResult head_of(const fs::path& folder) {
  const fs::path file = folder / head_file;
  if (fs::exists(file)) return parse_run(read_file(file, most_bytes), file.string());
  check::RunResult run;
  run.target = "unknown";
  return run;
}

}  // namespace

void write_transcripts(const check::RunResult& run, const fs::path& folder) {
  make_folder(folder);
  std::set<std::string> names;
  for (const check::CaseResult& result : run.cases) {
    const std::string name = file_name_of(result);
    LAB_ASSERT(names_a_case(name));  // an id is never a path
    write_file(folder / name,
               check::to_json(result).dump(1, ' ', false, json::error_handler_t::replace) + "\n");
    names.insert(name);
  }
  for (const std::string& name : case_files(folder)) {
    std::error_code ignored;
    if (!names.contains(name)) fs::remove(folder / name, ignored);
  }
  check::RunResult head = run;
  head.cases.clear();
  write_run(head, folder / head_file);
}

check::RunResult read_transcripts(const fs::path& folder) {
  const std::vector<std::string> names = case_files(folder);
  if (names.empty()) {
    throw Error(ErrorKind::definition,
                fmt::format("{} holds no transcript", printable(folder.string(), 400)),
                "there is no file like CA-065-5.json in it",
                "make one with `eglab conform --transcripts DIR`");
  }
  check::RunResult run = head_of(folder);
  run.cases.clear();
  for (const std::string& name : names) run.cases.push_back(read_case(folder / name));
  std::sort(run.cases.begin(), run.cases.end(), [](const auto& one, const auto& other) {
    return std::tie(one.id, one.version) < std::tie(other.id, other.version);
  });
  return run;
}

}  // namespace lab::report
