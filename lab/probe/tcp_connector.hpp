#pragma once

#include <functional>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include "lab/probe/link.hpp"

namespace lab::probe {

/// Opens the TCP connection below a stream: looks the host up, tries its addresses in turn, and
/// turns Nagle's delay off.
class TcpConnector {
 public:
  /// Empty if the connection stands, else why not.
  using Connected = std::function<void(std::string failure)>;

  TcpConnector(boost::asio::ip::tcp::socket& socket, const Link& link);

  void connect(Connected connected);
  /// Ends the lookup, the attempt or the connection, with FIN or with RST.
  void end(bool with_reset) noexcept;

 private:
  using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;
  void try_each(const Endpoints& endpoints, Connected connected);

  boost::asio::ip::tcp::socket& socket_;
  boost::asio::ip::tcp::resolver resolver_;
  std::string host_;
  std::uint16_t port_;
};

/// An error of TCP in words: "the connection was closed", "the connection was reset", or the
/// system's.
std::string words_of_tcp(const boost::system::error_code& error);

}  // namespace lab::probe
