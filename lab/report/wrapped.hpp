#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lab::report {

/// A text of a peer, as `visible` has it, in lines of at most `most_columns` columns (at least 8),
/// broken at blanks where there are any. No more than `most_lines`: the last one then ends with
/// `…`.
std::vector<std::string> wrapped(std::string_view text, std::size_t most_columns,
                                 std::size_t most_lines);

}  // namespace lab::report
