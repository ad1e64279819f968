#include "tests/conformance/conformance_case.hpp"

#include <cctype>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"
#include "lab/model/namespace.hpp"
#include "tests/conformance/case_state.hpp"
#include "tests/conformance/left_behind.hpp"

namespace lab::conformance {
namespace {

/// Of answers: a broker of this machine gives them at once, a service farther off may be busy.
constexpr std::chrono::seconds patience_here{5};
constexpr std::chrono::seconds patience_elsewhere{10};

const CaseEntry* next_entry = nullptr;
const CaseSetting* next_setting = nullptr;

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// "r7f3-065-311" of "r7f3", "CA-065" and 3.1.1.
std::string case_prefix(const std::string& run, const std::string& id, wire::Version version) {
  std::string prefix = run + "-" + id.substr(id.rfind('-') + 1) + "-";
  for (const char character : wire::to_text(version)) {
    if (character != '.') prefix += character;
  }
  return prefix;
}

/// The text with "-" in place of what is neither a letter nor a digit.
std::string plain(std::string_view text) {
  std::string name;
  for (const char character : text) {
    name += std::isalnum(static_cast<unsigned char>(character)) != 0 ? character : '-';
  }
  return name;
}

probe::Link with_certificate(probe::Link link, const check::Credentials& credentials) {
  link.certificate_file = credentials.certificate_file;
  link.key_file = credentials.key_file;
  return link;
}

[[noreturn]] void throw_not_begun(std::string_view client, std::string_view what,
                                  const std::string& came) {
  throw Error(ErrorKind::peer, "could not begin", fmt::format("{} {}: {}", client, what, came));
}

}  // namespace

void CaseAccess::set_next(const CaseEntry* entry, const CaseSetting* setting) {
  next_entry = entry;
  next_setting = setting;
}

ConformanceCase::State::State(const CaseSetting& wanted, const std::string& first_id)
    : setting(wanted),
      prefix(case_prefix(wanted.prefix, first_id, wanted.version)),
      patience(is_loopback(wanted.target.link(probe::Transport::tls).host) ? patience_here
                                                                           : patience_elsewhere),
      manners(wanted.target.pace()) {}

ConformanceCase::ConformanceCase() {
  LAB_ASSERT(next_entry != nullptr && next_setting != nullptr);
  state_ = std::make_unique<State>(*next_setting, next_entry->ids.front());
}

ConformanceCase::~ConformanceCase() = default;

void ConformanceCase::TearDown() {
  state_->report.transcript = state_->recording.records();
  if (target().kind() == "elsewhere") {
    for (const LeftBehind& left : left_behind_in(state_->report.transcript)) {
      const auto owner = state_->probes.find(left.who);
      if (owner == state_->probes.end()) continue;
      if (owner->second->is_open()) owner->second->disconnect();
      take_away(left, *owner->second);
    }
  }
}

wire::Version ConformanceCase::version() const {
  return state_->setting.version;
}

check::Target& ConformanceCase::target() {
  return state_->setting.target;
}

void ConformanceCase::not_run(const std::string& reason) {
  state_->report.not_run = reason;
}

probe::Probe& ConformanceCase::probe(std::string_view client, std::string_view label) {
  const std::string name =
      label.empty() ? std::string{client} : fmt::format("{} {}", client, label);
  const auto found = state_->probes.find(name);
  return found == state_->probes.end() ? probe_on(link_of(client), name) : *found->second;
}

probe::Probe& ConformanceCase::probe_on(probe::Link link, std::string_view label) {
  auto& probe = state_->probes[std::string{label}];
  if (probe) {
    probe->set_link(std::move(link));
    return *probe;
  }
  probe::ProbeOptions options;
  options.name = label;
  options.link = std::move(link);
  options.patience = state_->patience;
  probe = std::make_unique<probe::Probe>(state_->loop, state_->recording, state_->manners, options);
  return *probe;
}

probe::Link ConformanceCase::link_of(std::string_view client, probe::Transport transport) const {
  const check::Target& target = state_->setting.target;
  return with_certificate(target.link(transport), target.credentials(client));
}

std::optional<probe::Link> ConformanceCase::link_with_extra(std::string_view identity) {
  const auto credentials = target().extra(identity);
  if (!credentials) {
    not_run(fmt::format("the credentials folder has no extra/{}.pem", identity));
    return std::nullopt;
  }
  return with_certificate(target().link(probe::Transport::tls), *credentials);
}

wire::Connect ConformanceCase::connect_packet(std::string_view client,
                                              std::string_view session) const {
  const model::Client* found = model::find_client(state_->setting.target.definition(), client);
  if (found == nullptr) {
    throw std::logic_error(
        fmt::format("the case asks for a client {} that the namespace lacks", client));
  }
  wire::Connect connect;
  connect.version = version();
  if (version() == wire::Version::v31) connect.protocol_name = "MQIsdp";
  connect.client_id =
      client_id(session.empty() ? std::string{client} : fmt::format("{}-{}", client, session));
  connect.username = found->authentication_name;
  return connect;
}

wire::Connect ConformanceCase::lasting_connect_packet(std::string_view client,
                                                      std::uint32_t expiry_seconds,
                                                      std::string_view session) const {
  wire::Connect connect = connect_packet(client, session);
  connect.clean_start = false;
  if (is_v5()) connect.properties.add(wire::PropertyId::session_expiry_interval, expiry_seconds);
  return connect;
}

probe::Probe& ConformanceCase::connected(std::string_view client, std::string_view label) {
  probe::Probe& opened = probe(client, label);
  if (opened.is_open()) {
    throw std::logic_error(
        fmt::format("the case connects {} twice; a second one needs a label", opened.name()));
  }
  const auto answer = opened.connect(connect_packet(client, label));
  if (!probe::accepted(answer)) {
    throw_not_begun(opened.name(), "is not accepted", probe::in_words(answer, version()));
  }
  return opened;
}

probe::Probe& ConformanceCase::subscribed(std::string_view client, const std::string& filter,
                                          std::string_view label) {
  probe::Probe& opened = connected(client, label);
  const auto answer = opened.subscribe(filter);
  if (!probe::accepted(answer)) {
    throw_not_begun(opened.name(), fmt::format("may not subscribe to {}", filter),
                    probe::in_words(answer, version()));
  }
  return opened;
}

std::string ConformanceCase::client_id(std::string_view what) const {
  auto& ids = state_->client_ids;
  const auto [place, is_new] = ids.emplace(what, std::string{});
  if (!is_new) return place->second;
  std::string id = fmt::format("{}-{}", state_->prefix, plain(what));
  for (const auto& [other, taken] : ids) {
    if (taken == id) id += fmt::format("-{}", ids.size());
  }
  place->second = id;
  return id;
}

std::string ConformanceCase::topic(std::string_view rest) const {
  return fmt::format("open/{}/{}", state_->prefix, rest);
}

std::string ConformanceCase::payload(std::string_view what) const {
  return fmt::format("{} {}", state_->prefix, what);
}

probe::Loop& ConformanceCase::loop() {
  return state_->loop;
}

probe::Recording& ConformanceCase::recording() {
  return state_->recording;
}

}  // namespace lab::conformance
