#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace lab::probe {

/// What lies under the packets.
enum class Transport {
  tls,            ///< MQTT over TLS: port 8883 at the service.
  plain,          ///< MQTT over TCP, which the service refuses (CA-003).
  websocket_tls,  ///< MQTT over WebSocket over TLS: port 443 at the service (CA-004).
};

/// TLS versions that a client may offer. 1.0 and 1.1 are there to be refused (CA-002).
enum class TlsVersion { v1_0, v1_1, v1_2, v1_3 };

/// How one connection is opened.
struct Link {
  Transport transport = Transport::tls;
  std::string host = "127.0.0.1";  ///< Where to connect to.
  std::uint16_t port = 8883;
  std::string server_name = {};  ///< SNI and the name the certificate must have; `host` if empty.
  std::string websocket_path = "/mqtt";
  std::string websocket_protocol = "mqtt";
  TlsVersion tls_least = TlsVersion::v1_2;
  TlsVersion tls_most = TlsVersion::v1_3;
  std::filesystem::path ca_file = {};  ///< Empty: the system's trusted roots.
  /// Leaf, then intermediates. Empty: no certificate.
  std::filesystem::path certificate_file = {};
  std::filesystem::path key_file = {};
};

/// What is known of an open connection.
struct LinkFacts {
  std::string tls_version = {};  ///< "TLSv1.3"; empty without TLS.
  std::string cipher = {};
  std::string server_certificate_subject = {};
  std::string server_certificate_issuer = {};
  std::string server_key = {};          ///< "EC P-384", "RSA 2048", "EC P-256".
  std::string websocket_protocol = {};  ///< What the server chose.
};

}  // namespace lab::probe
