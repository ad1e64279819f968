#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lab/apps/app_loop.hpp"
#include "lab/apps/client_link.hpp"
#include "lab/apps/cloud_app_options.hpp"
#include "lab/base/error.hpp"
#include "lab/mqtt/requester.hpp"

namespace lab::apps {

/// The cloud app: the requester's side of the scenario, as events and commands (docs/events.md).
class CloudAppProgram final : private LinkOwner {
 public:
  /// Throws `Error` as `resolve` does.
  explicit CloudAppProgram(CloudAppOptions options);
  ~CloudAppProgram() override;

  /// Runs until it is asked to stop, or its one request has ended. Gives the exit code: 0, or 1 if
  /// the one request was not answered. Throws `Error` (peer) if there is no connection and none
  /// will come.
  int run();

 private:
  /// A request on its way, by what makes its response recognisable.
  struct Asked {
    nlohmann::json id;
    std::string to;
  };
  using Key = std::pair<std::string, std::string>;  ///< Response topic, correlation data.

  void on_connected(bool session_present) override;
  void on_refused(int connack_code) override;
  void on_disconnected(const mqtt::Disconnected& how) override;
  void on_subscribed(int token, const std::vector<int>& reason_codes) override;
  void on_published(int token, int reason_code) override;
  bool on_message(const mqtt::Message& message) override;

  mqtt::Requester::Observer observer();
  void run_command(const Command& command);
  void run_request(const Command& command);
  void send(mqtt::Request request, std::string to, const nlohmann::json& id);
  void send_only_request();
  void tell_completed(const Key& key, const mqtt::Completion& completion);
  void end_only_request(const mqtt::Completion& completion, const std::string& to);
  [[nodiscard]] std::string topic_for(const std::string& pattern, const std::string& device) const;
  void end_when_done();
  void stop();
  void finish();

  CloudAppOptions options_;
  Identity identity_;
  AppLoop app_;
  ClientLink link_;
  std::map<Key, Asked> asked_;
  std::optional<mqtt::Requester> requester_;
  std::optional<std::string> connection_trouble_;  ///< Set while there is no connection.
  std::optional<Error> failure_;
  int exit_code_ = 0;
  bool no_more_commands_ = false;
  bool stopping_ = false;
  bool finished_ = false;
};

}  // namespace lab::apps
