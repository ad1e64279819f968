#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "lab/check/case_result.hpp"
#include "lab/check/requirement.hpp"
#include "lab/check/target.hpp"
#include "lab/probe/loop.hpp"
#include "lab/probe/manners.hpp"
#include "lab/probe/probe.hpp"
#include "lab/probe/recording.hpp"
#include "lab/wire/packet.hpp"

namespace lab::conformance {

struct CaseAccess;

/// The base of every case. A case has the target up, as many probes as it opens, and says what it
/// expects: each `expect` becomes a claim of the report, with what came. A claim that does not hold
/// fails the case, which goes on.
///
/// Names are the namespace's: `probe("cloudapp")` shows that client's certificate, with its
/// authentication name as Username. ClientIds and free topics get the run's prefix, so that runs on
/// one service never meet: `client_id("device2")`, `topic("alias")` (→ "open/<prefix>/alias", where
/// every client of the groups cloudAppGrp and devicesGrp may publish and subscribe); <prefix> is
/// the run's, the case's and the version's ("r7f3-065-311").
class ConformanceCase : public testing::Test {
 public:
  ~ConformanceCase() override;

 protected:
  ConformanceCase();
  void TestBody() override = 0;
  void TearDown() override;

  // --- where ---
  [[nodiscard]] wire::Version version() const;
  [[nodiscard]] bool is_v5() const { return version() == wire::Version::v5; }
  [[nodiscard]] check::Target& target();
  /// Ends the case as not run. Call as `return not_run("…");`.
  void not_run(const std::string& reason);

  // --- who ---

  /// A client that shows the certificate of this client of the namespace; not opened yet. Its name
  /// in the recording is the client's; that of `probe("device2", "second")`, one more for the same
  /// client, is "device2 second". The same arguments give the same probe.
  probe::Probe& probe(std::string_view client, std::string_view label = {});
  /// The same, from a link that the case has changed (`link_of`).
  probe::Probe& probe_on(probe::Link link, std::string_view label);
  /// How `client` reaches the target over TLS, with its certificate.
  [[nodiscard]] probe::Link link_of(std::string_view client,
                                    probe::Transport transport = probe::Transport::tls) const;
  /// The link with a certificate of `extra_identities`; not_run and nothing if the target has none.
  [[nodiscard]] std::optional<probe::Link> link_with_extra(std::string_view identity);

  /// A CONNECT of this client in the case's version, to be changed: ClientId with the run's prefix
  /// (`client_id` of the client, and of the session if it is named: "device2-second"), Username,
  /// clean, no expiry, keep alive 60.
  [[nodiscard]] wire::Connect connect_packet(std::string_view client,
                                             std::string_view session = {}) const;
  /// The same that asks for a session which outlives the connection, and goes on with it if there
  /// is one: not clean, session expiry of so many seconds (v5; before, the time is the service's).
  [[nodiscard]] wire::Connect lasting_connect_packet(std::string_view client,
                                                     std::uint32_t expiry_seconds = 300,
                                                     std::string_view session = {}) const;

  /// A probe of this client that is connected, with `connect_packet(client, label)`. Throws an
  /// error that ends the case as failed ("could not begin") if it is not welcome, with what came.
  probe::Probe& connected(std::string_view client, std::string_view label = {});
  /// The same, subscribed to the filter at QoS 1.
  probe::Probe& subscribed(std::string_view client, const std::string& filter,
                           std::string_view label = {});

  /// Unique in this run and case; the same `what` gives the same one. A ClientId has letters,
  /// digits and "-" only, whatever stands in `what`.
  [[nodiscard]] std::string client_id(std::string_view what) const;
  [[nodiscard]] std::string topic(std::string_view rest) const;
  /// A payload that no other case sends.
  [[nodiscard]] std::string payload(std::string_view what) const;

  // --- what ---

  /// A claim of the report: `text` is a sentence ("the request is acknowledged"), `came` what was
  /// seen. Gives `holds`.
  bool expect(bool holds, const std::string& text, const std::string& came);
  bool expect_accepted(const probe::ConnectAnswer& answer, const std::string& text);
  bool expect_accepted(const probe::PublishAnswer& answer, const std::string& text);
  bool expect_accepted(const probe::SubscribeAnswer& answer, const std::string& text);
  /// "neg" of the facts' §9. Silence does not hold. Records the code.
  bool expect_refused(const probe::ConnectAnswer& answer, const std::string& text);
  bool expect_refused(const probe::PublishAnswer& answer, const std::string& text);
  bool expect_refused(const probe::SubscribeAnswer& answer, const std::string& text);
  /// The peer ended the connection.
  bool expect_ended(const probe::Ending& ending, const std::string& text);
  /// The message came, on this topic, with this payload.
  bool expect_message(const probe::Answer<wire::Publish>& answer, const std::string& topic,
                      const std::string& payload, const std::string& text);
  /// A message that `unwanted` says yes to has not come to `receiver`, shown by a message sent
  /// after it: `sender` publishes a payload of its own on `sentinel_topic`, which the receiver is
  /// subscribed to and gets; all that came by then and was not taken is looked at. On a target
  /// elsewhere, whose order across topics is not promised, a second is waited as well.
  bool expect_nothing(probe::Probe& receiver,
                      const std::function<bool(const wire::Publish&)>& unwanted,
                      probe::Probe& sender, const std::string& sentinel_topic,
                      const std::string& text);

  /// Writes down and never judges.
  void record(const std::string& what, const std::string& value);

  probe::Loop& loop();
  probe::Recording& recording();

 private:
  friend struct CaseAccess;  // what plays it (case_run.hpp)
  struct State;
  std::unique_ptr<State> state_;
};

/// What binds a case to the catalogue.
struct CaseEntry {
  std::string suite;             ///< "Authorization": the file's area.
  std::vector<std::string> ids;  ///< "CA-065", …
  std::function<ConformanceCase*()> make;
  const char* file;
  int line;
};

/// All cases, in the order of their files.
std::vector<CaseEntry>& case_entries();
bool add_case(CaseEntry entry);

}  // namespace lab::conformance

/// A case for one requirement, or for several that one exchange shows. Its body runs once on each
/// MQTT version of its requirements:
///
///     CONFORMANCE_CASE(Authorization, CA_065) { … }
///     CONFORMANCE_CASE(ConnackProperties, CA_059, CA_060) { … }
///
/// What it claims counts for each of its ids; a case for several ids may narrow a claim by
/// beginning its text with the id ("CA-060: …").
#define CONFORMANCE_CASE(suite, ...) \
  CONFORMANCE_CASE_OF(::lab::conformance::ConformanceCase, suite, __VA_ARGS__)

/// The same on a fixture of the file's own, which derives from `ConformanceCase`.
#define CONFORMANCE_CASE_OF(fixture, suite, first, ...)                         \
  class suite##_##first : public fixture {                                      \
    void TestBody() override;                                                   \
  };                                                                            \
  static const bool suite##_##first##_added = ::lab::conformance::add_case(     \
      {#suite, ::lab::conformance::ids_in(#first __VA_OPT__("," #__VA_ARGS__)), \
       [] { return new suite##_##first; }, __FILE__, __LINE__});                \
  void suite##_##first::TestBody()

namespace lab::conformance {
/// "CA_065, CA_066" → {"CA-065", "CA-066"}.
std::vector<std::string> ids_in(std::string_view macro_arguments);
}  // namespace lab::conformance
