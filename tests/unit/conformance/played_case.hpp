#pragma once

#include <functional>
#include <string>

#include "lab/check/target.hpp"
#include "tests/conformance/case_run.hpp"
#include "tests/conformance/conformance_case.hpp"

namespace lab::conformance {

/// A case whose body a test writes.
class PlayedCase : public ConformanceCase {
 public:
  using Body = std::function<void(PlayedCase&)>;
  explicit PlayedCase(Body body) : body_(std::move(body)) {}

  using ConformanceCase::client_id;
  using ConformanceCase::connect_packet;
  using ConformanceCase::connected;
  using ConformanceCase::expect;
  using ConformanceCase::expect_accepted;
  using ConformanceCase::expect_ended;
  using ConformanceCase::expect_message;
  using ConformanceCase::expect_nothing;
  using ConformanceCase::expect_refused;
  using ConformanceCase::lasting_connect_packet;
  using ConformanceCase::link_with_extra;
  using ConformanceCase::not_run;
  using ConformanceCase::payload;
  using ConformanceCase::probe;
  using ConformanceCase::probe_on;
  using ConformanceCase::record;
  using ConformanceCase::recording;
  using ConformanceCase::topic;

 private:
  void TestBody() override { body_(*this); }

  Body body_;
};

/// A target that nobody serves: it has device1 and device2, and its port is closed.
class SilentTarget : public check::Target {
 public:
  SilentTarget();
  [[nodiscard]] std::string_view kind() const override { return "direct"; }
  [[nodiscard]] const model::Namespace& definition() const override { return definition_; }
  [[nodiscard]] bool has(std::string_view) const override { return false; }
  [[nodiscard]] probe::Link link(probe::Transport transport) const override;
  [[nodiscard]] check::Credentials credentials(std::string_view client) const override;
  [[nodiscard]] std::optional<check::Credentials> extra(std::string_view) const override {
    return std::nullopt;
  }
  [[nodiscard]] probe::Pace pace() const override { return {}; }

 private:
  model::Namespace definition_;
};

/// Plays a case for these ids, whose body is given, on a silent target.
CaseReport played(const PlayedCase::Body& body, wire::Version version = wire::Version::v5,
                  const std::vector<std::string>& ids = {"CA-065"});

}  // namespace lab::conformance
