#include "lab/process/child_process.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/base/error.hpp"
#include "lab/base/inbox.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/process/descriptor.hpp"
#include "lab/process/line_splitter.hpp"

namespace lab::process {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string probe = LAB_PROGRAM_FOLDER "/process_probe";

Deadline soon() {
  return Deadline::after(seconds{10});
}

/// A probe with its output in two inboxes.
struct Probe {
  explicit Probe(std::vector<std::string> arguments, bool wants_input = false,
                 std::vector<std::string> environment = {})
      : child{Command{.program = probe,
                      .arguments = std::move(arguments),
                      .environment = std::move(environment),
                      .wants_input = wants_input},
              [this](std::string_view line, bool is_error) {
                (is_error ? errors : lines).put(std::string{line});
              },
              [this] { lines.close(); }} {}

  bool prints(const std::string& wanted) {
    return lines.wait(soon(), [&](const std::string& line) { return line == wanted; }).has_value();
  }

  /// Everything on standard output, once it has exited.
  std::vector<std::string> all_lines() {
    EXPECT_TRUE(child.wait(soon()));
    return lines.pending();
  }

  Inbox<std::string> lines;
  Inbox<std::string> errors;
  ChildProcess child;
};

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {});
}

Descriptor pidfd_of(pid_t pid) {
  return Descriptor{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
}

/// Whether the process is gone before the deadline.
bool ends(const Descriptor& pidfd, Deadline deadline) {
  if (!pidfd.is_open()) return true;  // It had gone before it could be watched.
  pollfd watched{.fd = pidfd.get(), .events = POLLIN, .revents = 0};
  return ::poll(&watched, 1, deadline.left_ms()) == 1;
}

/// Each test checks that it leaves no child, not even a dead one, and no descriptor.
class ChildProcessTest : public ::testing::Test {
 protected:
  void SetUp() override { descriptors_before_ = open_descriptors(); }
  void TearDown() override {
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left behind";
    EXPECT_EQ(errno, ECHILD);
    EXPECT_EQ(open_descriptors(), descriptors_before_);
  }

 private:
  std::ptrdiff_t descriptors_before_ = 0;
};

TEST_F(ChildProcessTest, ExitCode_IsReportedWithAllItsLines) {
  Probe process{{"lines", "500"}};

  const auto how = process.child.wait(soon());

  ASSERT_TRUE(how);
  EXPECT_EQ(how->code, 3);
  EXPECT_EQ(how->signal, 0);
  const auto lines = process.lines.pending();
  ASSERT_EQ(lines.size(), 501);
  EXPECT_EQ(lines.front(), "out 0");
  EXPECT_EQ(lines[499], "out 499");
  EXPECT_EQ(lines.back(), "no newline at the end");
  EXPECT_EQ(process.errors.pending().size(), 500);
  EXPECT_TRUE(process.child.exited());
  EXPECT_TRUE(process.lines.closed());
}

TEST_F(ChildProcessTest, Child_HasOnlyItsStandardDescriptors) {
  // Given a parent with leaky descriptors, among them the pipes of another child
  const Descriptor leaky{::dup(STDERR_FILENO)};
  const Descriptor leaky_and_high{::fcntl(STDERR_FILENO, F_DUPFD, 700)};
  Probe other{{"wait"}, true};

  Probe process{{"descriptors"}, true};

  auto lines = process.all_lines();
  std::sort(lines.begin(), lines.end());
  EXPECT_THAT(lines, ElementsAre("0", "1", "2"));
}

TEST_F(ChildProcessTest, Child_HasDefaultSignalsAndItsOwnGroup) {
  // Given a parent that ignores SIGPIPE and blocks SIGTERM
  const auto pipe_before = std::signal(SIGPIPE, SIG_IGN);
  sigset_t terminate;
  sigset_t mask_before;
  sigemptyset(&terminate);
  sigaddset(&terminate, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &terminate, &mask_before);

  Probe process{{"signals"}};

  // Signals 32 and 33 (bits 0x180000000) are the threads library's own: no program
  // can reset them, and whoever runs the tests may have left either ignored.
  EXPECT_THAT(process.all_lines(),
              ElementsAre("SigBlk:\t0000000000000000",
                          testing::MatchesRegex("SigIgn:\t0000000[01][08]0000000"), "own group"));
  pthread_sigmask(SIG_SETMASK, &mask_before, nullptr);
  std::signal(SIGPIPE, pipe_before);
}

TEST_F(ChildProcessTest, Environment_IsOursWithTheAdditions) {
  ::setenv("EGLAB_TEST_VARIABLE", "ours", 1);
  EXPECT_THAT(Probe({"variable", "EGLAB_TEST_VARIABLE"}).all_lines(), ElementsAre("ours"));
  EXPECT_THAT(
      Probe({"variable", "EGLAB_TEST_VARIABLE"}, false, {"EGLAB_TEST_VARIABLE=theirs"}).all_lines(),
      ElementsAre("theirs"));
  ::unsetenv("EGLAB_TEST_VARIABLE");
  EXPECT_THAT(Probe({"variable", "EGLAB_TEST_VARIABLE"}).all_lines(), ElementsAre("unset"));
}

TEST_F(ChildProcessTest, Input_ReachesTheChildUntilItIsClosed) {
  Probe process{{"echo"}, true};
  EXPECT_TRUE(process.child.write_line("first"));
  EXPECT_TRUE(process.prints("first"));
  EXPECT_TRUE(process.child.write_line(""));
  EXPECT_TRUE(process.prints(""));
  // More than a pipe holds at once
  const std::string large(300'000, 'x');
  EXPECT_TRUE(process.child.write_line(large));
  EXPECT_TRUE(process.prints(large));

  process.child.close_input();

  EXPECT_TRUE(process.prints("end of input"));
  EXPECT_EQ(process.child.wait(soon())->code, 0);
  EXPECT_FALSE(process.child.write_line("too late"));
}

TEST_F(ChildProcessTest, WithoutInput_TheChildReadsAnEmptyStream) {
  Probe process{{"echo"}};
  EXPECT_THAT(process.all_lines(), ElementsAre("end of input"));
  EXPECT_FALSE(process.child.write_line("nobody reads"));
}

TEST_F(ChildProcessTest, WriteToAChildThatNoLongerReads_IsFalseAndNoSignal) {
  Probe closed{{"close-input"}, true};
  ASSERT_TRUE(closed.prints("ready"));
  EXPECT_FALSE(closed.child.write_line("nobody reads"));

  Probe dead{{"echo"}, true};
  dead.child.signal(SIGKILL);
  ASSERT_TRUE(dead.child.wait(soon()));
  EXPECT_FALSE(dead.child.write_line("nobody reads"));
}

TEST_F(ChildProcessTest, Stop_EndsAnOrdinaryChildBySigterm) {
  Probe process{{"wait"}};
  ASSERT_TRUE(process.prints("ready"));
  const Exit how = process.child.stop();
  EXPECT_EQ(how.signal, SIGTERM);
  EXPECT_EQ(how.code, -1);
  EXPECT_EQ(process.child.stop().signal, SIGTERM) << "a second stop changes nothing";
}

TEST_F(ChildProcessTest, StopOfAChildThatLosesSignals_SendsThemAgain) {
  Probe process{{"lose-terminate", "3"}};
  ASSERT_TRUE(process.prints("ready"));
  EXPECT_EQ(process.child.stop().code, 7);
}

TEST_F(ChildProcessTest, StopOfAChildThatIgnoresSigterm_KillsItWhenPatienceIsOver) {
  Probe process{{"ignore-terminate"}};
  ASSERT_TRUE(process.prints("ready"));
  const auto begin = Deadline::Clock::now();

  const Exit how = process.child.stop(milliseconds{120});

  EXPECT_EQ(how.signal, SIGKILL);
  EXPECT_GE(Deadline::Clock::now() - begin, milliseconds{120});
  EXPECT_LT(Deadline::Clock::now() - begin, seconds{5});
}

TEST_F(ChildProcessTest, StopOfAChildHeldStill_EndsIt) {
  Probe process{{"wait"}};
  ASSERT_TRUE(process.prints("ready"));
  process.child.signal(SIGSTOP);
  EXPECT_EQ(process.child.stop().signal, SIGTERM);
}

TEST_F(ChildProcessTest, HeldStill_AnswersOnlyWhenLetGo) {
  Probe process{{"echo"}, true};
  for (int round = 0; round < 3; ++round) {
    process.child.signal(SIGSTOP);
    process.child.signal(SIGSTOP);
    std::ifstream file{"/proc/" + std::to_string(process.child.pid()) + "/stat"};
    const std::string state{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_THAT(state, HasSubstr(") T "));
    EXPECT_TRUE(process.child.write_line("are you there"));
    EXPECT_TRUE(process.lines.pending().empty());

    process.child.signal(SIGCONT);

    EXPECT_TRUE(process.prints("are you there"));
  }
}

TEST_F(ChildProcessTest, WaitBeforeItsEnd_GivesNothing) {
  Probe process{{"wait"}};
  EXPECT_FALSE(process.child.wait(Deadline::after(milliseconds{1})));
  EXPECT_FALSE(process.child.exited());
}

TEST_F(ChildProcessTest, GrandchildInItsGroup_EndsWithIt) {
  Probe process{{"leave-grandchild"}};
  ASSERT_TRUE(process.child.wait(soon())) << "the grandchild holds the pipe, but not us";
  const auto lines = process.lines.pending();
  ASSERT_EQ(lines.size(), 1);
  EXPECT_TRUE(ends(pidfd_of(std::stoi(lines[0])), soon()));
}

TEST_F(ChildProcessTest, GrandchildThatLeftTheGroup_DoesNotHoldUpTheEnd) {
  Probe process{{"leave-grandchild", "escaped"}};
  const auto how = process.child.wait(soon());
  const auto lines = process.lines.pending();
  ASSERT_EQ(lines.size(), 1);
  ::kill(std::stoi(lines[0]), SIGKILL);
  ASSERT_TRUE(how);
  EXPECT_EQ(how->code, 0);
}

TEST_F(ChildProcessTest, ParentKilled_TakesTheChildWithIt) {
  // Given a lab that has started a child which ignores SIGTERM
  Probe lab{{"parent", probe}};
  ASSERT_TRUE(lab.prints("child is ready"));
  const auto line = lab.lines.wait(soon(), [](const std::string& text) {
    return text.find_first_not_of("0123456789") == std::string::npos;
  });
  ASSERT_TRUE(line);
  const Descriptor grandchild = pidfd_of(std::stoi(*line));
  ASSERT_TRUE(grandchild.is_open());

  lab.child.signal(SIGKILL);

  EXPECT_TRUE(ends(grandchild, soon()));
}

TEST_F(ChildProcessTest, DestructorWithoutStop_LeavesNothing) {
  Descriptor pidfd;
  {
    Probe process{{"wait"}};
    pidfd = pidfd_of(process.child.pid());
  }
  EXPECT_TRUE(ends(pidfd, Deadline::after(milliseconds{0})));
}

TEST_F(ChildProcessTest, MovedInto_EndsTheChildThatWasThere) {
  ChildProcess first{{.program = probe, .arguments = {"wait"}}, {}};
  const Descriptor first_pidfd = pidfd_of(first.pid());
  ChildProcess second{{.program = probe, .arguments = {"wait"}}, {}};
  const int second_pid = second.pid();

  first = std::move(second);

  EXPECT_TRUE(ends(first_pidfd, Deadline::after(milliseconds{0})));
  EXPECT_EQ(first.pid(), second_pid);
  EXPECT_FALSE(first.exited());
}

TEST_F(ChildProcessTest, Flood_IsCutAndTheRestStillArrives) {
  Probe process{{"flood", "100"}};
  const auto lines = process.all_lines();
  ASSERT_EQ(lines.size(), 2);
  EXPECT_EQ(lines[0].size(), LineSplitter::longest_line + LineSplitter::cut_mark.size());
  EXPECT_TRUE(lines[0].ends_with(LineSplitter::cut_mark));
  EXPECT_EQ(lines[1], "after the flood");
}

TEST_F(ChildProcessTest, MissingProgram_IsNamedWithTheCause) {
  try {
    const ChildProcess never{{.program = "/nowhere/broker"}, {}};
    FAIL() << "it started";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::environment);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("/nowhere/broker"), HasSubstr("No such file")));
  }
}

TEST_F(ChildProcessTest, FileThatIsNoProgram_IsRefusedAndOurOutputIsNotPrintedTwice) {
  const RunDirectory folder;
  const auto garbage = folder / "garbage";
  std::ofstream{garbage} << "\x7f"
                         << "not a program";
  std::filesystem::permissions(garbage, std::filesystem::perms::owner_all);

  Probe process{{"fail-to-start", garbage.string()}};

  EXPECT_THAT(process.all_lines(), ElementsAre("buffered once", "refused"));
  for (int round = 0; round < 5; ++round) {
    EXPECT_THROW(ChildProcess({.program = garbage}, {}), Error);
  }
}

TEST_F(ChildProcessTest, Folder_IsNotAProgram) {
  EXPECT_THROW(ChildProcess({.program = "/usr/"}, {}), Error);
}

TEST_F(ChildProcessTest, ManyAtOnce_AllEnd) {
  std::vector<ChildProcess> children;
  for (int number = 0; number < 30; ++number) {
    children.push_back(
        ChildProcess{{.program = probe, .arguments = {"exit", std::to_string(number)}}, {}});
  }
  for (int number = 0; number < 30; ++number) {
    const auto how = children[static_cast<std::size_t>(number)].wait(soon());
    ASSERT_TRUE(how);
    EXPECT_EQ(how->code, number);
  }
}

TEST(FindProgram, NameInThePathOrInSbin_IsFoundAbsolute) {
  EXPECT_TRUE(find_program("sh", "dash").is_absolute());
  EXPECT_EQ(find_program("sh", "dash").filename(), "sh");
}

TEST(FindProgram, UnknownName_SaysWhichPackageHasIt) {
  try {
    const auto path = find_program("eglab-no-such-program", "some-package");
    FAIL() << path;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::environment);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("eglab-no-such-program"),
                                    HasSubstr("apt-get install some-package")));
  }
}

}  // namespace
}  // namespace lab::process
