#pragma once

#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "lab/probe/link.hpp"

namespace lab::probe {

/// What a client offers, trusts and shows. Throws `Error` (definition) that names the file if one
/// is missing, is not PEM, needs a password, or if key and certificate do not belong together.
boost::asio::ssl::context make_tls_context(const Link& link);

/// A TLS client's stream with what it takes to know the server by: SNI (a name, never an address:
/// RFC 6066 §3), and the name or address that the server's certificate must have.
class TlsSocket {
 public:
  using Stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

  /// Prepares a stream that was made with `make_tls_context`.
  TlsSocket(Stream& stream, const Link& link);

  /// Why the handshake failed: what we found wrong with the server's certificate, or the error.
  [[nodiscard]] std::string why_failed(const boost::system::error_code& error) const;

 private:
  std::shared_ptr<std::string> trouble_ = std::make_shared<std::string>();
};

}  // namespace lab::probe
