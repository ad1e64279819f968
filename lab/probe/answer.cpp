// What an answer means, and its words.

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "lab/probe/packet_words.hpp"
#include "lab/probe/probe.hpp"

namespace lab::probe {
namespace {

constexpr std::uint8_t first_refusal = 0x80;

bool is_refusal(std::uint8_t code) {
  return code >= first_refusal;
}

bool is_refusal(const wire::Connack& packet) {
  return packet.reason_code != 0;
}
bool is_refusal(const wire::Puback& packet) {
  return is_refusal(packet.reason_code);
}
bool is_refusal(const wire::Suback& packet) {
  return std::ranges::any_of(packet.reason_codes,
                             [](std::uint8_t code) { return is_refusal(code); });
}

template <typename Type>
bool is_refused(const Answer<Type>& answer) {
  if (answer.came()) return is_refusal(answer.packet());
  return answer.ending().kind == Ending::Kind::closed ||
         answer.ending().kind == Ending::Kind::disconnect;
}

/// A packet with one reason code.
template <typename Type>
std::string coded_words(const Answer<Type>& answer, wire::Version version) {
  if (!answer.came()) return in_words(answer.ending());
  const Type& packet = answer.packet();
  const wire::Packet any{packet};
  return fmt::format("{} {}{}", wire::name_of(any),
                     code_words(wire::type_of(any), packet.reason_code, version),
                     reason_string_words(packet.properties));
}

}  // namespace

bool accepted(const ConnectAnswer& answer) {
  return answer.came() && !is_refusal(answer.packet());
}
bool accepted(const PublishAnswer& answer) {
  return answer.came() && !is_refusal(answer.packet());
}
bool accepted(const SubscribeAnswer& answer) {
  return answer.came() && !answer.packet().reason_codes.empty() && !is_refusal(answer.packet());
}

bool refused(const ConnectAnswer& answer) {
  return is_refused(answer);
}
bool refused(const PublishAnswer& answer) {
  return is_refused(answer);
}
bool refused(const SubscribeAnswer& answer) {
  return is_refused(answer);
}

std::string in_words(const ConnectAnswer& answer, wire::Version version) {
  const bool resumes = answer.came() && answer.packet().session_present;
  return coded_words(answer, version) + (resumes ? ", session present" : "");
}

std::string in_words(const PublishAnswer& answer, wire::Version version) {
  // Before MQTT 5 a PUBACK has no code.
  if (answer.came() && version != wire::Version::v5) return "PUBACK";
  return coded_words(answer, version);
}

std::string in_words(const SubscribeAnswer& answer, wire::Version version) {
  if (!answer.came()) return in_words(answer.ending());
  const wire::Suback& packet = answer.packet();
  const std::uint8_t type = wire::type_of(wire::Packet{packet});
  std::vector<std::string> codes;
  for (const std::uint8_t code : packet.reason_codes) {
    codes.push_back(code_words(type, code, version));
  }
  return fmt::format("SUBACK {}{}", fmt::join(codes, ", "), reason_string_words(packet.properties));
}

std::string in_words(const Ending& ending) {
  if (!ending.text.empty()) return ending.text;
  switch (ending.kind) {
    case Ending::Kind::silence: return "nothing";
    case Ending::Kind::closed: return "the connection was closed";
    case Ending::Kind::disconnect: return fmt::format("DISCONNECT 0x{:02X}", ending.reason_code);
    case Ending::Kind::malformed: return "bytes that are no legal packet";
  }
  return "";
}

}  // namespace lab::probe
