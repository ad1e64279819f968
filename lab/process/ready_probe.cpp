#include "lab/process/ready_probe.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lab/base/assert.hpp"
#include "lab/process/descriptor.hpp"

namespace lab::process {
namespace {

/// A CONNECT of MQTT 5 with clean start, 60 s keep alive, no properties, no user name, and client
/// id "ready". Nobody may connect like this, so that it cannot take over anyone's session.
constexpr std::array<std::uint8_t, 20> connect_packet{
    0x10, 18,                                    // CONNECT, 18 bytes follow
    0,    4,  'M', 'Q', 'T', 'T', 5,  2, 0, 60,  // protocol, version, clean start, keep alive
    0,                                           // no properties
    0,    5,  'r', 'e', 'a', 'd', 'y'};

constexpr std::uint8_t connack_type = 0x20;

bool wait_readable(int descriptor, Deadline deadline) {
  pollfd watched{.fd = descriptor, .events = POLLIN, .revents = 0};
  while (true) {
    const int ready = ::poll(&watched, 1, deadline.left_ms());
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace

bool answers_connect(const std::filesystem::path& socket, Deadline deadline) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  LAB_ASSERT(socket.native().size() < sizeof address.sun_path);
  std::memcpy(address.sun_path, socket.c_str(), socket.native().size());
  const Descriptor connection{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  // Neither of these waits: the socket's backlog is empty, and so is the connection's buffer.
  if (::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
          0 ||
      ::send(connection.get(), connect_packet.data(), connect_packet.size(), MSG_NOSIGNAL) !=
          static_cast<ssize_t>(connect_packet.size())) {
    return false;
  }
  if (!wait_readable(connection.get(), deadline)) return false;
  std::uint8_t packet_type = 0;
  return ::recv(connection.get(), &packet_type, 1, 0) == 1 && packet_type == connack_type;
}

}  // namespace lab::process
