#pragma once

#include <filesystem>
#include <source_location>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/mqtt/client.hpp"
#include "lab/process/app_process.hpp"
#include "lab/process/served_namespace.hpp"

namespace lab::test {

/// How long a test waits for what must come soon on one machine, under sanitizers and load too.
inline constexpr std::chrono::seconds patience{20};

/// A definition of `fixtures/namespaces`, read.
model::Namespace story(const std::string& name);

/// The definition with one more client, whose certificate names it and whose attribute `type` has
/// this value: `device` or `cloudApp` in the how-to's story.
model::Namespace with_client(model::Namespace definition, const std::string& name,
                             const std::string& type);

/// How an app takes part.
struct Part {
  std::string client;                    ///< ARM name of the client it is.
  std::string protocol = "5";            ///< "5" or "3.1.1".
  std::vector<std::string> arguments{};  ///< Further command-line arguments.
};

/// A served namespace and the processes that play on it: what an end-to-end test is given.
class Stage {
 public:
  explicit Stage(const std::string& story_name = "request-response",
                 process::ServeOptions options = {});
  explicit Stage(model::Namespace definition, process::ServeOptions options = {});

  /// Starts a `cloud_app` with a pipe for commands, and waits until it has its subscription.
  process::AppProcess cloud_app(const Part& part);
  /// Starts a `device` likewise.
  process::AppProcess device(const Part& part);
  /// Starts either and waits for nothing.
  process::AppProcess start(const std::string& program, const Part& part);

  /// How a client of the definition connects, for a probe in the test's own process.
  [[nodiscard]] mqtt::ConnectOptions connect_options(const std::string& client,
                                                     mqtt::Version version) const;

  process::ServedNamespace& served() { return served_; }
  [[nodiscard]] const process::ServedNamespace& served() const { return served_; }
  process::Broker& broker() { return served_.broker(); }

 private:
  process::ServedNamespace served_;
  int started_ = 0;
};

/// Waits for an event whose members have these values. Fails the test, with what came instead, and
/// gives null if it does not come.
nlohmann::json await(process::AppProcess& app, const std::string& event,
                     const nlohmann::json& members = nlohmann::json::object(),
                     std::source_location place = std::source_location::current());

/// The same with a deadline of its own, for what need not come soon, or must not come.
nlohmann::json await_by(Deadline deadline, process::AppProcess& app, const std::string& event,
                        const nlohmann::json& members = nlohmann::json::object(),
                        std::source_location place = std::source_location::current());

/// How often an app has reported an event whose members have these values.
std::size_t count(const process::AppProcess& app, const std::string& event,
                  const nlohmann::json& members = nlohmann::json::object());

/// Sends a request and waits for its one `completed` event.
nlohmann::json ask(process::AppProcess& cloud_app, const nlohmann::json& request,
                   std::source_location place = std::source_location::current());

/// Asks an app to end in order; gives the counters of its `stopped` event.
nlohmann::json stop_and_count(process::AppProcess& app,
                              std::source_location place = std::source_location::current());

/// The counters that are not 0: so that a test names what happened, and nothing else may have.
nlohmann::json nonzero(const nlohmann::json& counters);

}  // namespace lab::test
