#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/unit/tidy/source_tree.hpp"

/// The rules of this project that a machine can check. Each function looks at one file and gives
/// what breaks its rule, as `file:line: what`.
namespace lab::tidy {

inline constexpr std::size_t longest_line = 100;
inline constexpr std::size_t longest_file = 400;
inline constexpr std::size_t longest_function = 70;

using Findings = std::vector<std::string>;

/// Nothing sleeps: whatever waits, waits for an event with a deadline.
Findings sleeps(const SourceFile& file);

/// No C++ line is longer than `longest_line` characters.
Findings long_lines(const SourceFile& file);

/// No C++ file is longer than `longest_file` lines.
Findings long_files(const SourceFile& file);

/// No function is longer than `longest_function` lines, from its first line to its last brace.
Findings long_functions(const SourceFile& file);

/// A room includes only rooms to its left, and no room includes a test.
Findings includes_to_the_right(const SourceFile& file);

/// Each third-party library is included only where its door is.
Findings includes_outside_their_door(const SourceFile& file);

/// Every header says `#pragma once`.
Findings headers_without_pragma_once(const SourceFile& file);

/// Keys are made per run, never kept in the tree.
Findings private_keys(const SourceFile& file);

/// Every C++ file is named in the CMakeLists.txt of its folder, or of a folder above: a test that
/// is not named there never runs, a header that is not named there is never compiled alone.
Findings unlisted_files(const std::vector<SourceFile>& tree);

}  // namespace lab::tidy
