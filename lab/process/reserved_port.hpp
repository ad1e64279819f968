#pragma once

#include <cstdint>
#include <string>

namespace lab::process {

/// A TCP port on 127.0.0.1 (or the address given) that nobody else gets while this object lives: a
/// bound SO_REUSEADDR socket that does not listen. A broker that sets SO_REUSEADDR too (Mosquitto
/// does) can bind and listen on it.
class ReservedPort {
 public:
  /// Any free port. Throws `Error` (environment) if there is none.
  ReservedPort();
  /// That port (0: any) of that IPv4 address of this machine. Throws `Error`: environment, naming
  /// the port, if somebody listens on it or the address is not this machine's; usage if it is none.
  explicit ReservedPort(std::uint16_t port, const std::string& host = "127.0.0.1");
  ReservedPort(ReservedPort&&) noexcept;
  ReservedPort& operator=(ReservedPort&&) noexcept;
  ~ReservedPort();

  [[nodiscard]] std::uint16_t number() const { return number_; }

 private:
  int socket_ = -1;
  std::uint16_t number_ = 0;
};

}  // namespace lab::process
