#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "lab/base/assert.hpp"
#include "lab/model/topic_template.hpp"

namespace {

/// The template's text with `+` for each segment that has a variable: the most that it may give.
std::string widest(const std::string& text) {
  std::string out;
  for (const std::string_view segment : lab::model::topic_segments(text)) {
    if (segment.data() != text.data()) out += '/';
    out += segment.find("${") != std::string_view::npos ? "+" : segment;
  }
  return out;
}

}  // namespace

// Goal: any bytes are a template or a problem with a place inside them; no value makes a template
// give an invalid filter, or a wider one than its own wildcards. Method: the first line is the
// template, the second the authentication name, the third an attribute.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lab::model;
  const std::string all(data, data + size);
  const std::size_t first = all.find('\n');
  const std::string text = all.substr(0, first);
  const std::string rest = first == std::string::npos ? "" : all.substr(first + 1);
  const std::size_t second = rest.find('\n');
  Client client;
  client.authentication_name = rest.substr(0, second);
  client.attributes["k"] = second == std::string::npos ? "" : rest.substr(second + 1);

  const auto result = TopicTemplate::parse(text);
  if (const auto* problem = std::get_if<SyntaxProblem>(&result)) {
    LAB_ASSERT(problem->at <= text.size());
    LAB_ASSERT(!problem->cause.empty() && !problem->fix.empty());
    return 0;
  }
  const auto expansion = std::get<TopicTemplate>(result).expand(client);
  if (const auto* filter = std::get_if<std::string>(&expansion)) {
    LAB_ASSERT(topic_filter_problem(*filter).empty());
    LAB_ASSERT(topic_limit_problem(*filter).empty());
    LAB_ASSERT(!filter->starts_with('$'));
    LAB_ASSERT(filter_covers_filter(widest(text), *filter));
  }
  return 0;
}
