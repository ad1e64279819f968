#include "lab/probe/probe_state.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "lab/probe/loop.hpp"

namespace lab::probe {
namespace {

/// Events that are still handled once a deadline has passed: for what was there, but not for ever
/// if others never fall silent.
constexpr int most_late_events = 64;

constexpr std::uint8_t first_refusal = 0x80;

/// The packet id whose answer a packet waits for, or is; 0 for none.
template <typename... Types>
std::uint16_t id_in(const wire::Packet& packet) {
  std::uint16_t id = 0;
  (void)((std::holds_alternative<Types>(packet) &&
          (id = std::get<Types>(packet).packet_id, true)) ||
         ...);
  return id;
}

std::uint16_t id_of_question(const wire::Packet& packet) {
  const auto* publish = std::get_if<wire::Publish>(&packet);
  if (publish) return publish->qos == 0 ? std::uint16_t{0} : publish->packet_id;
  return id_in<wire::Subscribe, wire::Unsubscribe>(packet);
}

std::uint16_t id_of_answer(const wire::Packet& packet) {
  const auto* received = std::get_if<wire::Pubrec>(&packet);
  if (received && received->reason_code < first_refusal) return 0;
  return id_in<wire::Puback, wire::Pubrec, wire::Pubcomp, wire::Suback, wire::Unsuback>(packet);
}

}  // namespace

std::string duration_text(std::chrono::milliseconds duration) {
  if (duration.count() < 1'000) return fmt::format("{} ms", duration.count());
  return fmt::format("{:g} s", static_cast<double>(duration.count()) / 1'000);
}

Probe::State::State(Loop& on, Recording& into, Manners& with, ProbeOptions wanted)
    : loop(on), recording(into), manners(with), options(std::move(wanted)) {}

bool Probe::State::run(const std::function<bool()>& done, Deadline deadline) {
  int late_events = 0;
  while (!done()) {
    if (deadline.passed() && ++late_events > most_late_events) return false;
    if (!loop.run_one(deadline)) return done();
  }
  return true;
}

std::optional<Ending> Probe::State::run_until(const std::function<bool()>& done,
                                              Deadline deadline) {
  using std::chrono::milliseconds;
  const auto patience =
      std::max(deadline.when() - Deadline::Clock::now(), Deadline::Clock::duration{});
  run([&] { return done() || ending(); }, deadline);
  if (done()) return std::nullopt;
  if (auto end = ending()) return end;
  return Ending{
      Ending::Kind::silence, 0,
      fmt::format("nothing in {}", duration_text(std::chrono::round<milliseconds>(patience)))};
}

void Probe::State::wait_for(Manners::Clock::time_point moment) {
  const Deadline deadline{moment};
  while (!deadline.passed()) loop.run_one(deadline);
}

std::optional<Ending> Probe::State::ending() const {
  if (!connection) return Ending{Ending::Kind::closed, 0, "there is no connection"};
  return connection->ending();
}

Ending Probe::State::why_not_sent() {
  // A write that failed is known before the reading has told why.
  return run_until([] { return false; }, patience()).value();
}

void Probe::State::pace(const wire::Packet& packet) {
  if (const auto* connect = std::get_if<wire::Connect>(&packet)) {
    wait_for(manners.book_connect(connect->client_id));
  } else if (std::holds_alternative<wire::Subscribe>(packet) ||
             std::holds_alternative<wire::Unsubscribe>(packet)) {
    wait_for(manners.book_subscribe(session.empty() ? options.name : session));
  } else if (std::holds_alternative<wire::Publish>(packet) ||
             std::holds_alternative<wire::Pingreq>(packet)) {
    wait_for(manners.book());
  }
}

bool Probe::State::send(const wire::Packet& packet) {
  if (!connection || !connection->can_send()) return false;
  if (const auto* connect = std::get_if<wire::Connect>(&packet)) {
    version = connect->version;
    session = connect->client_id;
    connection->use_version(connect->version);
  }
  if (const std::uint16_t id = id_of_question(packet)) unanswered.insert(id);
  return connection->send(packet) && flush();
}

bool Probe::State::flush() {
  run([this] { return connection->is_flushed(); }, patience());
  return connection->can_send();
}

void Probe::State::take_in(wire::Packet packet) {
  if (const std::uint16_t id = id_of_answer(packet)) unanswered.erase(id);
  if (auto* publish = std::get_if<wire::Publish>(&packet)) {
    messages.push_back(std::move(*publish));
  } else {
    packets.push_back(std::move(packet));
  }
}

void Probe::State::record(Record record) {
  record.who = options.name;
  record.connection = connections;
  recording.add(std::move(record));
}

}  // namespace lab::probe
