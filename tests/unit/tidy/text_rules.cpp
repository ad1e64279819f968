#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <regex>
#include <string_view>

#include <fmt/format.h>

#include "tests/unit/tidy/rules.hpp"

namespace lab::tidy {
namespace {

/// How many characters a UTF-8 text has: its bytes without those that continue a character.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

/// The folder of a path, without the `/`; empty at the top.
std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// Whether a text holds a word that ends and begins at something that is no part of a file name.
bool names_file(const std::string& text, const std::string& name) {
  const auto is_part = [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '-';
  };
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) {
      return true;
    }
  }
  return false;
}

}  // namespace

Findings sleeps(const SourceFile& file) {
  static const std::regex nap(
      R"(\b(sleep_for|sleep_until|usleep|nanosleep|clock_nanosleep|sleep)\s*\()");
  Findings findings;
  for (std::size_t index = 0; index < file.code.size(); ++index) {
    std::smatch match;
    if (file.code[index].find("sleep") != std::string::npos &&
        std::regex_search(file.code[index], match, nap)) {
      findings.push_back(finding(
          file, index + 1, fmt::format("{} waits for no event; use a deadline", match[1].str())));
    }
  }
  return findings;
}

Findings long_lines(const SourceFile& file) {
  Findings findings;
  if (!file.is_cpp()) return findings;
  for (std::size_t index = 0; index < file.lines.size(); ++index) {
    if (const std::size_t size = characters(file.lines[index]); size > longest_line) {
      findings.push_back(finding(file, index + 1, fmt::format("{} columns", size)));
    }
  }
  return findings;
}

Findings long_files(const SourceFile& file) {
  if (!file.is_cpp() || file.lines.size() <= longest_file) return {};
  return {finding(file, file.lines.size(),
                  fmt::format("{} lines; is it still one noun?", file.lines.size()))};
}

Findings headers_without_pragma_once(const SourceFile& file) {
  if (!file.is_header()) return {};
  const bool has = std::any_of(file.code.begin(), file.code.end(), [](const std::string& line) {
    return line.starts_with("#pragma once");
  });
  if (has) return {};
  return {finding(file, 1, "no #pragma once")};
}

Findings private_keys(const SourceFile& file) {
  for (const std::string_view ending : {".key", ".pem", ".p12", ".pfx"}) {
    if (file.path.ends_with(ending)) {
      return {finding(file, 1, "keys and certificates are made per run")};
    }
  }
  // A marker alone may be what a test is about; with a line of base64 after it, it is a key.
  static const std::regex key(R"(PRIVATE KEY-----(\\r|\\n|\s|")*[A-Za-z0-9+/]{60})");
  Findings findings;
  const std::string_view marker = "PRIVATE KEY-----";
  for (std::size_t at = file.text.find(marker); at != std::string::npos;
       at = file.text.find(marker, at + 1)) {
    if (std::regex_search(file.text.substr(at, 200), key, std::regex_constants::match_continuous)) {
      const auto line =
          std::count(file.text.begin(), file.text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
      findings.push_back(finding(file, static_cast<std::size_t>(line) + 1, "a private key"));
    }
  }
  return findings;
}

Findings unlisted_files(const std::vector<SourceFile>& tree) {
  std::map<std::string_view, const SourceFile*> lists;
  for (const SourceFile& file : tree) {
    if (file.path.ends_with("/CMakeLists.txt")) lists[folder_of(file.path)] = &file;
  }
  Findings findings;
  for (const SourceFile& file : tree) {
    if (!file.is_cpp()) continue;
    // Headers of tests belong to no header set.
    if (file.is_header() && file.is_in("tests")) continue;
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    bool listed = false;
    for (auto folder = folder_of(file.path); !folder.empty() && !listed;
         folder = folder_of(folder)) {
      const auto list = lists.find(folder);
      listed = list != lists.end() && names_file(list->second->text, name);
    }
    if (!listed) findings.push_back(finding(file, 1, "named in no CMakeLists.txt"));
  }
  return findings;
}

}  // namespace lab::tidy
