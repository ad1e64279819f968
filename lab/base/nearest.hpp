#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lab {

/// The known word most like the given one, for "did you mean": nearest by edit distance, ignoring
/// case. Nothing if none is near (more than a third of the letters differ).
std::optional<std::string> nearest_word(std::string_view word, std::span<const std::string> known);

}  // namespace lab
