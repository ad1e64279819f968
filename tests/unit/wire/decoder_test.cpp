// Goal: a stream is cut into its packets wherever the network cuts it, and what is kept is bounded.
// Method: some packets one after the other, fed in two parts cut at every byte, and byte by byte.

#include <gtest/gtest.h>

#include "lab/wire/encode.hpp"
#include "tests/unit/wire/bytes.hpp"
#include "tests/unit/wire/random_packet.hpp"

namespace lab::wire {
namespace {

struct Stream {
  std::vector<Packet> packets;
  std::string bytes;
};

Stream stream_of(std::uint32_t seed, std::size_t count, Version version) {
  RandomPacket random(seed, version);
  Stream stream;
  while (stream.packets.size() < count) {
    Packet packet = random.next();
    stream.bytes += encode(packet, version);
    stream.packets.push_back(std::move(packet));
  }
  return stream;
}

/// Takes all packets that are there, and checks that `last_bytes` is how each travelled.
void take_all(Decoder& decoder, std::vector<Packet>& packets, std::string& travelled) {
  while (auto decoded = decoder.next()) {
    ASSERT_TRUE(std::holds_alternative<Packet>(*decoded))
        << std::get<Malformed>(*decoded).problem << " in " << hex(decoder.last_bytes());
    packets.push_back(std::get<Packet>(*decoded));
    travelled += decoder.last_bytes();
  }
}

TEST(Decoder, StreamCutAtAnyByte_GivesTheSamePackets) {
  for (const Version version : {Version::v311, Version::v5}) {
    const Stream stream = stream_of(5, 12, version);
    for (std::size_t cut = 0; cut <= stream.bytes.size(); ++cut) {
      Decoder decoder(version);
      std::vector<Packet> packets;
      std::string travelled;
      decoder.feed(std::string_view{stream.bytes}.substr(0, cut));
      take_all(decoder, packets, travelled);
      ASSERT_EQ(decoder.waiting_bytes(), cut - travelled.size());
      decoder.feed(std::string_view{stream.bytes}.substr(cut));
      take_all(decoder, packets, travelled);
      ASSERT_EQ(packets, stream.packets) << cut;
      ASSERT_EQ(travelled, stream.bytes) << cut;
      ASSERT_EQ(decoder.waiting_bytes(), 0U);
    }
  }
}

TEST(Decoder, StreamByteByByte_GivesTheSamePackets) {
  const Stream stream = stream_of(6, 100, Version::v5);
  Decoder decoder(Version::v5);
  std::vector<Packet> packets;
  std::string travelled;
  for (const char& byte : stream.bytes) {
    decoder.feed({&byte, 1});
    take_all(decoder, packets, travelled);
  }
  EXPECT_EQ(packets, stream.packets);
  EXPECT_EQ(travelled, stream.bytes);
}

TEST(Decoder, Connect_DecidesTheVersionOfWhatFollows) {
  Connect connect;
  connect.version = Version::v311;
  const Publish publish{"a", "\1\1", 0};
  Decoder decoder(Version::v5);
  decoder.feed(encode(connect, Version::v311) + encode(publish, Version::v311));
  EXPECT_EQ(decoder.next(), Decoded{connect});
  EXPECT_EQ(decoder.version(), Version::v311);
  EXPECT_EQ(decoder.next(), Decoded{publish});
}

TEST(Decoder, AfterAMalformedPacket_GivesNothing) {
  Decoder decoder(Version::v5);
  decoder.feed(bytes("C0 00 40 02 00 00 C0 00"));
  EXPECT_EQ(decoder.next(), Decoded{Pingreq{}});
  const auto malformed = decoder.next();
  ASSERT_TRUE(malformed && std::holds_alternative<Malformed>(*malformed));
  EXPECT_EQ(std::get<Malformed>(*malformed).problem, "the packet identifier is 0");
  EXPECT_EQ(hex(decoder.last_bytes()), "40 02 00 00");
  EXPECT_EQ(decoder.next(), std::nullopt);
  decoder.feed(bytes("C0 00"));
  EXPECT_EQ(decoder.next(), std::nullopt);
  EXPECT_EQ(decoder.waiting_bytes(), 0U);
}

TEST(Decoder, MalformedFixedHeader_IsToldBeforeTheRestComes) {
  Decoder decoder(Version::v5);
  decoder.feed(bytes("C1"));
  const auto malformed = decoder.next();
  ASSERT_TRUE(malformed && std::holds_alternative<Malformed>(*malformed));
  EXPECT_EQ(hex(decoder.last_bytes()), "C1");
}

TEST(Decoder, PacketOverTheMost_IsToldBeforeItsBodyComes) {
  Decoder decoder(Version::v5, 100);
  decoder.feed(bytes("30 62") + std::string("\0\1a\0", 4) + std::string(94, 'x'));
  const auto largest = decoder.next();
  ASSERT_TRUE(largest && std::holds_alternative<Packet>(*largest));
  decoder.feed(bytes("30 63 00 01"));
  EXPECT_EQ(decoder.next(),
            Decoded(Malformed{3, 1, "the packet has 101 bytes; at most 100 are taken",
                              "MQTT 5 §3.1.2.11.4, §3.2.2.3.6", 0x95}));
  EXPECT_EQ(hex(decoder.last_bytes()), "30 63 00 01");
}

TEST(Decoder, LargestPacketOfTheSpecification_IsWaitedFor) {
  Decoder decoder(Version::v311);
  decoder.feed(bytes("30 FF FF FF 7F"));
  EXPECT_EQ(decoder.next(), std::nullopt);
  EXPECT_EQ(decoder.waiting_bytes(), 5U);
}

}  // namespace
}  // namespace lab::wire
