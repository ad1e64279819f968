#include "lab/probe/packet_record.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "lab/probe/secrets.hpp"

namespace lab::probe {
namespace {

constexpr std::size_t most_kept_bytes = 4'096;
constexpr std::uint8_t first_refusal = 0x80;

}  // namespace

Record packet_record(Record::Kind kind, const wire::Packet& packet, std::string bytes,
                     std::size_t size, wire::Version version) {
  std::string text = has_secrets(packet) ? wire::describe(starred(packet), version)
                                         : wire::describe(packet, version);
  Record record = bytes_record(kind, std::move(text), std::move(bytes), size, version);
  record.packet = wire::name_of(packet);
  record.refusal = is_refusal(packet);
  return record;
}

Record bytes_record(Record::Kind kind, std::string problem, std::string bytes, std::size_t size,
                    wire::Version version) {
  Record record;
  record.kind = kind;
  record.version = version;
  record.text = std::move(problem);
  record.size = size;
  record.bytes = std::move(bytes);
  if (record.bytes.size() > most_kept_bytes) record.bytes.resize(most_kept_bytes);
  return record;
}

bool is_refusal(const wire::Packet& packet) {
  if (const auto* connack = std::get_if<wire::Connack>(&packet)) return connack->reason_code != 0;
  return std::visit(
      [](const auto& one) {
        if constexpr (requires { one.reason_codes; }) {
          return std::ranges::any_of(one.reason_codes,
                                     [](std::uint8_t code) { return code >= first_refusal; });
        } else if constexpr (requires { one.reason_code; }) {
          return one.reason_code >= first_refusal;
        } else {
          return false;
        }
      },
      packet);
}

}  // namespace lab::probe
