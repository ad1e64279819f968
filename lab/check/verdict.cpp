#include "lab/check/verdict.hpp"

#include <algorithm>

#include "lab/base/terminal.hpp"

namespace lab::check {

bool all_hold(const std::vector<Verdict>& verdicts) {
  return !verdicts.empty() &&
         std::all_of(verdicts.begin(), verdicts.end(), [](const Verdict& v) { return v.holds; });
}

std::string to_text(const std::vector<Verdict>& verdicts, bool coloured) {
  std::string text;
  for (const Verdict& verdict : verdicts) {
    text +=
        verdict.holds ? paint("  ✓ ", Tone::good, coloured) : paint("  ✗ ", Tone::bad, coloured);
    text += paint(verdict.claim, verdict.holds ? Tone::plain : Tone::bad, coloured);
    if (!verdict.evidence.empty()) {
      text += "\n      " + paint(printable(verdict.evidence, 400), Tone::faint, coloured);
    }
    text += '\n';
  }
  return text;
}

}  // namespace lab::check
