#pragma once

#include <filesystem>
#include <string_view>

namespace lab {

/// One run's own folder: certificates, configuration, logs, sockets. Mode 0700, since it holds
/// private keys. Removed with all it holds when the object ends, unless `keep` was called (the
/// default is to keep when EGLAB_KEEP is set, so that a failed run can be looked at).
class RunDirectory {
 public:
  /// Makes `<parent>/<prefix>-XXXXXX`; the parent is TMPDIR or /tmp unless given. Kept short: a
  /// unix socket path inside it may have 107 bytes at most. Throws `Error` (environment).
  explicit RunDirectory(std::string_view prefix = "eglab",
                        const std::filesystem::path& parent = {});
  RunDirectory(RunDirectory&& other) noexcept;
  RunDirectory& operator=(RunDirectory&& other) noexcept;
  ~RunDirectory();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const {
    return path_ / name;
  }

  /// Leaves the folder on disk when the object ends.
  void keep() { kept_ = true; }

 private:
  void remove() noexcept;

  std::filesystem::path path_;
  bool kept_ = false;
};

}  // namespace lab
