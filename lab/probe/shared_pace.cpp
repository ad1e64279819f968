#include "lab/probe/shared_pace.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/base/error.hpp"

namespace lab::probe {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void refuse(const char* what, const std::string& cause) {
  throw Error(ErrorKind::environment, fmt::format("cannot keep the shared pace: {}", what), cause,
              "give a file in a folder that can be written");
}

/// Holds the file for one booking.
class Lock {
 public:
  explicit Lock(int descriptor) : descriptor_(descriptor) {
    while (::flock(descriptor_, LOCK_EX) != 0) {
      if (errno != EINTR) refuse("the file cannot be locked", errno_text(errno));
    }
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() { ::flock(descriptor_, LOCK_UN); }

 private:
  int descriptor_;
};

}  // namespace

int open_shared_pace(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) refuse(file.c_str(), errno_text(errno));
  struct stat found {};
  const bool is_known = ::fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode) &&
                        (found.st_size == 0 || found.st_size == sizeof(std::int64_t));
  if (is_known) return descriptor;
  ::close(descriptor);
  refuse(file.c_str(), "there is something else in its place");
}

Clock::time_point book_shared(int descriptor, std::chrono::nanoseconds interval) {
  const Lock lock{descriptor};
  std::int64_t next = 0;
  const ssize_t count = ::pread(descriptor, &next, sizeof next, 0);
  if (count != 0 && count != sizeof next) refuse("the file cannot be read", errno_text(errno));
  const std::chrono::nanoseconds now = Clock::now().time_since_epoch();
  const std::int64_t booked = std::max<std::int64_t>(now.count(), next);
  next = booked + interval.count();
  if (::pwrite(descriptor, &next, sizeof next, 0) != sizeof next) {
    refuse("the file cannot be written", errno_text(errno));
  }
  return Clock::time_point{std::chrono::nanoseconds{booked}};
}

}  // namespace lab::probe
