#pragma once

#include <cstdint>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace lab::mqtt::test {

using std::string_literals::operator""s;

// CONNACK and DISCONNECT as bytes (MQTT 5 §3.2, §3.14; MQTT 3.1.1 §3.2).
inline const std::string accepted_v5 = "\x20\x03\x00\x00\x00"s;
inline const std::string accepted_v311 = "\x20\x02\x00\x00"s;

inline std::string connack_v5(int code) {
  return "\x20\x03\x00"s + static_cast<char>(code) + "\x00"s;
}
inline std::string connack_v311(int code) {
  return "\x20\x02\x00"s + static_cast<char>(code);
}
inline std::string disconnect_v5(int code) {
  return "\xE0\x01"s + static_cast<char>(code);
}

/// A server that says what it is told to, byte by byte: for answers that Mosquitto never gives. It
/// takes one connection at a time, waits for the first bytes, and then says its piece.
class ScriptedServer {
 public:
  using tcp = boost::asio::ip::tcp;

  ScriptedServer(boost::asio::io_context& loop, std::string says)
      : says_(std::move(says)),
        acceptor_(loop, tcp::endpoint{boost::asio::ip::address_v4::loopback(), 0}),
        connection_(loop) {
    accept();
  }

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void close_after_saying() { closes_ = true; }

  std::string heard;  ///< All that came.
  int accepted = 0;

 private:
  void accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket connection) {
      if (error) return;
      ++accepted;
      said_ = false;
      connection_ = std::move(connection);
      read();
      accept();
    });
  }

  void read() {
    connection_.async_read_some(
        boost::asio::buffer(buffer_),
        [this, round = accepted](const boost::system::error_code& error, std::size_t count) {
          if (error || round != accepted) return;
          heard.append(buffer_, count);
          if (!said_ && !says_.empty()) {
            said_ = true;
            boost::asio::write(connection_, boost::asio::buffer(says_));
            if (closes_) return connection_.close();
          }
          read();
        });
  }

  std::string says_;
  bool said_ = false, closes_ = false;
  tcp::acceptor acceptor_;
  tcp::socket connection_;
  char buffer_[4096];
};

}  // namespace lab::mqtt::test
