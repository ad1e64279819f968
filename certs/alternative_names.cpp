#include "certs/alternative_names.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace lab::certs {
namespace {

using StringHandle = std::unique_ptr<ASN1_STRING, Freed<ASN1_STRING_free>>;

/// The bytes of an IPv4 or IPv6 address: 4, 16, or none if the text is no address.
std::string ip_bytes(const std::string& text) {
  std::array<char, 16> bytes{};
  // A zero byte would end the text early for inet_pton.
  if (text.find('\0') != std::string::npos) return {};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return {bytes.data(), 4};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return {bytes.data(), 16};
  return {};
}

/// The text as a message can show it: control characters as \xXX.
std::string shown(const std::string& text) {
  std::string readable;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    readable +=
        byte < 0x20 || byte == 0x7F ? fmt::format("\\x{:02X}", byte) : std::string{character};
  }
  return readable;
}

void push(GENERAL_NAMES* names, int type, StringHandle value) {
  GeneralNameHandle name{GENERAL_NAME_new()};
  require(name != nullptr, "cannot make an alternative name");
  GENERAL_NAME_set0_value(name.get(), type, value.release());
  require(sk_GENERAL_NAME_push(names, name.get()) > 0, "cannot make an alternative name");
  static_cast<void>(name.release());
}

StringHandle make_string(int type, std::string_view bytes) {
  StringHandle string{ASN1_STRING_type_new(type)};
  require(string != nullptr &&
              ASN1_STRING_set(string.get(), bytes.data(), static_cast<int>(bytes.size())) == 1,
          "cannot make an alternative name");
  return string;
}

void push_texts(GENERAL_NAMES* names, int type, std::string_view kind,
                const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    const bool fits = !text.empty() && std::all_of(text.begin(), text.end(), [](char character) {
      return character > 0x20 && character < 0x7F;
    });
    if (!fits) {
      throw Error(ErrorKind::definition,
                  fmt::format("cannot put '{}' into a certificate as {}", shown(text), kind),
                  "that field holds printable ASCII without spaces, and is never empty",
                  "choose another name, or a scheme that reads the subject");
    }
    push(names, type, make_string(V_ASN1_IA5STRING, text));
  }
}

void push_addresses(GENERAL_NAMES* names, const std::vector<std::string>& addresses) {
  for (const std::string& address : addresses) {
    const std::string bytes = ip_bytes(address);
    if (bytes.empty()) {
      throw Error(
          ErrorKind::definition,
          fmt::format("cannot put '{}' into a certificate as an IP address", shown(address)),
          "it is neither an IPv4 nor an IPv6 address", "write it like 192.0.2.7 or 2001:db8::7");
    }
    push(names, GEN_IPADD, make_string(V_ASN1_OCTET_STRING, bytes));
  }
}

}  // namespace

GeneralNamesHandle make_alternative_names(const LeafRequest& request) {
  GeneralNamesHandle names{GENERAL_NAMES_new()};
  require(names != nullptr, "cannot make alternative names");
  push_texts(names.get(), GEN_DNS, "a DNS name", request.dns_names);
  push_texts(names.get(), GEN_URI, "a URI", request.uris);
  push_addresses(names.get(), request.ip_addresses);
  push_texts(names.get(), GEN_EMAIL, "an e-mail address", request.email_addresses);
  if (sk_GENERAL_NAME_num(names.get()) == 0) names.reset();
  return names;
}

bool is_ip_address(const std::string& text) {
  return !ip_bytes(text).empty();
}

}  // namespace lab::certs
