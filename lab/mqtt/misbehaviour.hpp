#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "lab/mqtt/responder.hpp"

namespace lab::mqtt {

/// A deliberate fault of a responder, so that the suite can show that it is seen for what it is.
struct Responder::Misbehaviour {
  enum class Kind {
    none,
    mute,                   ///< Executes, never answers.
    slow,                   ///< Takes a request up only after `delay`; not if it expired meanwhile.
    twice,                  ///< Publishes the answer twice.
    wrong_correlation,      ///< Correlation data of the same length, every bit flipped.
    truncated_correlation,  ///< Without its last byte.
    no_correlation,         ///< Without correlation data.
    wrong_response_topic,   ///< On `wrong_topic` instead.
    crash_before_answer,    ///< Calls `crash` after executing, before publishing.
    crash_after_answer,     ///< Calls `crash` when the broker has acknowledged the answer.
    ignore_redelivery,      ///< Executes a redelivered request again.
  };

  Kind kind = Kind::none;
  std::chrono::milliseconds delay{0};  ///< Of `slow`.
  std::string wrong_topic;             ///< Empty: the response topic with `/wrong` behind it.
  /// Ends the process without any farewell; a program gives `raise(SIGKILL)`, a test a counter. If
  /// it returns, the request is left unanswered.
  std::function<void()> crash;
};

/// The kind of that name (`mute`, `slow`, …). Throws `Error` (usage) with the nearest name if there
/// is none.
Responder::Misbehaviour::Kind parse_misbehaviour(std::string_view name);

/// The name that `parse_misbehaviour` takes.
const char* to_text(Responder::Misbehaviour::Kind kind);

}  // namespace lab::mqtt
