#include "lab/report/progress_line.hpp"

#include <utility>

#include <fmt/format.h>

#include "lab/base/terminal.hpp"
#include "lab/report/assertion.hpp"

namespace lab::report {

void Progress::add(check::Outcome outcome) {
  switch (outcome) {
    case check::Outcome::pass: ++passed; break;
    case check::Outcome::fail: ++failed; break;
    case check::Outcome::known_difference: ++known_differences; break;
    case check::Outcome::recorded: ++recorded; break;
    case check::Outcome::not_run: ++not_run; break;
  }
}

std::string to_text(const Progress& progress, std::size_t most) {
  using check::Outcome;
  std::string text = fmt::format("{} of {}", progress.done(), progress.all);
  const auto add = [&](std::size_t count, Outcome outcome) {
    if (count > 0) text += fmt::format("  {} {}", count, mark_of(outcome));
  };
  add(progress.passed, Outcome::pass);
  add(progress.failed, Outcome::fail);
  add(progress.known_differences, Outcome::known_difference);
  add(progress.recorded, Outcome::recorded);
  add(progress.not_run, Outcome::not_run);
  if (progress.running > 0) text += fmt::format("  {} running", progress.running);
  if (progress.running > 0 && !progress.slowest.empty()) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(progress.slowest_for);
    text += fmt::format(", {} for {} s", progress.slowest, seconds.count());
  }
  if (columns(text) <= most) return printable(text, most);
  return printable(text, most - 1);  // and the sign that it was cut
}

ProgressLine::ProgressLine(Style style, std::chrono::milliseconds interval,
                           std::function<void(std::string_view)> print, std::size_t most)
    : style_(style), interval_(interval), print_(std::move(print)), most_(most) {}

void ProgressLine::show(const Progress& progress, Clock::time_point now) {
  const bool is_done = progress.done() == progress.all;
  if (shown_at_ && !is_done && now - *shown_at_ < interval_) return;
  const std::string text = to_text(progress, most_);
  if (text == shown_) return;
  shown_at_ = now;
  shown_ = text;
  // Carriage return, the text, and whatever a longer one left behind it erased.
  print_(style_ == Style::rewritten ? fmt::format("\r{}\x1b[K", text) : text + "\n");
}

void ProgressLine::clear() {
  if (style_ == Style::lines) return;
  if (!shown_.empty()) print_("\r\x1b[K");
  shown_.clear();
  shown_at_.reset();
}

}  // namespace lab::report
