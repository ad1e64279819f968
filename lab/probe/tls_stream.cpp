#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "lab/probe/byte_stream.hpp"
#include "lab/probe/link_facts.hpp"
#include "lab/probe/loop_context.hpp"
#include "lab/probe/tcp_connector.hpp"
#include "lab/probe/tls_settings.hpp"
#include "lab/probe/tls_words.hpp"

namespace lab::probe {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

class TlsStream : public ByteStream, public std::enable_shared_from_this<TlsStream> {
 public:
  TlsStream(Loop::Context& loop, const Link& link)
      : context_(make_tls_context(link)),
        stream_(loop.io, context_),
        tls_(stream_, link),
        connector_(stream_.next_layer(), link) {}

  void open(Opened opened) override {
    connector_.connect(
        [self = shared_from_this(), opened = std::move(opened)](std::string failure) mutable {
          if (!failure.empty()) return opened(StreamEnd{std::move(failure)});
          self->shake_hands(std::move(opened));
        });
  }

  void read(Read read) override {
    stream_.async_read_some(
        asio::buffer(buffer_),
        [self = shared_from_this(), read = std::move(read)](error_code error, std::size_t count) {
          if (error) return read(StreamEnd{words_of_tls(error)});
          read(std::string_view{self->buffer_.data(), count});
        });
  }

  void write(std::string_view bytes, Written written) override {
    asio::async_write(
        stream_, asio::buffer(bytes),
        [self = shared_from_this(), written = std::move(written)](error_code error, std::size_t) {
          if (error) return written(StreamEnd{words_of_tls(error)});
          written(std::nullopt);
        });
  }

  void end_in_order() override {
    stream_.async_shutdown([self = shared_from_this()](error_code) {});
  }

  void reset() noexcept override { connector_.end(true); }
  void close() noexcept override { connector_.end(false); }

 private:
  void shake_hands(Opened opened) {
    stream_.async_handshake(
        asio::ssl::stream_base::client,
        [self = shared_from_this(), opened = std::move(opened)](error_code error) {
          if (error) return opened(StreamEnd{self->tls_.why_failed(error)});
          opened(facts_of(self->stream_.native_handle()));
        });
  }

  asio::ssl::context context_;
  TlsSocket::Stream stream_;
  TlsSocket tls_;
  TcpConnector connector_;
  std::array<char, 16'384> buffer_{};
};

}  // namespace

std::shared_ptr<ByteStream> make_tls_stream(Loop::Context& loop, const Link& link) {
  return std::make_shared<TlsStream>(loop, link);
}

}  // namespace lab::probe
