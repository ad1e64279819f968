#include "lab/probe/tls_settings.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/verify_context.hpp>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"
#include "lab/probe/tls_words.hpp"

namespace lab::probe {
namespace {

namespace ssl = boost::asio::ssl;

int number_of(TlsVersion version) {
  switch (version) {
    case TlsVersion::v1_0: return TLS1_VERSION;
    case TlsVersion::v1_1: return TLS1_1_VERSION;
    case TlsVersion::v1_2: return TLS1_2_VERSION;
    case TlsVersion::v1_3: return TLS1_3_VERSION;
  }
  LAB_ASSERT(!"a TLS version");
  return 0;
}

/// Without this OpenSSL would ask for an encrypted key's password on the terminal.
int give_no_password(char*, int, int, void*) {
  return -1;
}

[[noreturn]] void refuse_file(const char* what, const std::filesystem::path& path,
                              const char* next) {
  throw Error(ErrorKind::definition, fmt::format("cannot use the {} {}", what, path.string()),
              queued_tls_reasons(), next);
}

void offer_versions(SSL_CTX* context, const Link& link) {
  LAB_ASSERT(link.tls_least <= link.tls_most);
  LAB_ASSERT(SSL_CTX_set_min_proto_version(context, number_of(link.tls_least)) == 1);
  LAB_ASSERT(SSL_CTX_set_max_proto_version(context, number_of(link.tls_most)) == 1);
  // Below 1.2 the handshake is signed with SHA-1, which OpenSSL 3 leaves to security level 0 alone.
  if (link.tls_least < TlsVersion::v1_2) {
    LAB_ASSERT(SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0") == 1);
  }
}

void trust(SSL_CTX* context, const Link& link) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (link.ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(context);
  } else if (SSL_CTX_load_verify_file(context, link.ca_file.c_str()) != 1) {
    refuse_file("CA file", link.ca_file, "give the PEM file of the authority to trust");
  }
}

void show_identity(SSL_CTX* context, const Link& link) {
  if (link.certificate_file.empty() && link.key_file.empty()) return;
  if (link.certificate_file.empty() || link.key_file.empty()) {
    throw Error(ErrorKind::definition, "a client certificate needs both a certificate and a key",
                link.key_file.empty() ? "no key file is given" : "no certificate file is given");
  }
  if (SSL_CTX_use_certificate_chain_file(context, link.certificate_file.c_str()) != 1) {
    refuse_file("certificate file", link.certificate_file,
                "give a PEM file: the client's certificate, then its intermediates");
  }
  if (SSL_CTX_use_PrivateKey_file(context, link.key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    refuse_file("key file", link.key_file,
                "give the PEM file of the certificate's own key, without a password");
  }
}

std::string common_name(X509_STORE_CTX* store) {
  X509* certificate = X509_STORE_CTX_get_current_cert(store);
  if (!certificate) return "";
  char name[256] = "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  return printable(name);
}

}  // namespace

ssl::context make_tls_context(const Link& link) {
  ERR_clear_error();
  ssl::context made{ssl::context::tls_client};
  SSL_CTX* const context = made.native_handle();
  SSL_CTX_set_default_passwd_cb(context, &give_no_password);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  offer_versions(context, link);
  trust(context, link);
  show_identity(context, link);
  return made;
}

TlsSocket::TlsSocket(Stream& stream, const Link& link) {
  const std::string& name = link.server_name.empty() ? link.host : link.server_name;
  SSL* const tls = stream.native_handle();
  X509_VERIFY_PARAM* const expected = SSL_get0_param(tls);
  boost::system::error_code no_address;
  boost::asio::ip::make_address(name, no_address);
  if (!no_address) {
    LAB_ASSERT(X509_VERIFY_PARAM_set1_ip_asc(expected, name.c_str()) == 1);
  } else {
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (SSL_set_tlsext_host_name(tls, name.c_str()) != 1 ||
        X509_VERIFY_PARAM_set1_host(expected, name.data(), name.size()) != 1) {
      ERR_clear_error();
      throw Error(ErrorKind::usage, "the server's name cannot be verified",
                  "it is no host name: " + printable(name));
    }
  }
  stream.set_verify_callback([trouble = trouble_](bool accepted, ssl::verify_context& context) {
    X509_STORE_CTX* const store = context.native_handle();
    if (!accepted && trouble->empty()) {
      *trouble =
          fmt::format("we do not accept the server's certificate \"{}\": {}", common_name(store),
                      X509_verify_cert_error_string(X509_STORE_CTX_get_error(store)));
    }
    return accepted;
  });
}

std::string TlsSocket::why_failed(const boost::system::error_code& error) const {
  if (!trouble_->empty()) return *trouble_;
  const std::string words = words_of_tls(error);
  return words.starts_with("TLS") ? words : fmt::format("{} during the TLS handshake", words);
}

}  // namespace lab::probe
