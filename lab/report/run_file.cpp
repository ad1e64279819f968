#include "lab/report/run_file.hpp"

#include <array>
#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/terminal.hpp"
#include "lab/report/transcripts.hpp"

namespace lab::report {
namespace {

constexpr std::size_t most_bytes = std::size_t{512} << 20U;
constexpr const char* way_out =
    "give a file that `eglab conform --json FILE` wrote, or a folder of its --transcripts";

std::string read_standard_input() {
  std::string text;
  std::array<char, 65536> block{};
  while (const std::size_t got = std::fread(block.data(), 1, block.size(), stdin)) {
    text.append(block.data(), got);
    if (text.size() > most_bytes) {
      throw Error(ErrorKind::definition, "cannot read standard input",
                  fmt::format("it is longer than {} bytes", most_bytes), way_out);
    }
  }
  return text;
}

/// One line a member. A text that is no UTF-8 is mended rather than lost with the whole run.
std::string written(const nlohmann::json& json) {
  return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string name_of_input(const std::filesystem::path& path) {
  return path == "-" ? "standard input" : printable(path.string(), 400);
}

std::string run_text(const check::RunResult& run) {
  return written(check::to_json(run));
}

check::RunResult parse_run(std::string_view text, const std::string& name) {
  nlohmann::json json;
  try {
    json = nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    throw Error(
        ErrorKind::definition, name + " is no run",
        text.empty() ? "it is empty" : fmt::format("at byte {} it stops being JSON", error.byte),
        way_out);
  }
  try {
    return check::run_result_from_json(json);
  } catch (const Error& error) {
    throw Error(ErrorKind::definition, name + " is no run", printable(error.what(), 1'000),
                way_out);
  }
}

void write_run(const check::RunResult& run, const std::filesystem::path& file) {
  write_file(file, run_text(run));
}

check::RunResult read_run(const std::filesystem::path& path) {
  if (path == "-") return parse_run(read_standard_input(), name_of_input(path));
  if (std::filesystem::is_directory(path)) return read_transcripts(path);
  return parse_run(read_file(path, most_bytes), name_of_input(path));
}

}  // namespace lab::report
