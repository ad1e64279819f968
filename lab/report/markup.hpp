#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lab::report {

/// A text made safe for HTML and for XML 1.0, as content and in a quoted attribute: `& < > " '` as
/// references, the rest as `visible` has it (XML cannot hold control characters at all), so that
/// nothing a peer sent can end an element, run, or look like another text. Cut to `most` columns,
/// with `…`.
std::string markup_text(std::string_view text, std::size_t most = 2'000);

/// The same for the catalogue's own sentences: what stands between backticks becomes `<code>`.
std::string markup_sentence(std::string_view text);

}  // namespace lab::report
