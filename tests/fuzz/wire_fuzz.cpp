// Goal: no bytes from the network break the decoder, what it takes it writes back the same, and it
// does not matter where the network cuts. Method: the first byte chooses the version, the second
// where the rest is cut. The rest is read as one packet; and as a stream, whole and in two parts.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lab/base/assert.hpp"
#include "lab/base/terminal.hpp"
#include "lab/wire/decode.hpp"
#include "lab/wire/encode.hpp"

namespace lab::wire {
namespace {

/// Small, so that the fuzzer meets it.
constexpr std::size_t most_bytes = 600;

void check(const Decoded& decoded, std::string_view bytes, Version version) {
  if (const auto* malformed = std::get_if<Malformed>(&decoded)) {
    LAB_ASSERT(malformed->offset <= bytes.size());
    LAB_ASSERT(!malformed->source.empty());
    LAB_ASSERT(malformed->reason_code >= 0x80);
    LAB_ASSERT(printable(malformed->problem, malformed->problem.size()) == malformed->problem);
    return;
  }
  const auto& packet = std::get<Packet>(decoded);
  const auto* connect = std::get_if<Connect>(&packet);
  const std::string again = encode(packet, version);
  LAB_ASSERT(decode(again, version) == decoded);
  // Only what may be left out is left out, and a long length written short.
  LAB_ASSERT(again.size() <= bytes.size());
  LAB_ASSERT(encode(packet, connect != nullptr ? connect->version : version) == again);
  const std::string line = describe(packet, version);
  LAB_ASSERT(printable(line, line.size()) == line);
}

/// All that a decoder gives for these parts of a stream, and what it has left.
struct Reading {
  std::vector<Decoded> decoded;
  std::string travelled;
  std::size_t waiting = 0;
  friend bool operator==(const Reading&, const Reading&) = default;
};

Reading read(std::initializer_list<std::string_view> parts, Version version) {
  Decoder decoder(version, most_bytes);
  Reading reading;
  for (const std::string_view part : parts) {
    decoder.feed(part);
    LAB_ASSERT(decoder.waiting_bytes() <= most_bytes + part.size());
    while (std::optional<Decoded> decoded = decoder.next()) {
      const bool is_packet = std::holds_alternative<Packet>(*decoded);
      // What travelled of a malformed packet depends on what had come.
      if (is_packet) reading.travelled += decoder.last_bytes();
      check(*decoded, decoder.last_bytes(), decoder.version());
      reading.decoded.push_back(std::move(*decoded));
    }
  }
  reading.waiting = decoder.waiting_bytes();
  return reading;
}

}  // namespace
}  // namespace lab::wire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lab::wire;
  if (size < 2) return 0;
  constexpr Version versions[] = {Version::v31, Version::v311, Version::v5};
  const Version version = versions[data[0] % 3];
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 2, size - 2};
  const std::size_t cut = bytes.size() * data[1] / 255;

  check(decode(bytes, version), bytes, version);
  const Reading whole = read({bytes}, version);
  LAB_ASSERT(read({bytes.substr(0, cut), bytes.substr(cut)}, version) == whole);
  return 0;
}
