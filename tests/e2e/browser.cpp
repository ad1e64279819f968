#include "tests/e2e/browser.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "lab/base/deadline.hpp"
#include "lab/base/error.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/process/child_process.hpp"

namespace lab::test {

std::optional<std::filesystem::path> find_chromium() {
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
    try {
      return process::find_program(name, "chromium");
    } catch (const Error&) {  // not this one
    }
  }
  return std::nullopt;
}

std::string document_of(const std::filesystem::path& chromium, const std::filesystem::path& file,
                        const std::string& fragment) {
  const RunDirectory profile;
  process::Command command;
  command.program = chromium;
  // No sandbox: it cannot be had as root or in a container, and the page is our own.
  command.arguments = {"--headless=new",
                       "--no-sandbox",
                       "--disable-gpu",
                       "--disable-dev-shm-usage",
                       "--disable-breakpad",
                       "--no-first-run",
                       "--user-data-dir=" + profile.path().string(),
                       "--virtual-time-budget=5000",
                       "--dump-dom",
                       "file://" + file.string() + fragment};
  command.environment = {"HOME=" + profile.path().string()};
  std::string document;
  std::string errors;
  process::ChildProcess browser{command, [&](std::string_view line, bool is_error) {
                                  (is_error ? errors : document).append(line).append("\n");
                                }};
  const auto how = browser.wait(Deadline::after(std::chrono::minutes{1}));
  const process::Exit end = how ? *how : browser.stop();
  EXPECT_TRUE(how && how->code == 0) << chromium << ": " << to_text(end) << "\n" << errors;
  return document;
}

}  // namespace lab::test
