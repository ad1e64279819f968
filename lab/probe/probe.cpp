#include "lab/probe/probe.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "lab/base/assert.hpp"
#include "lab/probe/probe_state.hpp"

namespace lab::probe {
namespace {

/// How long a peer may take to follow our orderly end.
constexpr std::chrono::seconds end_patience{1};

}  // namespace

Probe::Probe(Loop& loop, Recording& recording, Manners& manners, ProbeOptions options)
    : state_(std::make_unique<State>(loop, recording, manners, std::move(options))) {}

Probe::~Probe() {
  cut();
}

// --- the connection ---

std::variant<LinkFacts, Ending> Probe::open() {
  cut();
  State& state = *state_;
  ++state.connections;
  state.connection = std::make_shared<Connection>(state);
  state.packets.clear();
  state.unanswered.clear();
  state.connection->open();
  auto ending =
      state.run_until([&] { return state.connection->facts().has_value(); }, state.patience());
  if (!ending) return *state.connection->facts();
  if (ending->kind == Ending::Kind::silence) {
    ending->text = fmt::format("no connection in {}", duration_text(state.options.patience));
    state.connection->give_up(ending->text);
  }
  return *std::move(ending);
}

bool Probe::is_open() const {
  return state_->connection && state_->connection->facts() && !state_->connection->is_over();
}

ConnectAnswer Probe::connect(const wire::Connect& packet) {
  state_->pace(packet);
  if (!is_open()) {
    auto opened = open();
    if (auto* ending = std::get_if<Ending>(&opened)) return std::move(*ending);
  }
  if (!state_->send(packet)) return state_->why_not_sent();
  return this->packet<wire::Connack>(state_->patience());
}

void Probe::disconnect(std::uint8_t reason_code) {
  disconnect(wire::Disconnect{.reason_code = reason_code});
}

void Probe::disconnect(const wire::Disconnect& packet) {
  if (!is_open()) return;
  Connection& connection = *state_->connection;
  state_->send(packet);
  connection.end_in_order();
  state_->run([&] { return connection.is_over(); }, Deadline::after(end_patience));
  connection.close();
}

void Probe::cut() {
  if (state_->connection) state_->connection->cut();
}

Ending Probe::wait_for_end(Deadline deadline) {
  State& state = *state_;
  if (!state.connection) return *state.ending();
  const auto patience = deadline.left();
  if (state.run([&] { return state.connection->is_over(); }, deadline)) return *state.ending();
  const auto waited = std::chrono::round<std::chrono::milliseconds>(patience);
  const auto told = state.ending();
  std::string text = fmt::format("the connection still stands after {}", duration_text(waited));
  if (told) text += fmt::format("; before, {} came", told->text);
  return {Ending::Kind::silence, 0, std::move(text)};
}

// --- packets ---

bool Probe::send(const wire::Packet& packet) {
  state_->pace(packet);
  return state_->send(packet);
}

bool Probe::send_bytes(std::string_view bytes) {
  state_->wait_for(state_->manners.book());
  return state_->connection && state_->connection->send_bytes(bytes) && state_->flush();
}

std::uint16_t Probe::next_packet_id() {
  State& state = *state_;
  LAB_ASSERT(state.unanswered.size() < std::numeric_limits<std::uint16_t>::max());
  do {
    ++state.last_packet_id;
  } while (state.last_packet_id == 0 || state.unanswered.contains(state.last_packet_id));
  return state.last_packet_id;
}

// --- behaviour ---

void Probe::let_time_pass(std::chrono::milliseconds duration) {
  state_->wait_for(Manners::Clock::now() + duration);
}

void Probe::set_acknowledges(bool acknowledges) {
  state_->options.acknowledges = acknowledges;
}

void Probe::set_reading(bool reading) {
  if (state_->connection) state_->connection->set_reading(reading);
}

void Probe::set_link(Link link) {
  state_->options.link = std::move(link);
}

const std::string& Probe::name() const {
  return state_->options.name;
}

const ProbeOptions& Probe::options() const {
  return state_->options;
}

wire::Version Probe::version() const {
  return state_->version;
}

Loop& Probe::loop() {
  return state_->loop;
}

}  // namespace lab::probe
