#include "lab/process/child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <ctime>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/base/assert.hpp"
#include "lab/process/launched_process.hpp"
#include "lab/process/line_splitter.hpp"
#include "lab/process/signals_blocked.hpp"

namespace lab::process {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds term_interval{25};
constexpr std::chrono::seconds input_patience{5};
constexpr std::size_t block_size = 65536;  // What a pipe holds.

std::filesystem::path path_of(const std::filesystem::path& program) {
  if (program.has_parent_path()) return program;
  return find_program(program.string(), {});
}

/// This process's environment with the additions, which replace variables of the same name.
std::vector<std::string> merged_environment(const std::vector<std::string>& additions) {
  std::vector<std::string> merged;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text{*variable};
    const std::string_view name_and_sign = text.substr(0, text.find('=') + 1);
    const bool is_replaced = std::ranges::any_of(
        additions, [&](const std::string& added) { return added.starts_with(name_and_sign); });
    if (!is_replaced) merged.emplace_back(text);
  }
  merged.insert(merged.end(), additions.begin(), additions.end());
  return merged;
}

/// Makes a write to a pipe that nobody reads fail with EPIPE instead of ending this process,
/// whatever the process does about SIGPIPE.
class BrokenPipeHeld {
 public:
  BrokenPipeHeld() {
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  BrokenPipeHeld(const BrokenPipeHeld&) = delete;
  BrokenPipeHeld& operator=(const BrokenPipeHeld&) = delete;
  ~BrokenPipeHeld() {
    const timespec at_once{};
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

/// Reads what one poll reported. False once the stream has ended.
bool read_some(int descriptor, LineSplitter& lines, std::vector<char>& block, std::size_t most) {
  const ssize_t got = ::read(descriptor, block.data(), std::min(block.size(), most));
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  lines.add({block.data(), static_cast<std::size_t>(got)});
  return got > 0;
}

/// Reads what is in the pipe now. Not to its end: a descendant that left the group may hold it open
/// for ever, and what the child itself wrote is in the pipe already.
void drain(const Descriptor& pipe, LineSplitter& lines, std::vector<char>& block) {
  int waiting = 0;
  if (!pipe.is_open() || ::ioctl(pipe.get(), FIONREAD, &waiting) != 0) return;
  while (waiting > 0) {
    const ssize_t got =
        ::read(pipe.get(), block.data(), std::min(block.size(), static_cast<std::size_t>(waiting)));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    lines.add({block.data(), static_cast<std::size_t>(got)});
    waiting -= static_cast<int>(got);
  }
}

}  // namespace

std::string to_text(const Exit& how) {
  if (how.signal == 0) return fmt::format("exit code {}", how.code);
  const char* words = ::sigdescr_np(how.signal);
  return fmt::format("ended by signal {} ({})", how.signal, words == nullptr ? "unnamed" : words);
}

/// One thread per child, asleep in `poll` on its two pipes and its pidfd: it starts in tens of
/// microseconds and needs no lock to read.
struct ChildProcess::State {
  State(const Command& command, OnLine line_callback, OnExit exit_callback)
      : on_line(std::move(line_callback)),
        on_exit(std::move(exit_callback)),
        process(path_of(command.program), command.arguments,
                merged_environment(command.environment), command.wants_input) {
    const SignalsBlocked blocked;
    reader = std::thread{[this] { read_until_exit(); }};
  }

  void read_until_exit();
  std::optional<Exit> wait(Deadline deadline);
  void signal(int number) const;
  [[nodiscard]] bool stands_still() const;
  Exit stop(milliseconds patience);

  OnLine on_line;
  OnExit on_exit;
  LaunchedProcess process;
  std::mutex input_mutex;
  mutable std::mutex mutex;
  std::condition_variable ended;
  bool is_reaped = false;
  std::optional<Exit> exit;
  std::thread reader;
};

void ChildProcess::State::read_until_exit() {
  const auto give_to = [this](bool is_error) {
    return LineSplitter{[this, is_error](std::string_view line) {
      if (on_line) on_line(line, is_error);
    }};
  };
  LineSplitter output_lines = give_to(false);
  LineSplitter error_lines = give_to(true);
  PipeEnds& ends = process.ends();
  std::vector<char> block(block_size);
  std::array<pollfd, 3> watched{{{.fd = ends.output.get(), .events = POLLIN, .revents = 0},
                                 {.fd = ends.error.get(), .events = POLLIN, .revents = 0},
                                 {.fd = process.pidfd(), .events = POLLIN, .revents = 0}}};
  while (watched[2].revents == 0) {
    if (::poll(watched.data(), watched.size(), -1) < 0) {
      LAB_ASSERT(errno == EINTR || errno == ENOMEM);
      continue;
    }
    // A closed stream leaves the poll by a negative number.
    if (watched[0].revents != 0 && !read_some(watched[0].fd, output_lines, block, block_size)) {
      watched[0].fd = -1;
    }
    if (watched[1].revents != 0 && !read_some(watched[1].fd, error_lines, block, block_size)) {
      watched[1].fd = -1;
    }
  }
  Exit how;
  {
    const std::lock_guard lock{mutex};
    process.kill_group();
    how = process.reap();
    is_reaped = true;
  }
  drain(ends.output, output_lines, block);
  drain(ends.error, error_lines, block);
  output_lines.finish();
  error_lines.finish();
  ends.output.close();
  ends.error.close();
  if (on_exit) on_exit();
  {
    const std::lock_guard lock{mutex};
    exit = how;
  }
  ended.notify_all();
}

std::optional<Exit> ChildProcess::State::wait(Deadline deadline) {
  std::unique_lock lock{mutex};
  ended.wait_until(lock, deadline.when(), [this] { return exit.has_value(); });
  return exit;
}

void ChildProcess::State::signal(int number) const {
  if (::syscall(SYS_pidfd_send_signal, process.pidfd(), number, nullptr, 0U) != 0) return;
  if (number != SIGSTOP) return;
  // It stops a little later. WNOWAIT leaves the report there for whoever asks again; if it dies
  // instead, this ends when the reader has reaped it.
  siginfo_t report{};
  while (::waitid(P_PIDFD, static_cast<id_t>(process.pidfd()), &report, WSTOPPED | WNOWAIT) != 0 &&
         errno == EINTR) {
  }
}

bool ChildProcess::State::stands_still() const {
  siginfo_t report{};
  return ::waitid(P_PIDFD, static_cast<id_t>(process.pidfd()), &report,
                  WSTOPPED | WNOHANG | WNOWAIT) == 0 &&
         report.si_pid != 0;
}

Exit ChildProcess::State::stop(milliseconds patience) {
  LAB_ASSERT(std::this_thread::get_id() != reader.get_id());
  const Deadline deadline = Deadline::after(patience);
  while (!deadline.passed()) {
    signal(SIGTERM);
    // One that is held by SIGSTOP does not hear it. Only then: a SIGCONT takes back the SIGSTOP of
    // a debugger or leak checker that is just attaching, which then waits for ever.
    if (stands_still()) signal(SIGCONT);
    const Deadline next_try = Deadline::after(term_interval);
    const auto how = wait(Deadline{std::min(next_try.when(), deadline.when())});
    if (how) return *how;
  }
  std::unique_lock lock{mutex};
  if (!is_reaped) process.kill_group();
  // Also alone: a child that changed its group is no longer in the one we made.
  signal(SIGKILL);
  // No process can refuse SIGKILL, and what remains is to read at most two full pipes.
  ended.wait(lock, [this] { return exit.has_value(); });
  return *exit;
}

ChildProcess::ChildProcess(const Command& command, OnLine on_line, OnExit on_exit)
    : state_(std::make_unique<State>(command, std::move(on_line), std::move(on_exit))) {}

ChildProcess::ChildProcess(ChildProcess&&) noexcept = default;

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this == &other) return *this;
  { const ChildProcess ends_here{std::move(*this)}; }
  state_ = std::move(other.state_);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (!state_) return;
  state_->stop(std::chrono::seconds{5});
  state_->reader.join();
}

int ChildProcess::pid() const {
  return state_->process.pid();
}

bool ChildProcess::write_line(std::string_view line) {
  const std::lock_guard lock{state_->input_mutex};
  Descriptor& input = state_->process.ends().input;
  if (!input.is_open()) return false;
  const BrokenPipeHeld held;
  const std::string text = std::string{line} + '\n';
  std::string_view rest{text};
  Deadline deadline = Deadline::after(input_patience);
  while (!rest.empty()) {
    const ssize_t written = ::write(input.get(), rest.data(), rest.size());
    if (written > 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
      deadline = Deadline::after(input_patience);
      continue;
    }
    if (errno == EINTR) continue;
    pollfd writable{.fd = input.get(), .events = POLLOUT, .revents = 0};
    const bool may_go_on = errno == EAGAIN && !deadline.passed() && !exited() &&
                           ::poll(&writable, 1, deadline.left_ms()) >= 0;
    if (!may_go_on) {
      input.close();  // It may have got half a line: nothing that follows could be understood.
      return false;
    }
  }
  return true;
}

void ChildProcess::close_input() {
  const std::lock_guard lock{state_->input_mutex};
  state_->process.ends().input.close();
}

std::optional<Exit> ChildProcess::wait(Deadline deadline) {
  return state_->wait(deadline);
}

bool ChildProcess::exited() const {
  pollfd ended{.fd = state_->process.pidfd(), .events = POLLIN, .revents = 0};
  return ::poll(&ended, 1, 0) == 1;
}

void ChildProcess::signal(int number) {
  state_->signal(number);
}

Exit ChildProcess::stop(milliseconds patience) {
  return state_->stop(patience);
}

}  // namespace lab::process
