// Goal: whenever `eglab` is interrupted, nothing that it started outlives it, and its port is free.
// Method: every process of a test bears a mark in its environment; after eglab's end, nobody may.

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/inbox.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/process/reserved_port.hpp"
#include "tests/e2e/marked_processes.hpp"
#include "tests/support/finished_process.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {
namespace {

const std::string good = LAB_SOURCE_FOLDER "/fixtures/namespaces/request-response.json";

/// An `eglab` that runs, and its output to wait for. Its run folder is inside one of the test's.
class RunningEglab {
 public:
  explicit RunningEglab(std::vector<std::string> arguments)
      : child_(
            {.program = program_path("eglab"),
             .arguments = std::move(arguments),
             .environment = {marked_.mark(), "TMPDIR=" + folder_.path().string()}},
            [this](std::string_view line, bool) { lines_.put(std::string{line}); },
            [this] { lines_.close(); }) {}

  /// Waits for a line that holds the text.
  bool says(const std::string& text) {
    return lines_
        .wait(Deadline::after(patience),
              [&](const std::string& line) { return line.find(text) != std::string::npos; })
        .has_value();
  }
  /// The port that it says it serves on, or 0.
  std::uint16_t served_port() {
    const auto line = lines_.wait(Deadline::after(patience), [](const std::string& one) {
      return one.find("on mqtts://") != std::string::npos;
    });
    if (!line) return 0;
    return static_cast<std::uint16_t>(
        std::atoi(line->c_str() + line->find(':', line->find("://") + 3) + 1));
  }
  void signal(int number) { child_.signal(number); }
  std::optional<process::Exit> end() { return child_.wait(Deadline::after(patience)); }
  [[nodiscard]] const MarkedProcesses& marked() const { return marked_; }
  /// Whether run folders, with their keys, were left.
  [[nodiscard]] bool left_files() const { return !std::filesystem::is_empty(folder_.path()); }

 private:
  MarkedProcesses marked_;
  RunDirectory folder_;
  Inbox<std::string> lines_;
  process::ChildProcess child_;
};

bool is_free(std::uint16_t port) {
  try {
    const process::ReservedPort held{port};
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// The Mosquitto among the processes of a test.
std::optional<int> broker_of(const MarkedProcesses& marked) {
  for (const int pid : marked.alive()) {
    if (read_file("/proc/" + std::to_string(pid) + "/comm") == "mosquitto\n") return pid;
  }
  return std::nullopt;
}

TEST(InterruptedUp, WhileItServes_EndsInOrderAndLeavesNothing) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    SCOPED_TRACE(number);
    RunningEglab eglab{{"up", good, "--port", "0"}};
    const std::uint16_t port = eglab.served_port();
    ASSERT_TRUE(eglab.says("ready; Ctrl-C ends it"));
    EXPECT_EQ(eglab.marked().alive().size(), 2U);  // It and its broker: the mark works.

    eglab.signal(number);

    const auto how = eglab.end();
    ASSERT_TRUE(how);
    EXPECT_EQ(how->code, 0) << to_text(*how);
    EXPECT_THAT(eglab.marked().alive(), testing::IsEmpty());
    EXPECT_FALSE(eglab.left_files());
    EXPECT_TRUE(is_free(port));
  }
}

// Before it can hear a signal it has started nothing, and may simply die of it.
TEST(InterruptedUp, WhileItStarts_LeavesNothing) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    RunningEglab eglab{{"up", good, "--port", "0"}};
    // Each attempt goes a little further: so many looks at the process table.
    for (int look = 0; look < attempt; ++look) static_cast<void>(eglab.marked().alive());

    eglab.signal(SIGINT);

    const auto how = eglab.end();
    ASSERT_TRUE(how);
    EXPECT_TRUE(how->code == 0 || how->signal == SIGINT) << to_text(*how);
    EXPECT_THAT(eglab.marked().alive(), testing::IsEmpty());
    EXPECT_FALSE(eglab.left_files());
  }
}

TEST(InterruptedRun, AtOnceOrInTheMiddle_LeavesNothing) {
  for (const bool in_the_middle : {false, true}) {
    SCOPED_TRACE(in_the_middle ? "in the middle" : "at once");
    RunningEglab eglab{{"run", good}};
    if (in_the_middle) {
      ASSERT_TRUE(eglab.says("MQTT 5: cloudapp asks device2"));
    }

    eglab.signal(SIGINT);

    ASSERT_TRUE(eglab.end());
    EXPECT_THAT(eglab.marked().alive(), testing::IsEmpty());
    EXPECT_FALSE(eglab.left_files());
  }
}

// Nothing of eglab's own can run then: the kernel ends the broker (PR_SET_PDEATHSIG).
TEST(KilledUp, TakesItsBrokerWithIt) {
  RunningEglab eglab{{"up", good, "--port", "0"}};
  const std::uint16_t port = eglab.served_port();
  ASSERT_TRUE(eglab.says("ready; Ctrl-C ends it"));
  const auto processes = eglab.marked().held();
  ASSERT_EQ(processes.size(), 2U);

  eglab.signal(SIGKILL);

  ASSERT_TRUE(eglab.end());
  EXPECT_TRUE(all_end_by(Deadline::after(patience), processes));
  EXPECT_TRUE(is_free(port));
}

TEST(KilledBroker, EndsUpWithItsLastWords) {
  RunningEglab eglab{{"up", good, "--port", "0"}};
  ASSERT_TRUE(eglab.says("ready; Ctrl-C ends it"));
  const std::optional<int> broker = broker_of(eglab.marked());
  ASSERT_TRUE(broker);

  ::kill(*broker, SIGKILL);

  EXPECT_TRUE(eglab.says("the broker ended by itself"));
  const auto how = eglab.end();
  ASSERT_TRUE(how);
  EXPECT_EQ(how->code, 5) << to_text(*how);
  EXPECT_FALSE(eglab.left_files());
}

}  // namespace
}  // namespace lab::test
