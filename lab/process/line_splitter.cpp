#include "lab/process/line_splitter.hpp"

#include <algorithm>

namespace lab::process {

void LineSplitter::add(std::string_view bytes) {
  while (true) {
    const std::size_t newline = bytes.find('\n');
    if (newline == std::string_view::npos) {
      keep(bytes);
      return;
    }
    const std::string_view part = bytes.substr(0, newline);
    bytes.remove_prefix(newline + 1);
    if (line_.empty() && !is_cut_ && part.size() <= longest_line) {
      on_line_(part);  // The usual case: the whole line is in one read, and nothing is copied.
      continue;
    }
    keep(part);
    give_out();
  }
}

void LineSplitter::finish() {
  if (!line_.empty()) give_out();
}

void LineSplitter::keep(std::string_view part) {
  const std::size_t room = longest_line - line_.size();
  if (part.size() > room) is_cut_ = true;
  line_.append(part.substr(0, std::min(part.size(), room)));
}

void LineSplitter::give_out() {
  if (is_cut_) line_.append(cut_mark);
  on_line_(line_);
  line_.clear();
  if (line_.capacity() > 65536) line_.shrink_to_fit();
  is_cut_ = false;
}

}  // namespace lab::process
