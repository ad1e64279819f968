#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>
#include <unistd.h>

namespace lab::apps {

/// A pipe whose both ends a test holds.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe(ends_.data()), 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_reading();
    close_writing();
  }

  [[nodiscard]] int reading() const { return ends_[0]; }
  [[nodiscard]] int writing() const { return ends_[1]; }
  void close_reading() { close(ends_[0]); }
  void close_writing() { close(ends_[1]); }

  void write(std::string_view text) const {
    EXPECT_EQ(::write(writing(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

  /// What is in the pipe, at least a byte, at most 64 KiB.
  [[nodiscard]] std::string read_available() const {
    std::string text(65'536, '\0');
    const auto count = ::read(reading(), text.data(), text.size());
    EXPECT_GT(count, 0);
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
  }

  /// The next line, without its end. Waits for it.
  [[nodiscard]] std::string read_line() const {
    std::string line;
    while (line.empty() || line.back() != '\n') {
      const auto part = read_available();
      if (part.empty()) break;
      line += part;
    }
    return line;
  }

 private:
  static void close(int& descriptor) {
    if (descriptor >= 0) ::close(std::exchange(descriptor, -1));
  }

  std::array<int, 2> ends_{-1, -1};
};

}  // namespace lab::apps
