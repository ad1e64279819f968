#include "lab/check/deployment.hpp"

#include <chrono>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"
#include "lab/model/access.hpp"
#include "lab/probe/loop.hpp"
#include "lab/probe/probe.hpp"
#include "lab/probe/recording.hpp"

namespace lab::check {
namespace {

constexpr std::chrono::seconds patience{10};

probe::Link link_of(const Target& target, const model::Client& client) {
  const Credentials credentials = target.credentials(client.name);
  probe::Link link = target.link(probe::Transport::tls);
  link.certificate_file = credentials.certificate_file;
  link.key_file = credentials.key_file;
  return link;
}

/// The way out of a connection that could not be opened, by what it failed of.
std::string way_in(const std::string& cause) {
  const auto speaks_of = [&](const char* words) { return cause.find(words) != std::string::npos; };
  if (speaks_of("server's certificate")) {
    return "name the authority that signed the server's certificate with --server-ca FILE (for a "
           "namespace in Azure leave it away), and the host by the name that the certificate has";
  }
  if (speaks_of("TLS alert")) {
    return "the server refuses the client certificate: register the CA that signed it "
           "(docs/azure.md), and name the credentials folder that belongs to it";
  }
  if (speaks_of("looked up")) {
    return "is the host name right? A namespace's is topicSpacesConfiguration.hostname, and ends "
           "with ts.eventgrid.azure.net";
  }
  return "are host and port right, is the namespace's MQTT broker enabled, and does no firewall or "
         "IP rule stand between? (nc -vz HOST PORT)";
}

/// The one way in which a look at a deployment connects: MQTT 5, a session that ends with the
/// connection.
wire::Connect connect_packet(const model::Client& client, const std::string& prefix) {
  wire::Connect packet;
  packet.client_id = fmt::format("{}-look-{}", prefix, client.name);
  packet.username = client.authentication_name;
  return packet;
}

/// Asks as one client.
class Look {
 public:
  Look(const Target& target, const TargetDescription& description, const model::Client& client)
      : target_(target),
        description_(description),
        client_(client),
        manners_(target.pace()),
        probe_(loop_, recording_, manners_,
               {.name = client.name, .link = link_of(target, client), .patience = patience}) {}

  /// Opens the connection, or throws why not.
  void open() {
    const auto opened = probe_.open();
    const auto* ending = std::get_if<probe::Ending>(&opened);
    if (ending == nullptr) return;
    const std::string cause = probe::in_words(*ending);
    throw Error(ErrorKind::peer,
                fmt::format("cannot connect to {} as {}", description_.endpoint(), client_.name),
                cause, way_in(cause));
  }

  /// Connects, or throws why it is not let in.
  Verdict is_welcome(const std::string& prefix) {
    const auto answer = probe_.connect(connect_packet(client_, prefix));
    const std::string came = probe::in_words(answer, wire::Version::v5);
    if (probe::accepted(answer)) {
      return {fmt::format("{} is welcome", client_.name), true, came};
    }
    throw Error(
        ErrorKind::peer,
        fmt::format("{} does not let {} in", description_.endpoint(), client_.name), came,
        fmt::format("register the CA that signed {} and the client {} with its authentication name "
                    "{} (docs/azure.md), and wait some minutes after a change",
                    description_.credentials.string(), client_.name, client_.authentication_name));
  }

  /// Whether it is let subscribe to the filter where the definition says so, and only there.
  Verdict may_subscribe(const std::string& filter) {
    const bool shall =
        model::may(target_.definition(), client_.name, model::Action::subscribe, filter).allowed;
    const auto answer = probe_.subscribe(filter);
    return {fmt::format("{} may {}subscribe to {}", client_.name, shall ? "" : "not ", filter),
            shall ? probe::accepted(answer) : probe::refused(answer),
            probe::in_words(answer, wire::Version::v5)};
  }

  void leave() { probe_.disconnect(); }

 private:
  const Target& target_;
  const TargetDescription& description_;
  const model::Client& client_;
  probe::Loop loop_;
  probe::Recording recording_;
  probe::Manners manners_;
  probe::Probe probe_;
};

}  // namespace

std::vector<Verdict> look_at_deployment(const Target& target, const TargetDescription& description,
                                        const std::string& prefix) {
  const std::vector<std::pair<const char*, std::vector<std::string>>> questions = {
      {"cloudapp", {"devices/+/reported", fmt::format("open/{}/look", prefix)}},
      {"device1",
       {"devices/device1/desired", fmt::format("open/{}/look", prefix), "devices/device2/desired"}},
  };
  std::vector<Verdict> verdicts;
  for (const auto& [name, filters] : questions) {
    const model::Client* client = model::find_client(target.definition(), name);
    if (client == nullptr) continue;
    Look look{target, description, *client};
    look.open();
    verdicts.push_back(look.is_welcome(prefix));
    for (const std::string& filter : filters) verdicts.push_back(look.may_subscribe(filter));
    look.leave();
  }
  return verdicts;
}

void expect_deployed(const TargetDescription& description, const std::vector<Verdict>& verdicts) {
  if (all_hold(verdicts)) return;
  std::string differences;
  for (const Verdict& verdict : verdicts) {
    if (verdict.holds) continue;
    differences += fmt::format("{}{}: {}", differences.empty() ? "" : "; ", verdict.claim,
                               printable(verdict.evidence));
  }
  throw Error(
      ErrorKind::peer,
      fmt::format("what {} serves is not the namespace {}", description.endpoint(),
                  description.name_space),
      fmt::format("these do not hold: {}", differences),
      fmt::format("deploy that definition (eglab conform --show-namespace {} prints it, "
                  "docs/azure.md says how) and wait some minutes; or name what is deployed with "
                  "--namespace",
                  description.name_space));
}

}  // namespace lab::check
