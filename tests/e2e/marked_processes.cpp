#include "tests/e2e/marked_processes.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace lab::test {
namespace {

int next_number = 1;

}  // namespace

MarkedProcesses::MarkedProcesses()
    : mark_("EGLAB_TEST_MARK=" + std::to_string(::getpid()) + "-" + std::to_string(next_number++)) {
}

std::vector<int> MarkedProcesses::alive() const {
  std::vector<int> pids;
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc", gone}) {
    const std::string name = entry.path().filename();
    int pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ptr == name.data()) continue;
    // A process that has ended has an empty environment, also before it is reaped.
    std::ifstream file{entry.path() / "environ", std::ios::binary};
    const std::string environment{std::istreambuf_iterator<char>{file}, {}};
    if (('\0' + environment).find('\0' + mark_ + '\0') != std::string::npos) pids.push_back(pid);
  }
  return pids;
}

std::vector<process::Descriptor> MarkedProcesses::held() const {
  std::vector<process::Descriptor> processes;
  for (const int pid : alive()) {
    process::Descriptor one{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
    if (one.is_open()) processes.push_back(std::move(one));
  }
  return processes;
}

bool all_end_by(Deadline deadline, const std::vector<process::Descriptor>& processes) {
  return std::ranges::all_of(processes, [&](const process::Descriptor& one) {
    pollfd ended{.fd = one.get(), .events = POLLIN, .revents = 0};
    return ::poll(&ended, 1, deadline.left_ms()) == 1;
  });
}

}  // namespace lab::test
