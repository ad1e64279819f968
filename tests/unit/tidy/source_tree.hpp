#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lab::tidy {

/// One file of the project, as the rules look at it.
struct SourceFile {
  std::string path;                ///< From the project's folder, with `/`.
  std::string text;                ///< As it stands on disk.
  std::vector<std::string> lines;  ///< Of `text`.
  /// Of C++ files: the same lines without comments and without what stands inside string and
  /// character literals.
  std::vector<std::string> code;

  [[nodiscard]] bool is_header() const { return path.ends_with(".hpp"); }
  [[nodiscard]] bool is_cpp() const { return is_header() || path.ends_with(".cpp"); }
  /// Whether the file is in that folder or below.
  [[nodiscard]] bool is_in(std::string_view folder) const {
    return path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/';
  }
};

/// A file from its text.
SourceFile make_source_file(std::string path, std::string text);

/// The project's own files: what stands in its source folders (build folders do not).
std::vector<SourceFile> read_source_tree(const std::filesystem::path& root);

/// Something that breaks a rule, as `file:line: what`; lines count from 1.
std::string finding(const SourceFile& file, std::size_t line, std::string_view what);

}  // namespace lab::tidy
