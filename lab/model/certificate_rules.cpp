#include "lab/model/certificate_rules.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "lab/base/base64.hpp"
#include "lab/model/limits.hpp"
#include "lab/model/name_rules.hpp"
#include "lab/model/property_reader.hpp"

namespace lab::model {
namespace {

constexpr std::string_view begin_line = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view end_line = "-----END CERTIFICATE-----";

std::string without_whitespace(std::string_view text) {
  std::string result;
  std::copy_if(text.begin(), text.end(), std::back_inserter(result),
               [](char letter) { return std::isspace(static_cast<unsigned char>(letter)) == 0; });
  return result;
}

/// Whether bytes are one DER SEQUENCE from the first byte to the last.
bool is_one_sequence(std::string_view der) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(der[index]); };
  if (der.size() < 2 || byte(0) != 0x30) return false;
  if (byte(1) < 0x80) return der.size() == 2U + byte(1);
  const std::size_t length_bytes = byte(1) & 0x7FU;
  if (length_bytes == 0 || length_bytes > 4 || der.size() < 2 + length_bytes) return false;
  std::size_t length = 0;
  for (std::size_t index = 0; index < length_bytes; ++index)
    length = length << 8U | byte(2 + index);
  return der.size() == 2 + length_bytes + length;
}

/// Why a text is not one certificate, or empty.
std::string_view certificate_problem(std::string_view text) {
  const std::size_t begin = text.find(begin_line);
  if (begin == std::string_view::npos) return "it has no -----BEGIN CERTIFICATE----- line";
  const std::size_t end = text.find(end_line, begin);
  if (end == std::string_view::npos) return "it has no -----END CERTIFICATE----- line";
  if (text.find(begin_line, end) != std::string_view::npos) return "it holds several certificates";
  const std::size_t body = begin + begin_line.size();
  const auto der = base64_decode(without_whitespace(text.substr(body, end - body)));
  if (!der) return "what stands between its lines is not base64";
  if (!is_one_sequence(*der)) return "it is cut off, or holds something else";
  return {};
}

}  // namespace

void check_certificate_text(std::string_view text, PlaceId place, ProblemList& problems) {
  if (text.find("PRIVATE KEY") != std::string_view::npos) {
    problems.add(place, Rule::certificate_private_key, "the text holds a private key",
                 "take it out and treat the key as known to others; Event Grid needs the "
                 "certificate only");
    return;
  }
  if (const std::string_view problem = certificate_problem(text); !problem.empty()) {
    problems.add(place, Rule::certificate_pem, fmt::format("not a PEM certificate: {}", problem),
                 "give the text of one .pem file, with \\n for its line breaks");
  }
}

std::vector<CaCertificate> read_ca_certificates(const std::vector<Resource>& resources,
                                                ProblemList& problems) {
  check_quota(resources, limits::ca_certificates, Rule::quota_ca_certificates, "CA certificates",
              problems);
  check_unique_names(resources, problems);
  std::vector<CaCertificate> certificates;
  for (const Resource& resource : resources) {
    check_resource_name(resource.name, "CA certificate", resource.name_place, problems);
    if (resource.properties.is(Node::Kind::unresolved)) continue;
    const PropertyReader reader{resource.properties, known::ca_certificate, problems,
                                resource.is_flat ? &known::child_resource : nullptr};
    reader.require({"encodedCertificate"}, "give the CA's certificate as PEM text");
    CaCertificate certificate;
    certificate.name = resource.name;
    certificate.description = reader.string("description").value_or("");
    if (auto text = reader.string("encodedCertificate")) {
      check_certificate_text(*text, reader.find("encodedCertificate")->place, problems);
      certificate.encoded_certificate = std::move(*text);
    }
    certificates.push_back(std::move(certificate));
  }
  return certificates;
}

}  // namespace lab::model
