#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lab::model {

/// A word that opens a block of a shell script, the one that closes it, and whether it decides if
/// or how often what stands in it runs.
struct ShellOpener {
  std::string_view word;
  std::string_view closer;
  bool decides;  ///< A group does not.
};

/// The opener that a word is, or null.
const ShellOpener* find_shell_opener(std::string_view word);

/// Whether a word closes a block.
bool is_shell_closer(std::string_view word);

/// The blocks that are open where a script is being read, the outermost first.
class ShellBlocks {
 public:
  /// Opens a block that `closer` closes. `condition` says what it decides, or is empty. False if
  /// blocks nest deeper than any script's.
  bool open(std::string_view closer, std::string condition);

  /// Closes the innermost block, if it is one that this closes and was opened since `enter`.
  void close(std::string_view closer);

  /// What decides whether something runs here: the innermost condition, or empty.
  [[nodiscard]] std::string condition() const;

  /// Whether a choice of a `case` comes next, a pattern and its `)`.
  [[nodiscard]] bool expects_choice() const;
  void expect_choice(bool expects);

  /// Begins a script inside of the script, whose own blocks end with it; gives what `leave` takes.
  std::size_t enter();
  void leave(std::size_t entered);

 private:
  struct Block {
    std::string_view closer;
    std::string condition;
    bool expects_choice = false;
  };
  [[nodiscard]] bool has_own() const { return blocks_.size() > base_; }

  std::vector<Block> blocks_;
  std::size_t base_ = 0;  ///< The first block of the innermost script.
};

}  // namespace lab::model
