#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "lab/wire/packet.hpp"

namespace lab::wire {

/// Makes legal packets of all types of a version, the same for the same seed.
class RandomPacket {
 public:
  RandomPacket(std::uint32_t seed, Version version) : random_(seed), version_(version) {}

  /// A packet of a random type.
  Packet next();

 private:
  Packet of_type(std::uint32_t type);
  Connect connect();
  Connack connack();
  Publish publish();
  Subscribe subscribe();
  template <int Type>
  PublishAnswer<Type> answer();

  Properties properties(unsigned place);
  void add_property(Properties& properties, const PropertyRule& rule);
  std::uint32_t number_for(const PropertyRule& rule);
  std::uint8_t reason_code(std::uint8_t packet_type);
  std::vector<std::uint8_t> reason_codes(std::uint8_t packet_type);
  std::uint16_t packet_id() { return static_cast<std::uint16_t>(1 + below(0xFFFF)); }
  std::string text(std::uint32_t least = 0);
  std::string topic();
  std::string filter();
  std::string binary();

  [[nodiscard]] bool is_v5() const { return version_ == Version::v5; }
  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }
  bool chance() { return below(2) == 0; }

  std::mt19937 random_;
  Version version_;
};

}  // namespace lab::wire
