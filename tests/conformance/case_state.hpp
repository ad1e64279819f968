#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "lab/probe/loop.hpp"
#include "lab/probe/manners.hpp"
#include "lab/probe/probe.hpp"
#include "lab/probe/recording.hpp"
#include "tests/conformance/case_run.hpp"
#include "tests/conformance/conformance_case.hpp"

namespace lab::conformance {

/// What a case that is being played has.
struct ConformanceCase::State {
  State(const CaseSetting& wanted, const std::string& first_id);

  const CaseSetting& setting;
  std::string prefix;                  ///< Of the run, the case and the version.
  std::chrono::milliseconds patience;  ///< Of its probes.
  CaseReport report;
  probe::Loop loop;
  probe::Recording recording;
  probe::Manners manners;
  std::map<std::string, std::string> client_ids;                ///< By what they were asked for.
  std::map<std::string, std::unique_ptr<probe::Probe>> probes;  ///< By name; before `loop` ends.
};

/// Whoever plays cases reaches into them by this.
struct CaseAccess {
  /// What the next case that is made will be played on. Both must outlive that case.
  static void set_next(const CaseEntry* entry, const CaseSetting* setting);

  static void play(ConformanceCase& one) {
    one.SetUp();
    one.TestBody();
  }
  static void tear_down(ConformanceCase& one) { one.TearDown(); }
  static CaseReport& report_of(ConformanceCase& one) { return one.state_->report; }
};

}  // namespace lab::conformance
