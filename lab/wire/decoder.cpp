#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "lab/wire/byte_reader.hpp"
#include "lab/wire/decode.hpp"
#include "lab/wire/fixed_header.hpp"

namespace lab::wire {
namespace {

constexpr std::uint8_t packet_too_large = 0x95;

Malformed too_large(std::uint8_t type, std::size_t size, std::size_t most, Version version) {
  return {type, 1, fmt::format("the packet has {} bytes; at most {} are taken", size, most),
          version == Version::v5 ? "MQTT 5 §3.1.2.11.4, §3.2.2.3.6" : "MQTT 3.1.1 §2.2.3",
          packet_too_large};
}

}  // namespace

Decoder::Decoder(Version version, std::size_t most_bytes)
    : version_(version), most_bytes_(most_bytes) {}

void Decoder::feed(std::string_view bytes) {
  if (broken_) return;
  // What was read is let go before more comes, so that the buffer holds one packet and one feed.
  buffer_.erase(0, begin_);
  begin_ = 0;
  buffer_ += bytes;
}

std::optional<Decoded> Decoder::next() {
  if (broken_) return std::nullopt;
  const std::string_view waiting = std::string_view{buffer_}.substr(begin_);
  const auto outcome = read_fixed_header(waiting, version_);
  if (std::holds_alternative<std::monostate>(outcome)) return std::nullopt;

  Decoded decoded = Pingreq{};
  std::size_t size = waiting.size();
  if (const auto* header = std::get_if<FixedHeader>(&outcome)) {
    const std::size_t whole = header->bytes + header->body;
    size = std::min(size, whole);
    if (whole > most_bytes_) {
      decoded = too_large(header->type, whole, most_bytes_, version_);
    } else if (waiting.size() < whole) {
      return std::nullopt;
    } else {
      decoded = decode(waiting.substr(0, whole), version_);
    }
  } else {
    decoded = std::get<Malformed>(outcome);
  }

  last_bytes_ = waiting.substr(0, size);
  begin_ += size;
  broken_ = std::holds_alternative<Malformed>(decoded);
  if (broken_) {
    buffer_.clear();
    begin_ = 0;
  } else if (const auto* connect = std::get_if<Connect>(&std::get<Packet>(decoded))) {
    version_ = connect->version;
  }
  return decoded;
}

}  // namespace lab::wire
