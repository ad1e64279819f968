#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "lab/probe/byte_stream.hpp"
#include "lab/probe/loop_context.hpp"
#include "lab/probe/tcp_connector.hpp"

namespace lab::probe {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

class TcpStream : public ByteStream, public std::enable_shared_from_this<TcpStream> {
 public:
  TcpStream(Loop::Context& loop, const Link& link) : socket_(loop.io), connector_(socket_, link) {}

  void open(Opened opened) override {
    connector_.connect(
        [self = shared_from_this(), opened = std::move(opened)](std::string failure) {
          if (!failure.empty()) return opened(StreamEnd{std::move(failure)});
          opened(LinkFacts{});
        });
  }

  void read(Read read) override {
    socket_.async_read_some(
        asio::buffer(buffer_),
        [self = shared_from_this(), read = std::move(read)](error_code error, std::size_t count) {
          if (error) return read(StreamEnd{words_of_tcp(error)});
          read(std::string_view{self->buffer_.data(), count});
        });
  }

  void write(std::string_view bytes, Written written) override {
    asio::async_write(
        socket_, asio::buffer(bytes),
        [self = shared_from_this(), written = std::move(written)](error_code error, std::size_t) {
          if (error) return written(StreamEnd{words_of_tcp(error)});
          written(std::nullopt);
        });
  }

  void end_in_order() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }

  void reset() noexcept override { connector_.end(true); }
  void close() noexcept override { connector_.end(false); }

 private:
  tcp::socket socket_;
  TcpConnector connector_;
  std::array<char, 16'384> buffer_{};
};

}  // namespace

std::shared_ptr<ByteStream> make_tcp_stream(Loop::Context& loop, const Link& link) {
  return std::make_shared<TcpStream>(loop, link);
}

}  // namespace lab::probe
