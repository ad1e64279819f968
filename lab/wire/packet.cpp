#include "lab/wire/packet.hpp"

#include <cstddef>
#include <iterator>

namespace lab::wire {
namespace {

constexpr std::string_view names[] = {"reserved",  "CONNECT",  "CONNACK",     "PUBLISH",
                                      "PUBACK",    "PUBREC",   "PUBREL",      "PUBCOMP",
                                      "SUBSCRIBE", "SUBACK",   "UNSUBSCRIBE", "UNSUBACK",
                                      "PINGREQ",   "PINGRESP", "DISCONNECT",  "AUTH"};

}  // namespace

std::string_view to_text(Version version) {
  switch (version) {
    case Version::v31: return "3.1";
    case Version::v311: return "3.1.1";
    case Version::v5: return "5";
  }
  return "unknown";
}

std::uint8_t type_of(const Packet& packet) {
  static_assert(std::variant_size_v<Packet> == 15);
  static_assert(std::is_same_v<std::variant_alternative_t<0, Packet>, Connect>);
  static_assert(std::is_same_v<std::variant_alternative_t<14, Packet>, Auth>);
  return static_cast<std::uint8_t>(packet.index() + 1);
}

std::string_view name_of(const Packet& packet) {
  return name_of_type(type_of(packet));
}

std::string_view name_of_type(std::uint8_t type) {
  return type < std::size(names) ? names[type] : names[0];
}

}  // namespace lab::wire
