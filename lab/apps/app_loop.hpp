#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "lab/apps/command.hpp"
#include "lab/apps/command_reader.hpp"
#include "lab/apps/event_writer.hpp"
#include "lab/base/error.hpp"

namespace lab::apps {

/// The frame in which a program runs: one loop, events on standard output, commands from standard
/// input, and one way to end in order, whoever asks for it (a signal, the command `stop`, the end
/// of the commands, the events' reader going away).
class AppLoop {
 public:
  /// `stop` begins the farewell; it is called at most once, from the loop.
  explicit AppLoop(std::function<void()> stop);
  AppLoop(const AppLoop&) = delete;
  AppLoop& operator=(const AppLoop&) = delete;
  ~AppLoop();

  [[nodiscard]] boost::asio::io_context& loop() { return loop_; }
  [[nodiscard]] EventWriter& events() { return events_; }

  /// Reads commands from standard input. `run` does one; what it throws as `Error` becomes an
  /// `error` event of `source` with the command's name and id. `stop` is done here.
  /// `no_more` is told once that standard input has ended; unset, that asks for the farewell.
  void read_commands(EventSource source, std::function<void(const Command&)> run,
                     std::function<void()> no_more = {});

  /// Asks for the farewell, once.
  void ask_to_stop();

  /// The farewell may take this long; then `last_words`, which calls `end`, comes anyway.
  void end_within(std::chrono::milliseconds limit, std::function<void()> last_words);

  /// Ends the loop.
  void end();

  /// Runs until `end`, and from then on lets no signal end the program. Throws `Error`
  /// (environment) if the events could not be written.
  void run();

 private:
  void watch_events_reader();
  void on_write_trouble(int error_number);
  void do_command(const nlohmann::json& object);

  boost::asio::io_context loop_{1};  // One thread: no locks in the loop.
  boost::asio::signal_set signals_;
  boost::asio::steady_timer farewell_;
  std::function<void()> stop_;
  bool stop_asked_ = false;
  EventWriter events_;
  boost::asio::posix::stream_descriptor events_pipe_;
  std::optional<Error> failure_;
  EventSource source_;
  std::function<void(const Command&)> run_command_;
  std::optional<CommandReader> commands_;
};

}  // namespace lab::apps
