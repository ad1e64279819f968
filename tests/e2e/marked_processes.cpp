#include "tests/e2e/marked_processes.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lab/process/descriptor.hpp"

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

bool MarkedProcesses::end_by(Deadline deadline) const {
  while (true) {
    const std::vector<int> pids = alive();
    if (pids.empty()) return true;
    const process::Descriptor process{static_cast<int>(::syscall(SYS_pidfd_open, pids.front(), 0))};
    if (!process.is_open()) continue;  // It has ended between the two calls.
    pollfd ended{.fd = process.get(), .events = POLLIN, .revents = 0};
    if (::poll(&ended, 1, deadline.left_ms()) == 0) return false;
  }
}

}  // namespace lab::test
