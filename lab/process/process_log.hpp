#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "lab/base/deadline.hpp"
#include "lab/process/descriptor.hpp"

namespace lab::process {

/// What a process of the lab prints for people: each line goes to a file at once, and the newest
/// lines are kept in memory, for waits and for error messages. Not an `Inbox`, which keeps
/// everything: a broker may log for days while nobody asks. Safe for one writer and one reader.
class ProcessLog {
 public:
  /// How much text is kept in memory; older lines are in the file only.
  static constexpr std::size_t most_kept_bytes = std::size_t{4} << 20U;

  /// Appends to the file. Throws `Error` (environment) if it cannot be opened.
  explicit ProcessLog(std::filesystem::path file);

  /// Adds a line. A full disk loses it from the file, not from memory.
  void append(std::string_view line);

  /// A run begins: lines will come.
  void open_run();
  /// The run has ended: a wait for a line that did not come returns at once.
  void close_run();

  /// Waits for a line that contains the text, also one written before the call, and takes it: the
  /// next wait does not see it again. Nothing if the deadline passes or the run ends first.
  std::optional<std::string> take(std::string_view text, Deadline deadline);

  /// The newest lines, taken or not, each with a newline.
  [[nodiscard]] std::string tail(std::size_t lines) const;

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  struct Line {
    std::string text;
    bool is_taken = false;
  };

  std::filesystem::path file_;
  Descriptor descriptor_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Line> lines_;
  std::size_t kept_bytes_ = 0;
  std::size_t forgotten_ = 0;  ///< Lines dropped from the front since the log was opened.
  bool is_open_ = false;
};

}  // namespace lab::process
