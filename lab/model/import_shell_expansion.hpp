#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lab/model/import_unknown.hpp"

namespace lab::model {

/// The variables of a script while it is read, by name. Those given from outside keep their values,
/// whatever the script assigns.
class ShellVariables {
 public:
  explicit ShellVariables(std::map<std::string, std::string> given) : given_(std::move(given)) {}

  /// The value, marks for unknown parts included, or null if nothing was assigned.
  [[nodiscard]] const std::string* find(const std::string& name) const;
  void assign(const std::string& name, std::string value) { assigned_[name] = std::move(value); }

 private:
  std::map<std::string, std::string> given_;
  std::map<std::string, std::string> assigned_;
};

/// Gives words of a script the value they have when it runs (POSIX shell §2.6): quotes taken away,
/// variables put in, unquoted values split at blanks. What only running would tell becomes a mark.
/// Globs stay as they are: in a script for the Azure CLI they match no file.
class ShellExpansion {
 public:
  /// `run` is called with each command substitution's script and line; what it does is up to the
  /// caller, its output stays unknown.
  ShellExpansion(ShellVariables& variables, UnknownTexts& unknown,
                 std::function<void(std::string_view script, std::size_t line)> run)
      : variables_(variables), unknown_(unknown), run_(std::move(run)) {}

  /// The fields that a word as written on a line becomes: none, one, or several.
  std::vector<std::string> fields(std::string_view word, std::size_t line);

  /// The one text that it becomes where no splitting takes place: behind `name=`.
  std::string text(std::string_view word, std::size_t line);

  /// Whether variables that double each other have grown beyond what any script means. What comes
  /// out from then on is cut short.
  [[nodiscard]] bool is_exhausted() const { return spent_bytes_ > most_bytes; }

 private:
  static constexpr std::size_t most_bytes = 64U << 20U;
  class Walk;

  ShellVariables& variables_;
  UnknownTexts& unknown_;
  std::function<void(std::string_view, std::size_t)> run_;
  std::size_t depth_ = 0;
  std::size_t spent_bytes_ = 0;  ///< Of all that was put in.
};

}  // namespace lab::model
