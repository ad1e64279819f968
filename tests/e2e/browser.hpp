#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace lab::test {

/// The path of a Chromium on this machine; nothing if there is none.
std::optional<std::filesystem::path> find_chromium();

/// Opens a file in it without a window, lets the page's scripts run, and gives the document as it
/// is then, as HTML. `fragment` is what stands in the address after the file ("#CA-065"). Fails the
/// test, with what the browser said, if it does not end well within a minute.
std::string document_of(const std::filesystem::path& chromium, const std::filesystem::path& file,
                        const std::string& fragment = {});

}  // namespace lab::test
