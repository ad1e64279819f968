#pragma once

#include <string_view>

namespace lab::report {

/// The style and the script of the HTML report: `lab/report/page.css` and `page.js`, put into the
/// program when it is built.
extern const std::string_view page_style;
extern const std::string_view page_script;

/// SHA-256 of the script, in hex: the page's policy lets this script run and no other.
extern const std::string_view page_script_sha256;

}  // namespace lab::report
