#include "lab/apps/app_loop.hpp"

#include <csignal>
#include <string>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <unistd.h>

#include "lab/base/error.hpp"

namespace lab::apps {

AppLoop::AppLoop(std::function<void()> stop)
    : signals_(loop_, SIGINT, SIGTERM, SIGHUP),
      farewell_(loop_),
      stop_(std::move(stop)),
      events_(STDOUT_FILENO, [this](int error_number) { on_write_trouble(error_number); }),
      events_pipe_(loop_) {
  signals_.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) ask_to_stop();
  });
  watch_events_reader();
}

AppLoop::~AppLoop() {
  if (events_pipe_.is_open()) events_pipe_.release();  // It was never ours to close.
}

/// A device without requests writes nothing for hours, and would not notice by a failed write that
/// whoever started it is gone.
void AppLoop::watch_events_reader() {
  boost::system::error_code error;
  events_pipe_.assign(STDOUT_FILENO, error);
  if (error) return;  // Closed: the first write says so.
  const int mode = ::fcntl(STDOUT_FILENO, F_GETFL);
  events_pipe_.async_wait(boost::asio::posix::stream_descriptor::wait_error,
                          [this](const boost::system::error_code& failed) {
                            if (failed) return;  // A plain file has no reader to lose.
                            pollfd pipe{.fd = STDOUT_FILENO, .events = 0, .revents = 0};
                            if (::poll(&pipe, 1, 0) == 1 && (pipe.revents & (POLLERR | POLLHUP))) {
                              ask_to_stop();
                            }
                          });
  // Asio made it non-blocking, for everyone who shares it.
  if (mode >= 0) ::fcntl(STDOUT_FILENO, F_SETFL, mode);
}

void AppLoop::on_write_trouble(int error_number) {
  if (error_number != EPIPE) {
    failure_.emplace(ErrorKind::environment, "cannot write events to standard output",
                     errno_text(error_number), "make room, or send them elsewhere");
  }
  ask_to_stop();
}

void AppLoop::read_commands(EventSource source, std::function<void(const Command&)> run,
                            std::function<void()> no_more) {
  source_ = std::move(source);
  run_command_ = std::move(run);
  commands_.emplace(
      loop_, STDIN_FILENO,
      CommandReader::Handlers{
          .command = [this](const nlohmann::json& object) { do_command(object); },
          .trouble = [this](std::string_view text) { events_.error(source_, text); },
          .closed = [this, no_more = std::move(no_more)] { no_more ? no_more() : ask_to_stop(); }});
}

void AppLoop::do_command(const nlohmann::json& object) {
  try {
    const Command command{object};
    if (command.name() == "stop") {
      command.allow_only({});
      return ask_to_stop();
    }
    run_command_(command);
  } catch (const Error& error) {
    nlohmann::ordered_json members{{"text", error.what()}};
    for (const char* member : {"command", "id"}) {
      if (const auto found = object.find(member); found != object.end()) members[member] = *found;
    }
    events_.write("error", source_, std::move(members));
  }
}

void AppLoop::ask_to_stop() {
  if (std::exchange(stop_asked_, true)) return;
  // Not now: whoever asks may be in the middle of something that the farewell would end.
  boost::asio::post(loop_, [this] {
    commands_.reset();
    stop_();
  });
}

void AppLoop::end_within(std::chrono::milliseconds limit, std::function<void()> last_words) {
  farewell_.expires_after(limit);
  farewell_.async_wait(
      [last_words = std::move(last_words)](const boost::system::error_code& error) {
        if (!error) last_words();
      });
}

void AppLoop::end() {
  loop_.stop();
}

void AppLoop::run() {
  const auto work = boost::asio::make_work_guard(loop_);
  loop_.run();
  // A second Ctrl-C must not turn an orderly end into a killed program while it is tidying up.
  sigset_t ending;
  sigemptyset(&ending);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ending, signal);
  ::pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  if (failure_) throw Error{*failure_};
}

}  // namespace lab::apps
