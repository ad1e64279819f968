#include "lab/check/built_in_namespace.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/base/error.hpp"
#include "lab/base/nearest.hpp"
#include "lab/check/built_in_texts.hpp"

namespace lab::check {

std::string_view built_in_namespace(std::string_view name) {
  for (const BuiltInText& file : built_in_namespace_texts()) {
    if (file.name == name) return file.text;
  }
  const std::vector<std::string> known = built_in_namespaces();
  const auto nearest = nearest_word(name, known);
  throw Error(ErrorKind::usage, fmt::format("there is no built-in namespace \"{}\"", name),
              fmt::format("there are {}", fmt::join(known, ", ")),
              nearest ? fmt::format("did you mean {}?", *nearest) : "name one of these");
}

std::vector<std::string> built_in_namespaces() {
  std::vector<std::string> names;
  for (const BuiltInText& file : built_in_namespace_texts()) names.emplace_back(file.name);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace lab::check
