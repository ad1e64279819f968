#include "lab/process/folder_lock.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>

#include "lab/base/error.hpp"

namespace lab::process {

FolderLock::FolderLock(const std::filesystem::path& folder)
    : file_(::open((folder / ".eglab-lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (file_.is_open() && ::flock(file_.get(), LOCK_EX | LOCK_NB) == 0) return;
  if (file_.is_open() && errno == EWOULDBLOCK) {
    throw Error(ErrorKind::environment, "cannot serve from " + folder.string(),
                "another eglab serves from it", "stop that one, or name another folder");
  }
  throw Error(ErrorKind::environment, "cannot serve from " + folder.string(), errno_text(errno),
              "name a folder you may write");
}

}  // namespace lab::process
