#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace lab::mutants {

/// One TCP connection, with TLS or without: what comes is read by a coroutine, what goes is queued
/// and written in order. Lives on one io_context.
class ByteStream : public std::enable_shared_from_this<ByteStream> {
 public:
  using tcp = boost::asio::ip::tcp;

  explicit ByteStream(tcp::socket socket) : socket_{std::move(socket)} {}

  /// TLS from here on. Throws `boost::system::system_error` if the handshake fails.
  boost::asio::awaitable<void> shake_hands(boost::asio::ssl::context& context, bool as_server);

  /// The first byte that the other side sends, left where it is. Throws as above.
  boost::asio::awaitable<unsigned char> peek();

  /// What comes next; empty at the end of the stream.
  boost::asio::awaitable<std::string> read();

  /// Queues bytes; those of a stream that has ended are dropped.
  void write(std::string bytes);

  /// Ends the connection when what is queued is written.
  void close();

  /// The `SSL*`; null without TLS.
  [[nodiscard]] void* tls();

 private:
  void write_next();
  void end();

  tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<tcp::socket&>> tls_;
  std::deque<std::string> queue_;
  bool writing_ = false;
  bool closing_ = false;
  bool ended_ = false;
};

}  // namespace lab::mutants
