#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lab::check {

/// The text of a namespace definition that eglab was built with (`conformance`, the one that most
/// requirements are checked on; `request-response`, the how-to's): a file of `fixtures/namespaces`,
/// by its name without the ending. Throws `Error` (usage) that names the nearest if there is none.
std::string_view built_in_namespace(std::string_view name);

/// The names of all of them, in order.
std::vector<std::string> built_in_namespaces();

}  // namespace lab::check
