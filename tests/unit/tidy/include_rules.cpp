#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <regex>
#include <string_view>

#include <fmt/format.h>

#include "tests/unit/tidy/rules.hpp"

namespace lab::tidy {
namespace {

/// The arrow, left to right.
constexpr std::array<std::string_view, 15> rooms = {
    "lab/base",  "lab/model", "lab/compile", "certs",         "lab/wire",
    "lab/probe", "lab/mqtt",  "lab/process", "lab/frontdoor", "lab/routing",
    "lab/state", "lab/check", "lab/report",  "lab/apps",      "tests"};

/// A library, by how its headers begin, and the folders that may include them.
struct Door {
  std::string_view library;
  std::vector<std::string_view> folders;
};

const std::vector<Door>& doors() {
  static const std::vector<Door> all = {
      // libmosquitto takes a TLS context as an OpenSSL object, so the MQTT room makes one.
      {"openssl/", {"certs", "lab/probe", "lab/mqtt", "tests"}},
      {"mosquitto", {"lab/mqtt", "tests/unit/mqtt"}},
      {"boost/process", {"lab/process", "tests/unit/process"}},
      {"boost/asio",
       {"lab/wire", "lab/probe", "lab/mqtt", "lab/process", "lab/frontdoor", "lab/routing",
        "lab/apps", "tests"}},
      {"boost/beast", {"lab/probe", "lab/frontdoor", "tests"}},
      {"CLI/", {"lab/apps", "tests"}},
      {"spdlog/", {"lab/base", "tests/unit/base"}},
      {"gtest/", {"tests"}},
      {"gmock/", {"tests"}},
  };
  return all;
}

/// An include directive.
struct Include {
  std::size_t line;
  bool is_quoted;
  std::string path;
};

std::vector<Include> includes_of(const SourceFile& file) {
  static const std::regex form(R"(^\s*#\s*include\s*([<"])([^>"]*)[>"].*)");
  std::vector<Include> includes;
  for (std::size_t index = 0; index < file.code.size(); ++index) {
    if (file.code[index].find("include") == std::string::npos) continue;
    std::smatch match;
    if (std::regex_match(file.lines[index], match, form)) {
      includes.push_back({index + 1, match[1] == "\"", match[2]});
    }
  }
  return includes;
}

bool is_below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/';
}

/// The place of a file in the arrow; nothing if it is in no room.
std::optional<std::size_t> room_of(std::string_view path) {
  const auto* found = std::find_if(rooms.begin(), rooms.end(),
                                   [&](std::string_view room) { return is_below(path, room); });
  if (found == rooms.end()) return std::nullopt;
  return static_cast<std::size_t>(found - rooms.begin());
}

}  // namespace

Findings includes_to_the_right(const SourceFile& file) {
  Findings findings;
  const std::optional<std::size_t> own = room_of(file.path);
  if (!own) return findings;
  for (const Include& include : includes_of(file)) {
    if (!include.is_quoted) continue;
    const std::optional<std::size_t> other = room_of(include.path);
    if (!other) {
      findings.push_back(finding(file, include.line,
                                 fmt::format("\"{}\" is in no room; write the path from the "
                                             "project's folder",
                                             include.path)));
    } else if (*other > *own) {
      findings.push_back(finding(
          file, include.line,
          fmt::format("{} includes {}, which is to its right", rooms[*own], rooms[*other])));
    }
  }
  return findings;
}

Findings includes_outside_their_door(const SourceFile& file) {
  Findings findings;
  for (const Include& include : includes_of(file)) {
    if (include.is_quoted) continue;
    for (const Door& door : doors()) {
      if (!include.path.starts_with(door.library)) continue;
      const bool allowed = std::any_of(door.folders.begin(), door.folders.end(),
                                       [&](std::string_view folder) { return file.is_in(folder); });
      if (!allowed) {
        findings.push_back(finding(file, include.line,
                                   fmt::format("<{}> may be included only in {}", include.path,
                                               fmt::join(door.folders, ", "))));
      }
    }
  }
  return findings;
}

}  // namespace lab::tidy
