#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "lab/base/terminal.hpp"
#include "tests/conformance/case_state.hpp"
#include "tests/conformance/conformance_case.hpp"

namespace lab::conformance {
namespace {

/// How much of what came a claim shows, in columns.
constexpr std::size_t evidence_most = 600;

/// Where the order across topics is not promised, so long after the message that came.
constexpr std::chrono::seconds quiet_period{1};

std::string in_words(const wire::Publish& message, wire::Version version) {
  constexpr std::size_t payload_most = 120;
  return fmt::format("{} \"{}\"", wire::describe(message, version),
                     printable(message.payload, payload_most));
}

}  // namespace

bool ConformanceCase::expect(bool holds, const std::string& text, const std::string& came) {
  const std::string evidence = printable(came, evidence_most);
  state_->report.claims.push_back({text, holds, evidence});
  if (!holds) state_->recording.note("case", fmt::format("expected: {}; came: {}", text, evidence));
  return holds;
}

bool ConformanceCase::expect_accepted(const probe::ConnectAnswer& answer, const std::string& text) {
  return expect(probe::accepted(answer), text, probe::in_words(answer, version()));
}

bool ConformanceCase::expect_accepted(const probe::PublishAnswer& answer, const std::string& text) {
  return expect(probe::accepted(answer), text, probe::in_words(answer, version()));
}

bool ConformanceCase::expect_accepted(const probe::SubscribeAnswer& answer,
                                      const std::string& text) {
  return expect(probe::accepted(answer), text, probe::in_words(answer, version()));
}

bool ConformanceCase::expect_refused(const probe::ConnectAnswer& answer, const std::string& text) {
  record(text, probe::in_words(answer, version()));
  return expect(probe::refused(answer), text, probe::in_words(answer, version()));
}

bool ConformanceCase::expect_refused(const probe::PublishAnswer& answer, const std::string& text) {
  record(text, probe::in_words(answer, version()));
  return expect(probe::refused(answer), text, probe::in_words(answer, version()));
}

bool ConformanceCase::expect_refused(const probe::SubscribeAnswer& answer,
                                     const std::string& text) {
  record(text, probe::in_words(answer, version()));
  return expect(probe::refused(answer), text, probe::in_words(answer, version()));
}

bool ConformanceCase::expect_ended(const probe::Ending& ending, const std::string& text) {
  const bool ended =
      ending.kind == probe::Ending::Kind::closed || ending.kind == probe::Ending::Kind::disconnect;
  return expect(ended, text, probe::in_words(ending));
}

bool ConformanceCase::expect_message(const probe::Answer<wire::Publish>& answer,
                                     const std::string& topic, const std::string& payload,
                                     const std::string& text) {
  if (!answer.came()) return expect(false, text, probe::in_words(answer.ending()));
  const wire::Publish& message = answer.packet();
  return expect(message.topic == topic && message.payload == payload, text,
                in_words(message, version()));
}

bool ConformanceCase::expect_nothing(probe::Probe& receiver,
                                     const std::function<bool(const wire::Publish&)>& unwanted,
                                     probe::Probe& sender, const std::string& sentinel_topic,
                                     const std::string& text) {
  const std::string sentinel =
      payload(fmt::format("sentinel {}", state_->report.claims.size() + 1));
  const auto sent = sender.publish(sentinel_topic, sentinel);
  const auto came = receiver.message([&](const wire::Publish& message) {
    return message.topic == sentinel_topic && message.payload == sentinel;
  });
  if (came.came() && target().kind() == "elsewhere") receiver.let_time_pass(quiet_period);
  const auto& messages = receiver.messages();
  const auto found = std::ranges::find_if(messages, unwanted);
  if (found != messages.end()) return expect(false, text, in_words(*found, version()));
  if (came.came()) return expect(true, text, "only the message that was sent after it");
  return expect(
      false, text,
      fmt::format("the message that was sent after it, on {}, did not come either: {} (it "
                  "was answered with {})",
                  sentinel_topic, probe::in_words(came.ending()),
                  probe::in_words(sent, version())));
}

void ConformanceCase::record(const std::string& what, const std::string& value) {
  state_->report.recorded.emplace_back(what, printable(value, evidence_most));
}

}  // namespace lab::conformance
