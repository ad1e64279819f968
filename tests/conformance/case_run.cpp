#include "tests/conformance/case_run.hpp"

#include <chrono>
#include <exception>
#include <memory>

#include <fmt/format.h>
#include <gtest/gtest-spi.h>

#include "lab/base/terminal.hpp"
#include "tests/conformance/case_state.hpp"

namespace lab::conformance {
namespace {

/// How much of a text that ended a case is shown, in columns.
constexpr std::size_t text_most = 1000;

/// Calls it; what it throws is a text, nothing otherwise.
template <typename Work>
std::optional<std::string> text_thrown_by(const Work& work) {
  try {
    work();
    return std::nullopt;
  } catch (const std::exception& error) {
    return printable(error.what(), text_most);
  } catch (...) {
    return "something that is no exception was thrown";
  }
}

/// GoogleTest's failed assertions as claims.
void add_claims(const testing::TestPartResultArray& assertions, CaseReport& report) {
  for (int index = 0; index < assertions.size(); ++index) {
    const testing::TestPartResult& one = assertions.GetTestPartResult(index);
    if (!one.failed()) continue;
    report.claims.push_back(
        {fmt::format("the case's own assertion in line {} holds", one.line_number()), false,
         printable(one.summary(), text_most)});
  }
}

}  // namespace

CaseReport run_case(const CaseEntry& entry, const CaseSetting& setting) {
  const auto began = std::chrono::steady_clock::now();
  CaseReport report;
  testing::TestPartResultArray assertions;
  {
    const testing::ScopedFakeTestPartResultReporter intercepts{
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &assertions};
    CaseAccess::set_next(&entry, &setting);
    std::unique_ptr<ConformanceCase> one;
    auto broken_off = text_thrown_by([&] { one.reset(entry.make()); });
    if (one) {
      broken_off = text_thrown_by([&] { CaseAccess::play(*one); });
      const auto not_tidied = text_thrown_by([&] { CaseAccess::tear_down(*one); });
      if (!broken_off) broken_off = not_tidied;
      report = std::move(CaseAccess::report_of(*one));
    }
    CaseAccess::set_next(nullptr, nullptr);
    report.broken_off = broken_off;
  }
  add_claims(assertions, report);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return report;
}

}  // namespace lab::conformance
