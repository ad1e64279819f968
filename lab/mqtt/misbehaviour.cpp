#include "lab/mqtt/misbehaviour.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"
#include "lab/base/nearest.hpp"
#include "lab/base/terminal.hpp"

namespace lab::mqtt {
namespace {

using Kind = Responder::Misbehaviour::Kind;

constexpr std::array<std::pair<Kind, const char*>, 11> kinds{{
    {Kind::none, "none"},
    {Kind::mute, "mute"},
    {Kind::slow, "slow"},
    {Kind::twice, "twice"},
    {Kind::wrong_correlation, "wrong_correlation"},
    {Kind::truncated_correlation, "truncated_correlation"},
    {Kind::no_correlation, "no_correlation"},
    {Kind::wrong_response_topic, "wrong_response_topic"},
    {Kind::crash_before_answer, "crash_before_answer"},
    {Kind::crash_after_answer, "crash_after_answer"},
    {Kind::ignore_redelivery, "ignore_redelivery"},
}};

}  // namespace

Kind parse_misbehaviour(std::string_view name) {
  std::vector<std::string> known;
  for (const auto& [kind, text] : kinds) {
    if (name == text) return kind;
    known.emplace_back(text);
  }
  std::string next;
  if (const std::optional<std::string> nearest = nearest_word(name, known)) {
    next = "did you mean '" + *nearest + "'?";
  } else {
    next = "one of";
    for (const std::string& text : known) next.append(" ").append(text);
  }
  throw Error(ErrorKind::usage, "misbehaviour '" + printable(name) + "'",
              "there is none of that name", next);
}

const char* to_text(Kind kind) {
  for (const auto& [known, text] : kinds) {
    if (known == kind) return text;
  }
  constexpr bool every_kind_has_a_name = false;
  LAB_ASSERT(every_kind_has_a_name);
  return "";
}

}  // namespace lab::mqtt
