// Keep alive: how long a client may ask for, and what becomes of one that falls silent
// (CA-054 … CA-057).

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "tests/conformance/conformance_case.hpp"

namespace lab::conformance {
namespace {

using std::chrono::seconds;
using wire::PropertyId;

/// The longest keep alive of the service, in seconds (facts §6).
constexpr std::uint16_t longest_keep_alive = 1160;
constexpr std::uint16_t too_long_keep_alive = 2000;

wire::Connect with_keep_alive(wire::Connect packet, std::uint16_t keep_alive) {
  packet.keep_alive = keep_alive;
  return packet;
}

/// Nothing if it is absent, or there is no CONNACK.
std::optional<std::uint32_t> server_keep_alive(const probe::ConnectAnswer& answer) {
  if (!answer.came()) return std::nullopt;
  return answer.packet().properties.number(PropertyId::server_keep_alive);
}

std::string text_of(const std::optional<std::uint32_t>& keep_alive) {
  return keep_alive ? fmt::format("Server Keep Alive {}", *keep_alive) : "no Server Keep Alive";
}

}  // namespace

CONFORMANCE_CASE(Sessions, CA_054) {
  const auto answer =
      probe("device1").connect(with_keep_alive(connect_packet("device1"), longest_keep_alive));

  expect_accepted(answer, fmt::format("a keep alive of {} s is accepted", longest_keep_alive));
  expect(server_keep_alive(answer).value_or(longest_keep_alive) >= longest_keep_alive,
         "the service asks for no shorter one", text_of(server_keep_alive(answer)));
}

CONFORMANCE_CASE(Sessions, CA_055) {
  const auto answer =
      probe("device1").connect(with_keep_alive(connect_packet("device1"), too_long_keep_alive));

  const bool shortened = probe::accepted(answer) && server_keep_alive(answer).value_or(
                                                        too_long_keep_alive) <= longest_keep_alive;
  expect(shortened || probe::refused(answer),
         fmt::format("a keep alive of {} s is refused, or answered with {} s at most",
                     too_long_keep_alive, longest_keep_alive),
         fmt::format("{}, {}", probe::in_words(answer, version()),
                     text_of(server_keep_alive(answer))));
}

CONFORMANCE_CASE(Sessions, CA_056) {
  constexpr seconds watched{5};
  const auto note = [&](std::uint16_t keep_alive) {
    auto& device = probe("device1", fmt::format("keep alive {}", keep_alive));
    const auto what = fmt::format("keep alive {}", keep_alive);
    const auto answer = device.connect(with_keep_alive(connect_packet("device1"), keep_alive));
    record(what, fmt::format("{}, {}", probe::in_words(answer, version()),
                             text_of(server_keep_alive(answer))));
    if (!probe::accepted(answer)) return;
    const auto ending = device.wait_for_end(Deadline::after(watched));
    record(fmt::format("{}, a silent client", what), probe::in_words(ending));
  };

  note(0);
  if (!is_v5()) note(too_long_keep_alive);
}

CONFORMANCE_CASE(Sessions, CA_057) {
  // given: the shortest keep alive of these that is welcome
  auto& device = probe("device1");
  std::uint32_t keep_alive = 10;
  auto answer = device.connect(with_keep_alive(connect_packet("device1"), 10));
  if (!probe::accepted(answer)) {
    record("keep alive 10", probe::in_words(answer, version()));
    keep_alive = 60;
    device.cut();
    answer = device.connect(with_keep_alive(connect_packet("device1"), 60));
  }
  if (!expect_accepted(answer, fmt::format("a client with keep alive {} is welcome", keep_alive))) {
    return;
  }
  keep_alive = server_keep_alive(answer).value_or(keep_alive);

  // when: it says nothing
  const auto silent_since = Deadline::Clock::now();
  const seconds latest{2 * keep_alive + 5};
  const auto ending = device.wait_for_end(Deadline::after(latest));
  const std::chrono::duration<double> silent_for = Deadline::Clock::now() - silent_since;

  const auto came = fmt::format("{} after {:.1f} s", probe::in_words(ending), silent_for.count());
  expect(ending.kind != probe::Ending::Kind::silence,
         fmt::format("after silence beyond its keep alive of {} s (near {} s, at most {} s) the "
                     "connection ends",
                     keep_alive, keep_alive * 3 / 2, latest.count()),
         came);
  expect(silent_for >= seconds{keep_alive},
         fmt::format("it does not end before the {} s are over", keep_alive), came);
}

}  // namespace lab::conformance
