#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "lab/base/error.hpp"

namespace lab::certs {

/// Ends an OpenSSL object with the function that OpenSSL has for it.
template <auto free_function>
struct Freed {
  template <typename Object>
  void operator()(Object* object) const noexcept {
    free_function(object);
  }
};

/// Sole owners of OpenSSL objects. Null never leaves the function that made one.
using KeyHandle = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using CertificateHandle = std::unique_ptr<X509, Freed<X509_free>>;
using RevocationListHandle = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;
using RevokedHandle = std::unique_ptr<X509_REVOKED, Freed<X509_REVOKED_free>>;
using NameHandle = std::unique_ptr<X509_NAME, Freed<X509_NAME_free>>;
using NameEntryHandle = std::unique_ptr<X509_NAME_ENTRY, Freed<X509_NAME_ENTRY_free>>;
using TimeHandle = std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>>;
using IntegerHandle = std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>>;
using BitStringHandle = std::unique_ptr<ASN1_BIT_STRING, Freed<ASN1_BIT_STRING_free>>;
using OctetStringHandle = std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>>;
using AuthorityKeyIdHandle = std::unique_ptr<AUTHORITY_KEYID, Freed<AUTHORITY_KEYID_free>>;
using BasicConstraintsHandle = std::unique_ptr<BASIC_CONSTRAINTS, Freed<BASIC_CONSTRAINTS_free>>;
using ExtendedKeyUsageHandle = std::unique_ptr<EXTENDED_KEY_USAGE, Freed<EXTENDED_KEY_USAGE_free>>;
using GeneralNameHandle = std::unique_ptr<GENERAL_NAME, Freed<GENERAL_NAME_free>>;
using GeneralNamesHandle = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;
using BioHandle = std::unique_ptr<BIO, Freed<BIO_free>>;

/// OpenSSL's own words for what went wrong on this thread, oldest first; empties its error queue.
std::string openssl_reason();

/// Throws `Error` with OpenSSL's reason as the cause.
[[noreturn]] void throw_openssl(ErrorKind kind, std::string_view what_failed,
                                std::string_view next = {});

/// For calls that fail only for want of memory or randomness: throws `Error` (environment) with
/// OpenSSL's reason unless the call succeeded.
void require(bool succeeded, std::string_view what_failed);

/// A memory buffer that OpenSSL writes text into.
BioHandle make_text_sink();

/// A memory buffer that OpenSSL reads this text from; the text must outlive it.
BioHandle make_text_source(std::string_view text);

/// What was written into a sink.
std::string text_of(BIO* sink);

}  // namespace lab::certs
