#include "lab/apps/device_program.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "certs/client_files.hpp"
#include "lab/mqtt/library.hpp"

namespace lab::apps {
namespace {

using nlohmann::ordered_json;

constexpr std::chrono::milliseconds longest_farewell{10'000};
/// What a TLS handshake costs a broker, about: ten thousand devices that lost one broker come back
/// over twenty seconds, since a broker that is asked by all at once serves none in time.
constexpr std::chrono::milliseconds handshake_cost{2};
constexpr std::chrono::milliseconds longest_pause{2'000};

constexpr std::size_t descriptors_besides = 64;  // Loop, standard streams, files being read.

/// A device comes back to the session that it had, so that no acknowledged request is lost while it
/// is away (the how-to's note on availability); an hour is Event Grid's least (facts §6).
constexpr SessionDefaults device_session{.clean_start = false,
                                         .session_expiry = std::chrono::hours{1}};

std::string with(std::string pattern, std::string_view placeholder, const std::string& value) {
  for (auto at = pattern.find(placeholder); at != std::string::npos;
       at = pattern.find(placeholder, at + value.size())) {
    pattern.replace(at, placeholder.size(), value);
  }
  return pattern;
}

void add(mqtt::ResponderCounters& sum, const mqtt::ResponderCounters& one) {
  sum.received += one.received;
  sum.executed += one.executed;
  sum.answered += one.answered;
  sum.answered_again += one.answered_again;
  sum.no_response_topic += one.no_response_topic;
  sum.rejected_response_topic += one.rejected_response_topic;
  sum.retained += one.retained;
  sum.expired += one.expired;
  sum.unreadable += one.unreadable;
  sum.response_refused += one.response_refused;
  sum.too_large += one.too_large;
  sum.unheard += one.unheard;
}

ordered_json to_members(const mqtt::ResponderCounters& counters) {
  return {{"received", counters.received},
          {"executed", counters.executed},
          {"answered", counters.answered},
          {"answered_again", counters.answered_again},
          {"no_response_topic", counters.no_response_topic},
          {"rejected_response_topic", counters.rejected_response_topic},
          {"retained", counters.retained},
          {"expired", counters.expired},
          {"unreadable", counters.unreadable},
          {"response_refused", counters.response_refused},
          {"too_large", counters.too_large},
          {"unheard", counters.unheard}};
}

}  // namespace

DeviceProgram::DeviceProgram(DeviceOptions options)
    : options_(std::move(options)),
      identity_(resolve(options_.common, device_session, options_.count == 0)),
      app_([this] { stop(); }),
      source_{is_fleet() ? options_.name_pattern : identity_.authentication_name,
              identity_.connect.version} {
  app_.events().hide(identity_.connect.key_file);
  app_.events().hide(options_.credentials);
  observer_.first_attempt_ended = [this](bool) { on_first_attempt_ended(); };
  observer_.ready = [this] { on_ready(); };
  observer_.disconnected = [this](const mqtt::Disconnected& how) { on_disconnected(how); };
  make_devices();
}

int DeviceProgram::run() {
  if (options_.common.commands) {
    app_.read_commands(source_, [this](const Command& command) { run_command(command); });
  }
  started_at_ = std::chrono::steady_clock::now();
  start_more();
  app_.run();
  if (failure_) throw Error{*failure_};
  return 0;
}

// ---- the devices --------------------------------------------------------------------------------

void DeviceProgram::make_devices() {
  if (!is_fleet()) {
    devices_.push_back(make_device(identity_));
    return;
  }
  if (options_.credentials.empty() && !options_.common.without_tls) {
    throw Error(ErrorKind::usage, "nobody said where the devices' certificates are", {},
                "give --credentials FOLDER, or --without-tls for a broker that speaks plain TCP");
  }
  const auto limit = mqtt::raise_descriptor_limit();
  if (limit < options_.count + descriptors_besides) {
    throw Error(ErrorKind::environment, fmt::format("cannot hold {} devices", options_.count),
                fmt::format("a process may have {} open descriptors here", limit),
                fmt::format("raise the hard limit (ulimit -Hn {}), or hold fewer in one process",
                            options_.count + descriptors_besides));
  }
  devices_.reserve(options_.count);
  for (std::size_t number = 1; number <= options_.count; ++number) {
    devices_.push_back(make_device(numbered(number)));
  }
}

Identity DeviceProgram::numbered(std::size_t number) const {
  auto identity = identity_;
  identity.authentication_name = with(options_.name_pattern, "{n}", std::to_string(number));
  identity.connect.client_id = identity.authentication_name;
  identity.connect.username = identity.authentication_name;
  auto& connect = identity.connect;
  const auto spread = handshake_cost * static_cast<int>(options_.count);
  connect.reconnect_first = std::max(connect.reconnect_first, spread);
  // No longer: once the broker is back, all are back in about the time of a cold start.
  connect.reconnect_most = std::max(longest_pause, spread);
  if (!options_.credentials.empty() && !options_.common.without_tls) {
    const std::filesystem::path folder{options_.credentials};
    const auto stem = certs::file_name_of(identity.authentication_name);
    if (identity.connect.ca_file.empty()) identity.connect.ca_file = folder / "ca.pem";
    identity.connect.certificate_file = folder / "clients" / (stem + ".pem");
    identity.connect.key_file = folder / "clients" / (stem + ".key");
  }
  return identity;
}

std::unique_ptr<OneDevice> DeviceProgram::make_device(const Identity& identity) {
  const auto& name = identity.authentication_name;
  mqtt::ResponderOptions responder;
  responder.request_filter = with(options_.request_filter, "{name}", name);
  responder.allowed_response_topic = with(options_.allowed_response_topic, "{name}", name);
  auto device = std::make_unique<OneDevice>(
      app_.loop(), identity.connect, EventSource{name, identity.connect.version}, app_.events(),
      options_.quiet, std::move(responder), options_.reported, observer_);
  if (options_.misbehaviour.kind != mqtt::Responder::Misbehaviour::Kind::none) {
    device->misbehave(options_.misbehaviour);
  }
  return device;
}

/// A handshake costs the broker about a millisecond: ten thousand begun at once would all be slow,
/// and time out together. So only so many are under way at a time.
void DeviceProgram::start_more() {
  while (!stopping_ && in_flight_ < options_.connects_in_flight && started_ < devices_.size()) {
    ++in_flight_;
    devices_[started_++]->start();
  }
}

void DeviceProgram::on_first_attempt_ended() {
  --in_flight_;
  if (started_ == devices_.size() || stopping_) return;
  boost::asio::post(app_.loop(), [this] { start_more(); });
}

void DeviceProgram::on_ready() {
  if (++ready_ < devices_.size() || !is_fleet()) return;
  const auto elapsed = std::chrono::steady_clock::now() - started_at_;
  app_.events().write(
      "all_connected", source_,
      {{"count", devices_.size()},
       {"elapsed_us", std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count()}});
}

void DeviceProgram::on_disconnected(const mqtt::Disconnected& how) {
  if (stopping_) {
    if (!how.retry_in && leaving_ > 0 && --leaving_ == 0) finish();
    return;
  }
  if (identity_.connect.reconnect || how.by == mqtt::Disconnected::By::us || failure_) return;
  failure_ = no_connection(identity_.connect, how.text,
                           "see the broker's log, or leave out --no-reconnect to try again");
  app_.ask_to_stop();
}

// ---- commands -----------------------------------------------------------------------------------

std::vector<OneDevice*> DeviceProgram::meant_by(const Command& command) const {
  const auto name = command.optional_text("client");
  std::vector<OneDevice*> meant;
  for (const auto& device : devices_) {
    if (!name || device->name() == *name) meant.push_back(device.get());
  }
  if (meant.empty()) command.refuse("client", "there is no device of that name");
  return meant;
}

void DeviceProgram::run_command(const Command& for_some) {
  const auto devices = meant_by(for_some);
  const auto command = for_some.without("client");
  if (command.name() == "misbehave") {
    command.allow_only({"how", "delay_ms"});
    const std::chrono::milliseconds delay{command.whole_number("delay_ms", UINT32_MAX).value_or(0)};
    const auto misbehaviour = make_misbehaviour(command.text("how"), delay);
    for (auto* device : devices) device->misbehave(misbehaviour);
  } else if (command.name() == "report") {
    command.allow_only({});
    for (auto* device : devices) device->report();
  } else {
    for (auto* device : devices) {
      if (device->link().run_command(command)) continue;
      throw Error(
          ErrorKind::usage, fmt::format("command {}", command.name()), "it is unknown",
          "one of misbehave report publish subscribe unsubscribe cut disconnect connect stop");
    }
  }
}

// ---- the end ------------------------------------------------------------------------------------

void DeviceProgram::stop() {
  stopping_ = true;
  app_.end_within(longest_farewell, [this] { finish(); });
  for (const auto& device : devices_) {
    if (device->leave()) ++leaving_;  // It is told later, never within the call.
  }
  if (leaving_ == 0) boost::asio::post(app_.loop(), [this] { finish(); });
}

void DeviceProgram::finish() {
  if (std::exchange(finished_, true)) return;
  mqtt::ResponderCounters sum;
  for (const auto& device : devices_) add(sum, device->counters());
  app_.events().write("stopped", source_, {{"counters", to_members(sum)}});
  app_.end();
}

}  // namespace lab::apps
