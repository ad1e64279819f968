#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"
#include "lab/probe/recording.hpp"

namespace lab::probe {
namespace {

using nlohmann::json;

std::string hex(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    fmt::format_to(std::back_inserter(text), "{:02x}", static_cast<unsigned char>(byte));
  }
  return text;
}

[[noreturn]] void refuse(const char* member, std::string_view cause) {
  throw Error(ErrorKind::definition, fmt::format("no record: its member \"{}\"", member), cause);
}

const json& member_of(const json& record, const char* name) {
  if (!record.is_object()) {
    throw Error(ErrorKind::definition, "no record", "it is no JSON object");
  }
  const auto found = record.find(name);
  if (found == record.end()) refuse(name, "it is missing");
  return *found;
}

std::string text_of(const json& record, const char* name) {
  const json& value = member_of(record, name);
  if (!value.is_string()) refuse(name, "it is no string");
  return value.get<std::string>();
}

template <typename Number>
Number number_of(const json& record, const char* name) {
  const json& value = member_of(record, name);
  if (!value.is_number_integer()) refuse(name, "it is no whole number");
  // Read from text, a number above zero is unsigned; made by a program it may be either.
  const bool fits = value.is_number_unsigned() ? std::in_range<Number>(value.get<std::uint64_t>())
                                               : std::in_range<Number>(value.get<std::int64_t>());
  if (!fits) refuse(name, "it is out of range");
  return value.get<Number>();
}

/// The one of these whose text it is.
template <typename Type, std::size_t Count>
Type one_of(const std::array<Type, Count>& all, const json& record, const char* name) {
  const std::string text = text_of(record, name);
  for (const Type each : all) {
    if (to_text(each) == text) return each;
  }
  refuse(name, fmt::format("\"{}\" is none of its words", printable(text)));
}

std::optional<int> hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  return std::nullopt;
}

std::string bytes_of(const json& record, const char* name) {
  const std::string text = text_of(record, name);
  if (text.size() % 2 != 0) refuse(name, "it has an odd number of hex digits");
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const auto high = hex_digit(text[at]);
    const auto low = hex_digit(text[at + 1]);
    if (!high || !low) refuse(name, "it is not in lower-case hex");
    bytes += static_cast<char>(*high * 16 + *low);
  }
  return bytes;
}

constexpr std::array kinds = {Record::Kind::sent,   Record::Kind::received, Record::Kind::opened,
                              Record::Kind::failed, Record::Kind::closed,   Record::Kind::cut,
                              Record::Kind::note};
constexpr std::array versions = {wire::Version::v31, wire::Version::v311, wire::Version::v5};

}  // namespace

json to_json(const Record& record) {
  return {{"at_us", record.at_us},
          {"who", record.who},
          {"connection", record.connection},
          {"kind", to_text(record.kind)},
          {"version", to_text(record.version)},
          {"packet", record.packet},
          {"text", record.text},
          {"bytes", hex(record.bytes)},
          {"size", record.size},
          {"refusal", record.refusal}};
}

Record record_from_json(const json& from) {
  Record record;
  record.at_us = number_of<std::int64_t>(from, "at_us");
  record.who = text_of(from, "who");
  record.connection = number_of<std::uint32_t>(from, "connection");
  record.kind = one_of(kinds, from, "kind");
  record.version = one_of(versions, from, "version");
  record.packet = text_of(from, "packet");
  record.text = text_of(from, "text");
  record.bytes = bytes_of(from, "bytes");
  record.size = number_of<std::size_t>(from, "size");
  const json& refusal = member_of(from, "refusal");
  if (!refusal.is_boolean()) refuse("refusal", "it is neither true nor false");
  record.refusal = refusal.get<bool>();
  return record;
}

}  // namespace lab::probe
