#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "lab/apps/command.hpp"
#include "lab/apps/event_writer.hpp"
#include "lab/base/error.hpp"
#include "lab/mqtt/client.hpp"

namespace lab::apps {

/// Who uses a link, and is told what its client tells. All on the loop's thread.
class LinkOwner {
 public:
  virtual ~LinkOwner() = default;
  virtual void on_connected(bool session_present) = 0;
  virtual void on_refused(int connack_code) = 0;
  virtual void on_disconnected(const mqtt::Disconnected& how) = 0;
  virtual void on_subscribed(int token, const std::vector<int>& reason_codes) = 0;
  virtual void on_published(int token, int reason_code) = 0;
  /// False if the message is neither request nor response: the link then prints it.
  virtual bool on_message(const mqtt::Message& message) = 0;
};

/// Why a program ends without a connection: `Error` (peer) with the place, the cause as the client
/// told it, and the way out.
Error no_connection(const mqtt::ConnectOptions& options, const std::string& cause,
                    const char* next);

/// Which events a link leaves out, for programs that hold thousands.
struct Quiet {
  bool connections = false;  ///< `connected` and `subscribed`; a refusal is always printed.
  bool messages = false;     ///< `request`, `response`, `acknowledged`, `executed`, `message`.
};

/// One MQTT client with its events: remembers what each SUBSCRIBE and PUBLISH was about, so that
/// the broker's answer is printed with filter, topic and correlation data; and does the commands
/// that both programs have. A requester or responder sends through it.
class ClientLink final : public mqtt::Transport {
 public:
  /// `sends` is what a `Transport::publish` is: "request" or "response". Writer and owner outlive
  /// the link.
  ClientLink(boost::asio::io_context& loop, mqtt::ConnectOptions options, EventSource source,
             EventWriter& events, Quiet quiet, const char* sends, LinkOwner& owner);
  ClientLink(const ClientLink&) = delete;
  ClientLink& operator=(const ClientLink&) = delete;
  ~ClientLink() override;

  /// Starts to connect. Throws `Error` (definition) if a certificate or key cannot be used.
  void start();

  /// Leaves in order. True if an `on_disconnected` without a retry will follow, false if the client
  /// was not started or had ended.
  bool leave();

  int subscribe(const std::vector<std::string>& filters, int qos) override;
  int publish(const mqtt::Message& message) override;
  [[nodiscard]] bool is_connected() const override;
  [[nodiscard]] mqtt::Version version() const override;

  /// The PUBACK of this PUBLISH is printed with this correlation data and id.
  void name_publish(int token, const mqtt::Message& message, const nlohmann::json& id);

  /// Does `publish`, `subscribe`, `unsubscribe`, `cut`, `disconnect` or `connect`. False if the
  /// command is none of these. Throws `Error` (usage) if it cannot be done.
  bool run_command(const Command& command);

  void print(const char* event, nlohmann::ordered_json members);

  /// Prints a PUBLISH of ours as having left just before it was handed over: the other side may
  /// well see it before `publish` has returned, and events are put in order by their time.
  /// `more` is an object with further members.
  void print_sent(const char* event, const mqtt::Message& message,
                  const nlohmann::ordered_json& more);

  [[nodiscard]] const EventSource& source() const { return source_; }
  [[nodiscard]] const mqtt::ConnectOptions& options() const { return client_.options(); }

 private:
  /// What a PUBACK will be about.
  struct Sent {
    const char* of;
    std::string topic;
    std::optional<std::string> correlation_data;
    nlohmann::json id;
  };

  mqtt::Handlers handlers();
  void tell_disconnected(const mqtt::Disconnected& how);
  void tell_granted(const char* event, std::map<int, std::vector<std::string>>& waiting, int token,
                    const std::vector<int>& reason_codes);
  void tell_published(int token, int reason_code);
  int remember(int token, const char* of, const mqtt::Message& message);
  void run_publish(const Command& command);

  EventSource source_;
  EventWriter& events_;
  Quiet quiet_;
  const char* sends_;
  LinkOwner& owner_;
  std::map<int, Sent> sent_;
  std::map<int, std::vector<std::string>> subscribing_;
  std::map<int, std::vector<std::string>> unsubscribing_;
  std::int64_t last_publish_us_ = 0;
  bool active_ = false;  ///< Started, and not over yet.
  mqtt::Client client_;
};

}  // namespace lab::apps
