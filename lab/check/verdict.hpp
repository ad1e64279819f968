#pragma once

#include <string>
#include <vector>

namespace lab::check {

/// One checked claim: what must hold, whether it does, and what was seen that shows it.
struct Verdict {
  std::string claim;  ///< A sentence, for example "the answer carries the same correlation data".
  bool holds = false;
  std::string evidence;  ///< What was seen: a packet, a reason code, a count; what came instead.
};

/// Whether every claim holds; an empty list does not, since nothing was checked.
bool all_hold(const std::vector<Verdict>& verdicts);

/// One line a verdict, `✓ claim` and the evidence beside it, `✗` where it does not hold.
std::string to_text(const std::vector<Verdict>& verdicts, bool coloured);

}  // namespace lab::check
