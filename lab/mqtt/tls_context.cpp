#include "lab/mqtt/tls_context.hpp"

#include <cerrno>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"

namespace lab::mqtt {
namespace {

/// What OpenSSL's error queue holds, in words; empties it.
std::string queued_reasons() {
  std::string text;
  while (const unsigned long code = ERR_get_error()) {
    const char* reason = ERR_reason_error_string(code);
    const std::string words = ERR_SYSTEM_ERROR(code) ? errno_text(ERR_GET_REASON(code))
                                                     : std::string(reason ? reason : "unknown");
    if (text.find(words) != std::string::npos) continue;
    if (!text.empty()) text += ", ";
    text += words;
  }
  return text.empty() ? "unknown" : text;
}

[[noreturn]] void refuse_file(const char* what, const std::filesystem::path& path,
                              const char* next) {
  throw Error(ErrorKind::definition, fmt::format("cannot use the {} {}", what, path.string()),
              queued_reasons(), next);
}

/// Without this OpenSSL would ask for an encrypted key's password on the terminal.
int give_no_password(char*, int, int, void*) {
  return -1;
}

bool is_address(const std::string& host) {
  unsigned char bytes[16];
  return inet_pton(AF_INET, host.c_str(), bytes) == 1 ||
         inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

bool is_network_error(int error_number) {
  switch (error_number) {
    case ECONNREFUSED:
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
    case ENOTCONN:
    case ETIMEDOUT:
    case EHOSTUNREACH:
    case ENETUNREACH: return true;
    default: return false;
  }
}

std::string subject_of(X509_STORE_CTX* store) {
  X509* certificate = X509_STORE_CTX_get_current_cert(store);
  if (!certificate) return "";
  char name[256] = "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  return printable(name);  // a stranger's words: they must not reach a terminal as they are
}

}  // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const noexcept {
  SSL_CTX_free(context);
}

TlsContext::TlsContext(const TlsCredentials& credentials)
    : context_(SSL_CTX_new(TLS_client_method())) {
  LAB_ASSERT(context_ != nullptr);
  ERR_clear_error();
  SSL_CTX* const context = context_.get();
  SSL_CTX_set_app_data(context, this);
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_default_passwd_cb(context, &give_no_password);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, &TlsContext::on_verify);
  SSL_CTX_set_info_callback(context, &TlsContext::on_progress);
  if (credentials.ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(context);
  } else if (SSL_CTX_load_verify_file(context, credentials.ca_file.c_str()) != 1) {
    refuse_file("CA file", credentials.ca_file, "give the PEM file of the authority to trust");
  }
  use_identity(credentials);
  require_host(credentials.host);
}

void TlsContext::use_identity(const TlsCredentials& credentials) {
  if (credentials.certificate_file.empty() && credentials.key_file.empty()) return;
  if (credentials.certificate_file.empty() || credentials.key_file.empty()) {
    throw Error(
        ErrorKind::definition, "a client certificate needs both a certificate and a key",
        credentials.key_file.empty() ? "no key file is given" : "no certificate file is given");
  }
  SSL_CTX* const context = context_.get();
  if (SSL_CTX_use_certificate_chain_file(context, credentials.certificate_file.c_str()) != 1) {
    refuse_file("certificate file", credentials.certificate_file,
                "give a PEM file: the client's certificate, then its intermediates");
  }
  if (SSL_CTX_use_PrivateKey_file(context, credentials.key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    refuse_file("key file", credentials.key_file,
                "give the PEM file of the certificate's own key, without a password");
  }
}

void TlsContext::require_host(const std::string& host) {
  X509_VERIFY_PARAM* const expected = SSL_CTX_get0_param(context_.get());
  if (is_address(host)) {
    LAB_ASSERT(X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1);
    return;
  }
  server_name_ = host;
  X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (X509_VERIFY_PARAM_set1_host(expected, host.data(), host.size()) != 1) {
    throw Error(ErrorKind::usage, "the host name cannot be verified", "it is not a name: " + host);
  }
}

void TlsContext::begin_attempt() {
  trouble_.clear();
  broken_by_.reset();
}

void TlsContext::note(const std::string& words) {
  if (trouble_.empty()) trouble_ = words;
}

TlsContext* TlsContext::owner_of(const SSL* connection) {
  return static_cast<TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
}

int TlsContext::on_verify(int accepted, X509_STORE_CTX* store) {
  if (accepted == 1) return accepted;
  const auto* connection = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  owner_of(connection)
      ->note(fmt::format("we do not accept the server's certificate \"{}\": {}", subject_of(store),
                         X509_verify_cert_error_string(X509_STORE_CTX_get_error(store))));
  return accepted;
}

namespace {

/// An alert in words. OpenSSL 3.0 has none for the one that TLS 1.3 added (RFC 8446 §6.2).
const char* alert_text(int alert) {
  constexpr int certificate_required = 116;
  return (alert & 0xFF) == certificate_required ? "certificate required"
                                                : SSL_alert_desc_string_long(alert);
}

}  // namespace

void TlsContext::on_progress(const SSL* connection, int where, int value) {
  TlsContext* const self = owner_of(connection);
  if (where & SSL_CB_HANDSHAKE_START) {
    // libmosquitto is given an address, so that a name is never looked up inside it; the name for
    // SNI has to be put in here, before the ClientHello is made.
    const std::string& name = self->server_name_;
    const char* const server_name = name.empty() ? nullptr : name.c_str();
    SSL_set_tlsext_host_name(const_cast<SSL*>(connection), server_name);
  } else if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT) {
    if ((value & 0xFF) == SSL_AD_CLOSE_NOTIFY) return;
    self->note(fmt::format("the server ended TLS with the alert \"{}\"", alert_text(value)));
  } else if (where == SSL_CB_CONNECT_EXIT && value <= 0) {
    // The first error is the cause; what follows on a broken socket is its consequence.
    const int error_number = errno;
    if (!self->broken_by_ && self->trouble_.empty() &&
        !BIO_should_retry(SSL_get_rbio(connection)) && is_network_error(error_number)) {
      self->broken_by_ = error_number;
    }
  }
}

TlsState tls_state(void* connection) {
  if (!connection) return {};
  auto* const tls = static_cast<SSL*>(connection);
  return {.in_handshake = SSL_in_init(tls) != 0,
          .has_pending = SSL_pending(tls) > 0,
          .wants_write = SSL_want_write(tls)};
}

}  // namespace lab::mqtt
