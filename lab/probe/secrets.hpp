#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "lab/wire/packet.hpp"

namespace lab::probe {

/// Whether a packet holds what is never kept: the password of a CONNECT, authentication data of
/// any.
bool has_secrets(const wire::Packet& packet);

/// The packet with stars for its secrets.
wire::Packet starred(wire::Packet packet);

/// One direction of a connection, with its secrets starred out byte for byte. It follows the stream
/// by the specification's layout, also through packets that come in pieces or whose length lies;
/// where it cannot follow, it stars what could be a secret.
class SecretFilter {
 public:
  /// What follows in the stream, starred.
  std::string starred(std::string_view chunk);

 private:
  std::string begun_;  ///< What came of a packet that is not whole yet.
};

}  // namespace lab::probe
