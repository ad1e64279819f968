#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lab/base/deadline.hpp"
#include "lab/check/ladder.hpp"
#include "lab/check/verdict.hpp"
#include "lab/process/served_namespace.hpp"

namespace lab::check {

/// One scene of the how-to: what was played, its packets, and what must hold of it.
struct Scene {
  std::string title;
  Ladder ladder;
  std::vector<Verdict> verdicts;
};

/// Microsoft's how-to "implement the MQTT request-response messaging pattern", played with real
/// processes on a namespace that is up: its clients are `cloudapp`, `device1` and `device2`, its
/// topics those of `fixtures/namespaces/request-response.json`.
class HowTo {
 public:
  /// `programs` is the folder of the two executables. Each wait of a scene ends `patience` after it
  /// began, or with an `Error` (peer) soon after `interrupted` says so.
  HowTo(process::ServedNamespace& served, std::filesystem::path programs,
        std::chrono::milliseconds patience = std::chrono::seconds{10},
        std::function<bool()> interrupted = {});

  /// MQTT 5: the cloud app asks device2 with response topic and the correlation data
  /// `device2-tempupdate1`. Throws `Error` (peer) if a program does not get as far as asking.
  Scene request_on_v5();

  /// MQTT 3.1.1: the same, with response topic and correlation data in the payload.
  Scene request_on_v311();

  /// device1 publishes where only device2 may: refused, and the cloud app never sees it.
  Scene refused_publish();

 private:
  struct Cast;
  Scene play_request(const std::string& title, const std::string& protocol);
  Cast start_cast(const std::string& device, const std::string& protocol);

  process::ServedNamespace& served_;
  std::filesystem::path programs_;
  std::chrono::milliseconds patience_;
  std::function<bool()> interrupted_;
};

}  // namespace lab::check
