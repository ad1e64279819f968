#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace lab::process {

/// Cuts a byte stream into lines, with a bound on memory: what a line has beyond `longest_line`
/// bytes is dropped, and the line given out says so. A carriage return before the newline stays.
class LineSplitter {
 public:
  using OnLine = std::function<void(std::string_view line)>;

  /// The most bytes of one line that are kept. An app's event holds one packet, of 512 KiB at most,
  /// and JSON may take six letters for a byte of it (`\u0001`).
  static constexpr std::size_t longest_line = std::size_t{4} << 20U;
  /// What ends a line that was cut.
  static constexpr std::string_view cut_mark = " [cut: the line is longer than 4 MiB]";

  /// `on_line` gets each line without its newline, during `add` or `finish`.
  explicit LineSplitter(OnLine on_line) : on_line_(std::move(on_line)) {}

  /// Takes the next bytes of the stream, of any size.
  void add(std::string_view bytes);

  /// The stream has ended: gives out a last line that has no newline.
  void finish();

 private:
  void keep(std::string_view part);
  void give_out();

  OnLine on_line_;
  std::string line_;
  bool is_cut_ = false;
};

}  // namespace lab::process
