#include "lab/process/process_log.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "lab/base/error.hpp"

namespace lab::process {

ProcessLog::ProcessLog(std::filesystem::path file)
    : file_(std::move(file)),
      descriptor_(::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
  if (descriptor_.is_open()) return;
  throw Error(ErrorKind::environment, fmt::format("cannot write the log {}", file_.string()),
              errno_text(errno), "name a folder that you may write, on a disk with space");
}

void ProcessLog::append(std::string_view line) {
  const std::string text = std::string{line} + '\n';
  std::string_view rest{text};
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  {
    const std::lock_guard lock{mutex_};
    lines_.push_back({std::string{line}});
    kept_bytes_ += line.size() + sizeof(Line);
    while (kept_bytes_ > most_kept_bytes && lines_.size() > 1) {
      kept_bytes_ -= lines_.front().text.size() + sizeof(Line);
      lines_.pop_front();
      ++forgotten_;
    }
  }
  changed_.notify_all();
}

void ProcessLog::open_run() {
  const std::lock_guard lock{mutex_};
  is_open_ = true;
}

void ProcessLog::close_run() {
  {
    const std::lock_guard lock{mutex_};
    is_open_ = false;
  }
  changed_.notify_all();
}

std::optional<std::string> ProcessLog::take(std::string_view text, Deadline deadline) {
  std::unique_lock lock{mutex_};
  std::size_t next = 0;  // Counted from the first line ever, since old ones are dropped meanwhile.
  while (true) {
    for (next = std::max(next, forgotten_); next - forgotten_ < lines_.size(); ++next) {
      Line& line = lines_[next - forgotten_];
      if (line.is_taken || line.text.find(text) == std::string::npos) continue;
      line.is_taken = true;
      return line.text;
    }
    if (!is_open_) return std::nullopt;
    if (changed_.wait_until(lock, deadline.when()) == std::cv_status::timeout &&
        next == forgotten_ + lines_.size()) {
      return std::nullopt;
    }
  }
}

std::string ProcessLog::tail(std::size_t lines) const {
  const std::lock_guard lock{mutex_};
  std::string text;
  for (std::size_t at = lines_.size() - std::min(lines, lines_.size()); at < lines_.size(); ++at) {
    text.append(lines_[at].text).append("\n");
  }
  return text;
}

}  // namespace lab::process
