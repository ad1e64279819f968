#include "lab/probe/tcp_connector.hpp"

#include <utility>
#include <vector>

#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <fmt/format.h>

#include "lab/base/terminal.hpp"
#include "lab/probe/byte_stream.hpp"

namespace lab::probe {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

TcpConnector::TcpConnector(tcp::socket& socket, const Link& link)
    : socket_(socket), resolver_(socket.get_executor()), host_(link.host), port_(link.port) {}

/// An address needs no lookup, nor does "localhost": it is the loopback by definition (RFC 6761
/// §6.3), also where /etc/hosts lacks it.
void TcpConnector::connect(Connected connected) {
  if (host_ == "localhost") {
    const Endpoints loopback{{asio::ip::address_v4::loopback(), port_},
                             {asio::ip::address_v6::loopback(), port_}};
    return try_each(loopback, std::move(connected));
  }
  error_code no_address;
  const asio::ip::address address = asio::ip::make_address(host_, no_address);
  if (!no_address) return try_each({{address, port_}}, std::move(connected));
  resolver_.async_resolve(
      host_, std::to_string(port_), tcp::resolver::numeric_service,
      [this, connected = std::move(connected)](error_code error,
                                               const tcp::resolver::results_type& results) {
        if (error) {
          return connected(fmt::format("the host name \"{}\" cannot be looked up: {}",
                                       printable(host_), error.message()));
        }
        Endpoints endpoints;
        for (const auto& result : results) endpoints.push_back(result.endpoint());
        try_each(endpoints, connected);
      });
}

void TcpConnector::try_each(const Endpoints& endpoints, Connected connected) {
  asio::async_connect(socket_, endpoints,
                      [this, connected = std::move(connected)](error_code error, const auto&) {
                        if (error) return connected(fmt::format("TCP: {}", words_of_tcp(error)));
                        error_code ignored;
                        socket_.set_option(tcp::no_delay{true}, ignored);
                        connected("");
                      });
}

void TcpConnector::end(bool with_reset) noexcept {
  resolver_.cancel();
  error_code ignored;
  if (with_reset) socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
  socket_.close(ignored);
}

std::string words_of_tcp(const error_code& error) {
  if (error == asio::error::eof) return "the connection was closed";
  if (error == asio::error::connection_reset || error == asio::error::broken_pipe) {
    return "the connection was reset";
  }
  if (error == asio::error::operation_aborted) return std::string{broken_off};
  return printable(error.message());
}

}  // namespace lab::probe
