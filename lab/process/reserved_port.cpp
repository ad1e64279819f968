#include "lab/process/reserved_port.hpp"

#include <cerrno>
#include <string>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/base/error.hpp"
#include "lab/process/descriptor.hpp"

namespace lab::process {
namespace {

[[noreturn]] void throw_no_port(const std::string& host, std::uint16_t port, int error_number) {
  if (port == 0) {
    throw Error(ErrorKind::environment, "cannot reserve a TCP port on " + host,
                errno_text(error_number),
                "close programs that hold many connections, or give one with --port");
  }
  const std::string what = fmt::format("cannot reserve port {} of {}", port, host);
  if (error_number == EADDRINUSE) {
    throw Error(ErrorKind::environment, what,
                "a program already listens there: a mosquitto service, or another eglab",
                fmt::format("see which one with: ss -ltnp 'sport = :{}'; then stop it, or take "
                            "another port with --port",
                            port));
  }
  if (error_number == EACCES) {
    throw Error(ErrorKind::environment, what, "ports below 1024 are for root",
                "take another port with --port");
  }
  if (error_number == EADDRNOTAVAIL) {
    throw Error(ErrorKind::environment, what, "this machine does not have that address",
                "see which it has with: ip address; then give one of them with --bind");
  }
  throw Error(ErrorKind::environment, what, errno_text(error_number),
              "take another port with --port");
}

/// Throws `Error` (usage) if `host` is no IPv4 address.
sockaddr_in address_of(const std::string& host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) == 1) return address;
  throw Error(ErrorKind::usage, fmt::format("cannot listen on \"{}\"", host),
              "it is no IPv4 address",
              "give one of this machine's, or 0.0.0.0 for all, with --bind");
}

}  // namespace

ReservedPort::ReservedPort() : ReservedPort(std::uint16_t{0}) {}

ReservedPort::ReservedPort(std::uint16_t port, const std::string& host) {
  sockaddr_in address = address_of(host, port);
  Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!socket.is_open()) throw_no_port(host, port, errno);
  // With it on both sides, Linux lets the broker bind a port that is bound and not listened on. It
  // still refuses one that somebody listens on, and gives a port to no one who asks for any.
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket.get(), generic, size) != 0) throw_no_port(host, port, errno);
  if (::getsockname(socket.get(), generic, &size) != 0) throw_no_port(host, port, errno);
  number_ = ntohs(address.sin_port);
  socket_ = socket.release();
}

ReservedPort::ReservedPort(ReservedPort&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), number_(std::exchange(other.number_, 0)) {}

ReservedPort& ReservedPort::operator=(ReservedPort&& other) noexcept {
  if (this == &other) return *this;
  if (socket_ >= 0) ::close(socket_);
  socket_ = std::exchange(other.socket_, -1);
  number_ = std::exchange(other.number_, std::uint16_t{0});
  return *this;
}

ReservedPort::~ReservedPort() {
  if (socket_ >= 0) ::close(socket_);
}

}  // namespace lab::process
