#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lab::model {

/// A part of a script's text that only running it would tell, and what to do about it.
struct UnknownText {
  std::string reason;  ///< "$rg is not assigned in the script".
  std::string next;    ///< "give it with --set rg=VALUE".
};

/// The unknown parts of texts that are otherwise known: each stands in its text as a mark, so that
/// texts can be joined, split and parsed with it, and what holds one be told afterwards.
///
/// A mark is a number between two U+FFFF, a code point that no character has; `ShellReader` refuses
/// a script that holds it.
class UnknownTexts {
 public:
  /// Notes an unknown part; gives the mark to put in its place.
  std::string add(UnknownText unknown);

  /// Whether a text holds a mark.
  static bool is_in(std::string_view text);

  /// Whether a text is one mark and nothing else.
  static bool is_all_of(std::string_view text);

  /// The first unknown part of a text that holds one.
  [[nodiscard]] const UnknownText& first_of(std::string_view text) const;

  /// The text with `…` for each mark, for messages.
  static std::string shown(std::string_view text);

 private:
  std::vector<UnknownText> unknown_;
};

}  // namespace lab::model
