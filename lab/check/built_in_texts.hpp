#pragma once

#include <span>
#include <string_view>

namespace lab::check {

/// A file of the source tree that was built in.
struct BuiltInText {
  std::string_view name;  ///< Of the file, without folder and ending.
  std::string_view text;
};

/// `fixtures/requirements.json`.
BuiltInText built_in_requirements();

/// `request-response.json` and `conformance*.json` of `fixtures/namespaces`, in no
/// order.
std::span<const BuiltInText> built_in_namespace_texts();

}  // namespace lab::check
