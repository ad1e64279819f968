#include "lab/check/elsewhere_target.hpp"

#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/check/credentials_folder.hpp"

namespace lab::check {
namespace {

/// Of MQTT over WebSocket at the service (CA-004).
constexpr std::uint16_t service_websocket_port = 443;

class ElsewhereTarget : public Target {
 public:
  explicit ElsewhereTarget(Elsewhere elsewhere)
      : elsewhere_(std::move(elsewhere)),
        credentials_(elsewhere_.credentials, elsewhere_.definition) {
    if (elsewhere_.websocket_port) elsewhere_.features.emplace("websocket");
    std::error_code failure;
    if (!elsewhere_.server_ca || std::filesystem::is_regular_file(*elsewhere_.server_ca, failure)) {
      return;
    }
    throw Error(
        ErrorKind::definition,
        fmt::format("cannot read the server's authority {}", elsewhere_.server_ca->string()),
        failure ? failure.message() : "it is no file",
        "name a PEM file of certificates with --server-ca, or leave it away to trust this "
        "system's roots");
  }

  [[nodiscard]] std::string_view kind() const override { return "elsewhere"; }
  [[nodiscard]] const model::Namespace& definition() const override {
    return elsewhere_.definition;
  }
  [[nodiscard]] bool has(std::string_view feature) const override {
    return elsewhere_.features.contains(feature);
  }
  [[nodiscard]] probe::Link link(probe::Transport transport) const override {
    probe::Link link;
    link.transport = transport;
    link.host = elsewhere_.host;
    link.port = transport == probe::Transport::websocket_tls
                    ? elsewhere_.websocket_port.value_or(service_websocket_port)
                    : elsewhere_.port;
    link.ca_file = elsewhere_.server_ca.value_or(std::filesystem::path{});
    return link;
  }
  [[nodiscard]] Credentials credentials(std::string_view client) const override {
    return credentials_.client(client);
  }
  [[nodiscard]] std::optional<Credentials> extra(std::string_view identity) const override {
    return credentials_.extra(identity);
  }
  [[nodiscard]] probe::Pace pace() const override { return elsewhere_.pace; }

 private:
  Elsewhere elsewhere_;
  CredentialsFolder credentials_;
};

}  // namespace

std::unique_ptr<Target> make_elsewhere_target(Elsewhere elsewhere) {
  return std::make_unique<ElsewhereTarget>(std::move(elsewhere));
}

}  // namespace lab::check
