#include "lab/model/import_unknown.hpp"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "lab/base/assert.hpp"

namespace lab::model {
namespace {

constexpr std::string_view edge = "\xEF\xBF\xBF";

}  // namespace

std::string UnknownTexts::add(UnknownText unknown) {
  unknown_.push_back(std::move(unknown));
  return fmt::format("{}{}{}", edge, unknown_.size() - 1, edge);
}

bool UnknownTexts::is_in(std::string_view text) {
  return text.find(edge) != std::string_view::npos;
}

bool UnknownTexts::is_all_of(std::string_view text) {
  return text.starts_with(edge) && text.find(edge, edge.size()) == text.size() - edge.size() &&
         text.size() > edge.size();
}

const UnknownText& UnknownTexts::first_of(std::string_view text) const {
  const std::size_t start = text.find(edge);
  LAB_ASSERT(start != std::string_view::npos);
  std::size_t number = unknown_.size();
  const char* first = text.data() + start + edge.size();
  std::from_chars(first, text.data() + text.size(), number);
  LAB_ASSERT(number < unknown_.size());
  return unknown_[number];
}

std::string UnknownTexts::shown(std::string_view text) {
  std::string result;
  for (std::size_t at = text.find(edge); at != std::string_view::npos; at = text.find(edge)) {
    result += text.substr(0, at);
    result += "…";
    const std::size_t end = text.find(edge, at + edge.size());
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + edge.size());
  }
  return result.append(text);
}

}  // namespace lab::model
