#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX; the one place in this room that includes OpenSSL is the
struct ssl_st;      // .cpp.
struct x509_store_ctx_st;

namespace lab::mqtt {

/// What a client trusts and how it shows who it is.
struct TlsCredentials {
  std::filesystem::path ca_file;           ///< Empty: the system's trusted roots.
  std::filesystem::path certificate_file;  ///< Leaf, then intermediates. Empty: no certificate.
  std::filesystem::path key_file;
  std::string host;  ///< The name or address that the server's certificate must have.
};

/// One client's TLS settings (TLS 1.2 or later, peer and host name verified), and what went wrong
/// in its latest handshake, in words. libmosquitto would make settings of its own, but it keeps
/// 34 KB of buffers per idle connection and drops the reason of a failed handshake.
class TlsContext {
 public:
  /// Throws `Error` (definition) that names the file if one is missing, is not PEM, needs a
  /// password, or if key and certificate do not belong together.
  explicit TlsContext(const TlsCredentials& credentials);
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  ~TlsContext() = default;

  [[nodiscard]] ssl_ctx_st* native() const { return context_.get(); }

  /// Forgets the trouble of an earlier attempt.
  void begin_attempt();

  /// Why the handshake failed, in words; empty if TLS did not fail.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

  /// The `errno` that broke the handshake's reading or writing, if one did. libmosquitto does not
  /// report it.
  [[nodiscard]] std::optional<int> broken_by() const { return broken_by_; }

  /// Adds what OpenSSL said, unless something more exact is known.
  void note(const std::string& words);

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const noexcept;
  };
  static int on_verify(int accepted, x509_store_ctx_st* store);
  static void on_progress(const ssl_st* connection, int where, int value);
  static TlsContext* owner_of(const ssl_st* connection);

  void use_identity(const TlsCredentials& credentials);
  void require_host(const std::string& host);

  std::unique_ptr<ssl_ctx_st, Free> context_;
  std::string server_name_;  // For SNI; empty if the host is an address (RFC 6066 §3).
  std::string trouble_;
  std::optional<int> broken_by_;
};

/// What a connection (as `mosquitto_ssl_get` gives it) is at. All false for null: no TLS.
struct TlsState {
  bool in_handshake = false;
  bool has_pending = false;  ///< Decrypted bytes wait that no descriptor will announce.
  bool wants_write = false;  ///< The last operation stopped because the socket was full.
};
TlsState tls_state(void* connection);

}  // namespace lab::mqtt
