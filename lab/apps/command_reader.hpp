#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <nlohmann/json_fwd.hpp>

namespace lab::apps {

/// Reads commands, one JSON object a line, while the loop runs (docs/events.md). A line that is no
/// command is reported and skipped: whoever drives a program must not be able to end it by a slip.
class CommandReader {
 public:
  static constexpr std::size_t longest_line = std::size_t{1} << 20U;

  /// All are called on the loop's thread. A handler may destroy the reader.
  struct Handlers {
    std::function<void(const nlohmann::json& command)> command;  ///< A JSON object.
    std::function<void(std::string_view text)> trouble;          ///< What is wrong with a line.
    std::function<void()> closed;  ///< No more commands will come. Called once.
  };

  /// Reads from `descriptor` (a pipe, terminal, file or /dev/null), which stays the caller's and
  /// keeps its mode: standard input is often the very terminal that standard output writes to.
  CommandReader(boost::asio::io_context& loop, int descriptor, Handlers handlers);
  CommandReader(const CommandReader&) = delete;
  CommandReader& operator=(const CommandReader&) = delete;
  ~CommandReader();

 private:
  class State;
  std::shared_ptr<State> state_;
};

}  // namespace lab::apps
