#include "certs/certificate.hpp"

#include <array>
#include <ctime>

#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include "certs/alternative_names.hpp"
#include "certs/pem_block.hpp"
#include "certs/private_key.hpp"

namespace lab::certs {
namespace {

/// Clocks of the machines under test may be behind ours by this much.
constexpr std::chrono::hours authority_valid_from{-24};

/// The length of a key identifier (RFC 7093 §2: the leftmost 160 bits of the hash).
constexpr std::size_t key_identifier_size = 20;

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void set_serial(X509* certificate) {
  std::array<unsigned char, 16> serial{};
  require(RAND_bytes(serial.data(), static_cast<int>(serial.size())) == 1,
          "cannot make a serial number");
  // Positive, and always 16 bytes: the first bit is the sign, the second is always there.
  serial[0] = static_cast<unsigned char>((serial[0] & 0x3F) | 0x40);
  require(ASN1_STRING_set(X509_get_serialNumber(certificate), serial.data(),
                          static_cast<int>(serial.size())) == 1,
          "cannot set a serial number");
}

void check_common_name(const std::string& name) {
  if (name.find('\0') != std::string::npos) {
    throw Error(ErrorKind::definition, "cannot put a common name into a certificate",
                "it holds a zero byte", "choose a name without one");
  }
  const unsigned char* at = bytes_of(name);
  int left = static_cast<int>(name.size());
  while (left > 0) {
    unsigned long code_point = 0;
    const int used = UTF8_getc(at, left, &code_point);
    if (used <= 0) {
      throw Error(ErrorKind::definition, "cannot put a common name into a certificate",
                  "it is not UTF-8", "write the name in UTF-8");
    }
    at += used;
    left -= used;
  }
}

/// A name that is one common name. Authentication names have up to 128 characters, but RFC 5280
/// writes 64 as the upper bound of a common name, and OpenSSL's usual call keeps to it. The entry
/// is made as a UTF8String as it stands: later editions of X.520 dropped the bound, and OpenSSL (so
/// Mosquitto) reads longer ones.
NameHandle make_name(const std::string& common_name) {
  NameHandle name{X509_NAME_new()};
  require(name != nullptr, "cannot make a subject name");
  if (common_name.empty()) return name;
  check_common_name(common_name);
  const NameEntryHandle entry{
      X509_NAME_ENTRY_create_by_NID(nullptr, NID_commonName, V_ASN1_UTF8STRING,
                                    bytes_of(common_name), static_cast<int>(common_name.size()))};
  require(entry != nullptr && X509_NAME_add_entry(name.get(), entry.get(), -1, 0) == 1,
          "cannot make a subject name");
  return name;
}

void add_extension(X509* certificate, int kind, void* value, bool critical) {
  require(X509_add1_ext_i2d(certificate, kind, value, critical ? 1 : 0, X509V3_ADD_APPEND) == 1,
          "cannot add an extension to a certificate");
}

void add_basic_constraints(X509* certificate, std::optional<int> authority_path_length) {
  const BasicConstraintsHandle constraints{BASIC_CONSTRAINTS_new()};
  require(constraints != nullptr, "cannot add an extension to a certificate");
  if (authority_path_length) {
    constraints->ca = 0xFF;
    constraints->pathlen = ASN1_INTEGER_new();
    require(constraints->pathlen != nullptr &&
                ASN1_INTEGER_set(constraints->pathlen, *authority_path_length) == 1,
            "cannot add an extension to a certificate");
  }
  add_extension(certificate, NID_basic_constraints, constraints.get(), true);
}

/// Key usage bits as RFC 5280 §4.2.1.3 numbers them.
enum KeyUsageBit : int {
  digital_signature = 0,
  key_encipherment = 2,
  key_cert_sign = 5,
  crl_sign = 6
};

void add_key_usage(X509* certificate, std::initializer_list<KeyUsageBit> bits) {
  const BitStringHandle usage{ASN1_BIT_STRING_new()};
  require(usage != nullptr, "cannot add an extension to a certificate");
  for (const KeyUsageBit bit : bits) {
    require(ASN1_BIT_STRING_set_bit(usage.get(), bit, 1) == 1,
            "cannot add an extension to a certificate");
  }
  add_extension(certificate, NID_key_usage, usage.get(), true);
}

void add_extended_key_usage(X509* certificate, LeafUsage usage) {
  const ExtendedKeyUsageHandle purposes{EXTENDED_KEY_USAGE_new()};
  ASN1_OBJECT* purpose =
      OBJ_nid2obj(usage == LeafUsage::client ? NID_client_auth : NID_server_auth);
  require(purposes != nullptr && sk_ASN1_OBJECT_push(purposes.get(), purpose) > 0,
          "cannot add an extension to a certificate");
  add_extension(certificate, NID_ext_key_usage, purposes.get(), false);
}

std::string identifier_of_key(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int size = 0;
  require(X509_pubkey_digest(certificate, EVP_sha256(), hash.data(), &size) == 1,
          "cannot hash a public key");
  return {reinterpret_cast<const char*>(hash.data()), key_identifier_size};
}

OctetStringHandle make_octets(const std::string& bytes) {
  OctetStringHandle octets{ASN1_OCTET_STRING_new()};
  require(octets != nullptr && ASN1_OCTET_STRING_set(octets.get(), bytes_of(bytes),
                                                     static_cast<int>(bytes.size())) == 1,
          "cannot make an octet string");
  return octets;
}

void add_key_identifiers(X509* certificate, const std::string& own, const Signer& signer) {
  add_extension(certificate, NID_subject_key_identifier, make_octets(own).get(), false);
  const std::string above =
      signer.certificate == nullptr ? own : subject_key_identifier(signer.certificate);
  add_extension(certificate, NID_authority_key_identifier, make_authority_key_id(above).get(),
                false);
}

/// What authorities and leaves have in common; key, extensions and signature are to come.
CertificateHandle make_unsigned(const std::string& common_name, std::chrono::seconds valid_from,
                                std::chrono::seconds valid_for, const Signer& signer) {
  CertificateHandle certificate{X509_new()};
  require(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1,
          "cannot make a certificate");
  set_serial(certificate.get());
  const NameHandle subject = make_name(common_name);
  const X509_NAME* issuer =
      signer.certificate == nullptr ? subject.get() : X509_get_subject_name(signer.certificate);
  require(X509_set_subject_name(certificate.get(), subject.get()) == 1 &&
              X509_set_issuer_name(certificate.get(), issuer) == 1,
          "cannot make a certificate");
  const TimeHandle from = time_from_now(valid_from);
  const TimeHandle until = time_from_now(valid_from + valid_for);
  require(X509_set1_notBefore(certificate.get(), from.get()) == 1 &&
              X509_set1_notAfter(certificate.get(), until.get()) == 1,
          "cannot set a certificate's dates");
  return certificate;
}

void sign(X509* certificate, EVP_PKEY* key) {
  require(X509_sign(certificate, key, EVP_sha256()) > 0, "cannot sign a certificate");
}

}  // namespace

CertificateHandle make_authority_certificate(const AuthorityContent& content, EVP_PKEY* key,
                                             const Signer& signer) {
  CertificateHandle certificate =
      make_unsigned(content.common_name, authority_valid_from, authority_valid_for, signer);
  require(X509_set_pubkey(certificate.get(), key) == 1, "cannot set a public key");
  add_basic_constraints(certificate.get(), content.path_length);
  add_key_usage(certificate.get(), {key_cert_sign, crl_sign});
  add_key_identifiers(certificate.get(),
                      content.subject_key_identifier.value_or(identifier_of_key(certificate.get())),
                      signer);
  sign(certificate.get(), signer.key);
  return certificate;
}

CertificateHandle make_leaf_certificate(const LeafRequest& request, EVP_PKEY* key,
                                        const Signer& signer) {
  const GeneralNamesHandle names = make_alternative_names(request);
  if (names == nullptr && request.common_name.empty()) {
    throw Error(ErrorKind::definition, "cannot make a certificate", "it would name nobody",
                "give it a common name or an alternative name");
  }
  CertificateHandle certificate =
      make_unsigned(request.common_name, request.valid_from, request.valid_for, signer);
  set_public_key(certificate.get(), key);
  add_basic_constraints(certificate.get(), std::nullopt);
  if (request.key_kind == KeyKind::rsa_2048) {
    // TLS 1.2 may let an RSA key decrypt instead of sign.
    add_key_usage(certificate.get(), {digital_signature, key_encipherment});
  } else {
    add_key_usage(certificate.get(), {digital_signature});
  }
  add_extended_key_usage(certificate.get(), request.usage);
  if (names != nullptr) {
    // Critical where it is the only name (RFC 5280 §4.2.1.6).
    add_extension(certificate.get(), NID_subject_alt_name, names.get(),
                  request.common_name.empty());
  }
  add_key_identifiers(certificate.get(), identifier_of_key(certificate.get()), signer);
  sign(certificate.get(), signer.key);
  return certificate;
}

std::string certificate_pem(X509* certificate) {
  const BioHandle sink = make_text_sink();
  require(PEM_write_bio_X509(sink.get(), certificate) == 1, "cannot write a certificate");
  return text_of(sink.get());
}

std::string thumbprint(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int size = 0;
  require(X509_digest(certificate, EVP_sha256(), hash.data(), &size) == 1,
          "cannot hash a certificate");
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02X}", hash[i]);
  return text;
}

CertificateHandle read_certificate(std::string_view pem, std::string_view source) {
  const std::vector<PemBlock> blocks = read_pem_blocks(pem, source);
  for (const PemBlock& block : blocks) {
    if (block.holds_certificate()) return parse_certificate(block, source);
  }
  throw_no_certificate(blocks, source);
}

std::string subject_key_identifier(X509* certificate) {
  const ASN1_OCTET_STRING* identifier = X509_get0_subject_key_id(certificate);
  if (identifier == nullptr) return {};
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(identifier)),
          static_cast<std::size_t>(ASN1_STRING_length(identifier))};
}

AuthorityKeyIdHandle make_authority_key_id(const std::string& key_identifier) {
  AuthorityKeyIdHandle identifier{AUTHORITY_KEYID_new()};
  require(identifier != nullptr, "cannot name the signer's key");
  identifier->keyid = make_octets(key_identifier).release();
  return identifier;
}

TimeHandle time_from_now(std::chrono::seconds offset) {
  // Split in days and seconds, as OpenSSL takes them: a plain sum would overflow.
  const auto days = std::chrono::duration_cast<std::chrono::days>(offset);
  std::time_t now = std::time(nullptr);
  // X.509 writes years 0 to 9999; 100 centuries either way are out in any case.
  if (days < std::chrono::days{3'700'000} && days > std::chrono::days{-3'700'000}) {
    TimeHandle time{X509_time_adj_ex(nullptr, static_cast<int>(days.count()),
                                     static_cast<long>((offset - days).count()), &now)};
    if (time != nullptr) return time;
  }
  throw Error(ErrorKind::definition, "cannot write a certificate's date",
              fmt::format("{} days from now is outside the years 0 to 9999", days.count()),
              "choose a date nearer to now");
}

}  // namespace lab::certs
