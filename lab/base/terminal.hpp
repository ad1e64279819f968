#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

namespace lab {

/// Whether colours belong on a stream: it is a terminal, NO_COLOR is not set, TERM is not "dumb".
bool wants_colour(std::FILE* stream);

/// What a piece of text means; a colour follows from it.
enum class Tone { plain, good, bad, faint, strong };

/// The text in its tone's colour, or as it is if `coloured` is false.
std::string paint(std::string_view text, Tone tone, bool coloured);

/// How many columns a UTF-8 text takes (one a code point; the lab prints no wide ones).
std::size_t columns(std::string_view text);

/// The text made safe for one line of a terminal or a log: control characters, non-characters and
/// broken UTF-8 become `\xNN`, so that what a peer sent can neither forge a line nor move the
/// cursor (threat T14). Cut to `most` columns, between characters, with `…`.
std::string printable(std::string_view text, std::size_t most = 200);

}  // namespace lab
