#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lab::mqtt {

/// A JSON text on one line, without white space between tokens. Numbers keep their digits (but -0
/// is 0) and members their order, so that nothing a peer wrote changes on its way. Nothing if the
/// text is not JSON, nests deeper than `deepest`, repeats a member of an object (readers disagree
/// on which one counts), or holds invalid UTF-8 or a number that no double can hold. Never throws.
std::optional<std::string> compact_json(std::string_view text, std::size_t deepest);

/// The members of a JSON object, each value as `compact_json` gives it. Nothing if the text is no
/// object, or for the reasons that `compact_json` names.
std::optional<std::vector<std::pair<std::string, std::string>>> json_members(std::string_view text,
                                                                             std::size_t deepest);

/// A UTF-8 text as a JSON string, with its quotes. Throws `Error` (usage) if it is not UTF-8; the
/// error calls the text `name`.
std::string json_string(std::string_view text, std::string_view name);

/// The text of a JSON string, or nothing if `json` is not one.
std::optional<std::string> text_of_json_string(std::string_view json);

}  // namespace lab::mqtt
