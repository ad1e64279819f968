#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lab::report {

/// A text of a peer, of which a reader sees all there is: printable (`lab::printable`), and the
/// characters that turn the direction of writing or are not seen (Unicode Bidi_Control, zero-width
/// characters, line and paragraph separators, byte order mark) named as `\u{202e}`, so that no
/// topic looks like another. At most `most` columns, with `…` if there is more.
std::string visible(std::string_view text, std::size_t most = 2'000);

}  // namespace lab::report
