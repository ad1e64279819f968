#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "lab/probe/loop.hpp"
#include "lab/probe/probe.hpp"
#include "lab/wire/decode.hpp"
#include "lab/wire/packet.hpp"

namespace lab::probe::test {

/// How long a test waits for what must come soon on one machine.
inline constexpr std::chrono::seconds patience{20};

inline Deadline soon() {
  return Deadline::after(patience);
}

/// A deadline for what must not come: everything under way has long come by then.
inline Deadline shortly() {
  return Deadline::after(std::chrono::milliseconds{50});
}

/// A peer on TCP that speaks as a small broker does, or as it is told to, for what no real one
/// says. It runs on the probes' own loop, and takes one connection at a time.
class ScriptedPeer {
 public:
  explicit ScriptedPeer(Loop& loop);

  [[nodiscard]] Link link() const;

  /// Says yes if it has dealt with a packet itself; else the peer answers as a broker would.
  std::function<bool(const wire::Packet&)> handles = [](const wire::Packet&) { return false; };

  /// What it does when somebody connects, before anything is heard.
  std::function<void()> at_connection = [] {};

  void say(const wire::Packet& packet, wire::Version version = wire::Version::v5);
  void say_bytes(std::string bytes);
  /// FIN once all has been said.
  void close();
  /// The same for our side only; what comes is still heard.
  void close_own_side();
  /// RST at once.
  void reset();
  void set_reading(bool reading);
  /// Whether something is said that the probe does not take.
  [[nodiscard]] bool is_held_up() const { return is_writing_; }

  std::vector<wire::Packet> heard;  ///< Packets, of all connections.
  std::string heard_bytes;          ///< All bytes.
  int connections = 0;
  bool has_ended = false;  ///< The probe has ended the latest connection …
  bool was_reset = false;  ///< … with RST.

  /// Those of one type that were heard.
  template <typename Type>
  [[nodiscard]] std::vector<Type> heard_of() const {
    std::vector<Type> found;
    for (const wire::Packet& packet : heard) {
      if (const auto* one = std::get_if<Type>(&packet)) found.push_back(*one);
    }
    return found;
  }

 private:
  void accept();
  void read();
  void take_in(std::string_view bytes);
  void answer(const wire::Packet& packet);
  void write_next();

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::ip::tcp::socket socket_;
  wire::Decoder decoder_{wire::Version::v5};
  std::array<char, 65'536> buffer_{};
  std::deque<std::string> queue_;
  bool is_writing_ = false;
  std::function<void()> at_last_;  ///< To be done once all has been said.
  bool is_reading_ = true;
  bool has_read_ = false;
};

/// Runs the loop until then; false if the deadline passes first.
bool run_until(Loop& loop, const std::function<bool()>& done, Deadline deadline = soon());

}  // namespace lab::probe::test
