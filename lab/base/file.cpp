#include "lab/base/file.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/base/error.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const { return number_; }
  /// Closes now and tells whether that worked: a full disk may show only here.
  [[nodiscard]] bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

std::string way_out(int error_number) {
  switch (error_number) {
    case ENOENT: return "check the path; it is taken relative to the folder you are in";
    case EACCES:
    case EPERM: return "give yourself the right (chmod, chown), or name another place";
    case ENOSPC:
    case EDQUOT: return "free space on that disk, or name a folder on another one";
    case EROFS: return "that file system is read-only; name a folder elsewhere";
    case ENOTDIR: return "a part of that path is a file, not a folder; name another place";
    case EFBIG: return "raise the limit of file sizes (ulimit -f)";
    case EISDIR: return "name a file, not a folder";
    default: return {};
  }
}

[[noreturn]] void throw_cannot(const char* verb, const fs::path& path, int error_number,
                               ErrorKind kind) {
  throw Error(kind, fmt::format("cannot {} {}", verb, path.string()), errno_text(error_number),
              way_out(error_number));
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::string read_file(const fs::path& path, std::size_t limit) {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.get() < 0) throw_cannot("read", path, errno, ErrorKind::definition);
  std::string text;
  std::array<char, 65536> block{};
  while (true) {
    const ssize_t got = ::read(file.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_cannot("read", path, errno, ErrorKind::definition);
    if (got == 0) return text;
    text.append(block.data(), static_cast<std::size_t>(got));
    if (text.size() > limit) {
      throw Error(ErrorKind::definition, fmt::format("cannot read {}", path.string()),
                  fmt::format("it is larger than {} bytes", limit), "is it the file you meant?");
    }
  }
}

void write_file(const fs::path& path, std::string_view text, FileMode mode) {
  std::string aside = path.string() + ".XXXXXX";
  Descriptor file{::mkostemp(aside.data(), O_CLOEXEC)};
  if (file.get() < 0) throw_cannot("write", path, errno, ErrorKind::environment);
  const bool written = ::fchmod(file.get(), static_cast<mode_t>(mode)) == 0 &&
                       write_all(file.get(), text) && file.close() &&
                       ::rename(aside.c_str(), path.c_str()) == 0;
  if (written) return;
  const int error_number = errno;
  ::unlink(aside.c_str());
  throw_cannot("write", path, error_number, ErrorKind::environment);
}

void make_folder(const fs::path& path, FileMode mode) {
  std::error_code failure;
  const bool is_new = fs::create_directories(path, failure);
  if (failure) throw_cannot("make the folder", path, failure.value(), ErrorKind::environment);
  if (is_new && mode == FileMode::secret && ::chmod(path.c_str(), 0700) != 0) {
    throw_cannot("close the folder", path, errno, ErrorKind::environment);
  }
}

}  // namespace lab
