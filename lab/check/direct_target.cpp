#include "lab/check/direct_target.hpp"

#include <string_view>

#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"
#include "lab/check/credentials_folder.hpp"
#include "lab/check/extra_identities.hpp"
#include "lab/process/served_namespace.hpp"

namespace lab::check {
namespace {

/// Served over WebSocket too, unless this Mosquitto was built without. Its WebSocket library now
/// and then cannot have the port that was reserved for it; another one does then.
std::unique_ptr<process::ServedNamespace> serve(const model::Namespace& definition) {
  process::ServeOptions options;
  options.broker.websocket = true;
  constexpr int most_attempts = 3;
  for (int attempt = 1;; ++attempt) {
    try {
      return std::make_unique<process::ServedNamespace>(definition, options);
    } catch (const Error& error) {
      const std::string_view text = error.what();
      if (text.find("Websockets support not available") != std::string_view::npos) {
        options.broker.websocket = false;
      } else if (text.find("Unable to create websockets listener") == std::string_view::npos ||
                 attempt == most_attempts) {
        throw;
      }
    }
  }
}

class DirectTarget : public Target {
 public:
  explicit DirectTarget(const model::Namespace& definition)
      : served_(serve(definition)),
        credentials_(served_->credentials().folder, served_->definition()) {
    write_extra_identities(served_->authorities(), served_->definition(),
                           served_->credentials().folder);
  }

  [[nodiscard]] std::string_view kind() const override { return "direct"; }
  [[nodiscard]] const model::Namespace& definition() const override {
    return served_->definition();
  }
  [[nodiscard]] bool has(std::string_view feature) const override {
    if (feature == "websocket") return served_->broker().websocket_port().has_value();
    return feature == "extra-identities";
  }
  [[nodiscard]] probe::Link link(probe::Transport transport) const override {
    const bool is_websocket = transport == probe::Transport::websocket_tls;
    LAB_ASSERT(!is_websocket || has("websocket"));
    probe::Link link;
    link.transport = transport;
    link.host = "127.0.0.1";
    link.server_name = "localhost";
    link.port = is_websocket ? *served_->broker().websocket_port() : served_->broker().port();
    link.ca_file = served_->credentials().ca_file;
    return link;
  }
  [[nodiscard]] Credentials credentials(std::string_view client) const override {
    return credentials_.client(client);
  }
  [[nodiscard]] std::optional<Credentials> extra(std::string_view identity) const override {
    return credentials_.extra(identity);
  }
  [[nodiscard]] probe::Pace pace() const override { return {}; }

 private:
  std::unique_ptr<process::ServedNamespace> served_;
  CredentialsFolder credentials_;
};

}  // namespace

std::unique_ptr<Target> make_direct_target(const model::Namespace& definition) {
  return std::make_unique<DirectTarget>(definition);
}

}  // namespace lab::check
