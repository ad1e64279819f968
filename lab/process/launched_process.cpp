#include "lab/process/launched_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <utility>

// Without this, Boost.Process would need the library Boost.Filesystem for its paths. 1.81 then
// forgets to include what declares its optional and its type traits: they must come first.
#define BOOST_PROCESS_USE_STD_FS 1
// clang-format off
#include <boost/asio/io_context.hpp>
#include <boost/optional.hpp>
#include <boost/type_traits.hpp>
#include <boost/process/v2.hpp>
// clang-format on
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/base/error.hpp"
#include "lab/process/signals_blocked.hpp"

namespace lab::process {
namespace {

namespace v2 = boost::process::v2;
using ContextExecutor = boost::asio::io_context::executor_type;
using ProcessHandle = v2::basic_process<ContextExecutor>;
using LaunchError = boost::system::error_code;

/// What Boost.Process v2 leaves undone in the child between fork and exec. Only system calls here:
/// the parent has other threads.
struct ChildSetup {
  pid_t parent;

  template <typename Launcher, typename CommandLine>
  LaunchError on_exec_setup(Launcher&, const std::filesystem::path&, const CommandLine&) {
    // Linux ends us with the thread that started us. If that was before this call, nobody will.
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return last_error();
    if (::getppid() != parent) ::_exit(127);
    if (::setpgid(0, 0) != 0) return last_error();
    // An ignored SIGPIPE or a blocked SIGTERM would be inherited through exec. The parent blocked
    // all signals around the fork, so that none of its handlers runs in here.
    for (int number = 1; number < NSIG; ++number) {
      if (number != SIGKILL && number != SIGSTOP) ::signal(number, SIG_DFL);
    }
    sigset_t none;
    ::sigemptyset(&none);
    if (::sigprocmask(SIG_SETMASK, &none, nullptr) != 0) return last_error();
    // The launcher closes only what lies above its own status pipe. Close-on-exec instead of
    // closing, so that the status pipe can still report that exec failed.
    if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) return last_error();
    return {};
  }

  /// The launcher would call `exit`, which writes the parent's buffered output a second time and
  /// runs its destructors. It looks for this function with five arguments and calls it with four
  /// (1.81), hence the pack. The status pipe already holds the reason.
  template <typename... Ignored>
  void on_exec_error(Ignored&&...) {
    ::_exit(127);
  }

  static LaunchError last_error() { return {errno, boost::system::system_category()}; }
};

/// Opens /dev/null for each standard descriptor that this process lacks: a pipe made later would
/// take its number, and be overwritten in the child.
void fill_standard_descriptors() {
  for (int number = 0; number <= 2; ++number) {
    if (::fcntl(number, F_GETFD) == -1) static_cast<void>(::open("/dev/null", O_RDWR));
  }
}

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw Error(ErrorKind::environment, "cannot make a pipe", errno_text(errno),
                "raise the limit of open files (ulimit -n)");
  }
  return {Descriptor{ends[0]}, Descriptor{ends[1]}};
}

/// What the child reads: a pipe of ours, or nothing.
Pipe make_input(bool wanted) {
  if (!wanted) return {Descriptor{::open("/dev/null", O_RDONLY | O_CLOEXEC)}, Descriptor{}};
  Pipe input = make_pipe();
  ::fcntl(input.write.get(), F_SETFL, O_NONBLOCK);
  return input;
}

void reap_child(pid_t pid) {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

[[noreturn]] void throw_cannot_start(const std::filesystem::path& program, int error_number) {
  const bool is_unusable = error_number == EACCES || error_number == ENOEXEC;
  throw Error(ErrorKind::environment, fmt::format("cannot start {}", program.string()),
              errno_text(error_number),
              is_unusable ? "check that it is a program for this machine and may be executed" : "");
}

}  // namespace

struct LaunchedProcess::Handle {
  /// Never run: the launcher wants an executor, and telling an idle context of a fork is safe. A
  /// context that another thread runs may hold a lock at the fork that the child would wait for.
  boost::asio::io_context context{1};
  std::optional<ProcessHandle> process;
  Descriptor pidfd;  ///< Boost's own one is private in 1.81.
};

LaunchedProcess::LaunchedProcess(const std::filesystem::path& program,
                                 const std::vector<std::string>& arguments,
                                 const std::vector<std::string>& environment, bool wants_input)
    : handle_(std::make_unique<Handle>()) {
  fill_standard_descriptors();
  Pipe input = make_input(wants_input);
  Pipe output = make_pipe();
  Pipe error = make_pipe();
  ends_ = {std::move(input.write), std::move(output.read), std::move(error.read)};
  std::vector<const char*> variables;
  variables.reserve(environment.size() + 1);
  for (const std::string& variable : environment) variables.push_back(variable.c_str());
  variables.push_back(nullptr);

  v2::posix::default_launcher launcher;
  launcher.env = variables.data();
  LaunchError failure;
  try {
    const SignalsBlocked blocked;
    handle_->process.emplace(
        launcher(handle_->context.get_executor(), failure, program, arguments,
                 v2::process_stdio{input.read.get(), output.write.get(), error.write.get()},
                 ChildSetup{::getpid()}));
  } catch (const boost::system::system_error& no_pidfd) {
    failure = no_pidfd.code();
    if (launcher.pid > 0) ::kill(launcher.pid, SIGKILL);
  }
  if (failure) {
    // The launcher forgets a child that could not be made a process of ours: it has ended, or is
    // about to.
    if (launcher.pid > 0) reap_child(launcher.pid);
    throw_cannot_start(program, failure.value());
  }
  pid_ = handle_->process->id();
  handle_->pidfd = Descriptor{static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0))};
  if (!handle_->pidfd.is_open()) throw_cannot_start(program, errno);
}

LaunchedProcess::~LaunchedProcess() {
  // If it was not reaped, Boost's handle kills and reaps it; `reap` made the handle let go.
}

int LaunchedProcess::pidfd() const {
  return handle_->pidfd.get();
}

void LaunchedProcess::kill_group() noexcept {
  ::kill(-pid_, SIGKILL);
}

Exit LaunchedProcess::reap() noexcept {
  LaunchError ignored;
  handle_->process->wait(ignored);
  const int status = handle_->process->native_exit_code();
  // A handle that keeps the pid would kill whichever child of ours gets the number next.
  handle_->process->detach();
  if (WIFSIGNALED(status)) return Exit{.code = -1, .signal = WTERMSIG(status)};
  return Exit{.code = WEXITSTATUS(status), .signal = 0};
}

}  // namespace lab::process
