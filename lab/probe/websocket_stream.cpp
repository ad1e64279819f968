#include <array>
#include <memory>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket.hpp>
#include <fmt/format.h>

#include "lab/base/terminal.hpp"
#include "lab/probe/byte_stream.hpp"
#include "lab/probe/link_facts.hpp"
#include "lab/probe/loop_context.hpp"
#include "lab/probe/tcp_connector.hpp"
#include "lab/probe/tls_settings.hpp"
#include "lab/probe/tls_words.hpp"

namespace lab::probe {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

/// TLS below WebSocket, with an owner that its last operation can hold.
struct TlsLayer : TlsSocket::Stream {
  using TlsSocket::Stream::Stream;
  std::weak_ptr<void> owner;
};

/// Beast calls this when WebSocket has ended, and waits for it before it tells how. Its own one
/// waits for the peer's end of TLS too, and tells what went wrong there in place of what WebSocket
/// said.
template <typename Handler>
void async_teardown(boost::beast::role_type, TlsLayer& layer, Handler&& handler) {
  layer.async_shutdown([owner = layer.owner.lock()](error_code) {});
  asio::post(layer.get_executor(),
             [handler = std::forward<Handler>(handler)]() mutable { handler(error_code{}); });
}

/// MQTT over WebSocket (MQTT 5 §6): packets go in binary frames, whose borders mean nothing.
class WebsocketStream : public ByteStream, public std::enable_shared_from_this<WebsocketStream> {
 public:
  WebsocketStream(Loop::Context& loop, const Link& link)
      : link_(link),
        context_(make_tls_context(link)),
        stream_(loop.io, context_),
        tls_(stream_.next_layer(), link),
        connector_(stream_.next_layer().next_layer(), link) {
    stream_.binary(true);
    stream_.auto_fragment(false);
    stream_.read_message_max(0);
  }

  void open(Opened opened) override {
    stream_.next_layer().owner = weak_from_this();
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
          if (error) return read(self->end_of(error));
          if (self->stream_.got_text()) {
            return read(StreamEnd{
                "a WebSocket text frame, where MQTT has binary frames (MQTT-6.0.0-1)", true});
          }
          read(std::string_view{self->buffer_.data(), count});
        });
  }

  void write(std::string_view bytes, Written written) override {
    stream_.async_write(
        asio::buffer(bytes),
        [self = shared_from_this(), written = std::move(written)](error_code error, std::size_t) {
          if (error) return written(self->end_of(error));
          written(std::nullopt);
        });
  }

  void end_in_order() override {
    stream_.async_close(websocket::close_code::normal, [self = shared_from_this()](error_code) {});
  }

  void reset() noexcept override { connector_.end(true); }
  void close() noexcept override { connector_.end(false); }

 private:
  void shake_hands(Opened opened) {
    stream_.next_layer().async_handshake(
        asio::ssl::stream_base::client,
        [self = shared_from_this(), opened = std::move(opened)](error_code error) mutable {
          if (error) return opened(StreamEnd{self->tls_.why_failed(error)});
          self->upgrade(std::move(opened));
        });
  }

  void upgrade(Opened opened) {
    stream_.set_option(websocket::stream_base::decorator(
        [protocol = link_.websocket_protocol](websocket::request_type& request) {
          if (!protocol.empty()) request.set(http::field::sec_websocket_protocol, protocol);
        }));
    stream_.async_handshake(
        response_, host_field(), link_.websocket_path,
        [self = shared_from_this(), opened = std::move(opened)](error_code error) {
          if (error) return opened(StreamEnd{self->why_not_upgraded(error)});
          LinkFacts facts = facts_of(self->stream_.next_layer().native_handle());
          facts.websocket_protocol =
              printable(self->response_[http::field::sec_websocket_protocol]);
          opened(std::move(facts));
        });
  }

  /// The Host field (RFC 9110 §7.2), where an IPv6 address stands in brackets.
  [[nodiscard]] std::string host_field() const {
    const std::string& name = link_.server_name.empty() ? link_.host : link_.server_name;
    if (name.find(':') != std::string::npos) return fmt::format("[{}]:{}", name, link_.port);
    return fmt::format("{}:{}", name, link_.port);
  }

  std::string why_not_upgraded(const error_code& error) {
    if (error == websocket::error::upgrade_declined) {
      return fmt::format("WebSocket: HTTP {} {} in answer to the upgrade", response_.result_int(),
                         printable(response_.reason()));
    }
    const std::string words = words_of_tls(error);
    return words.starts_with("TLS") ? words : fmt::format("WebSocket upgrade: {}", words);
  }

  StreamEnd end_of(const error_code& error) {
    if (error == websocket::error::closed) {
      const auto& reason = stream_.reason();
      if (reason.code == websocket::close_code::none) return {"the connection was closed"};
      std::string text =
          fmt::format("the connection was closed with WebSocket code {}", reason.code);
      const std::string words = printable({reason.reason.data(), reason.reason.size()});
      return {words.empty() ? text : fmt::format("{} \"{}\"", text, words)};
    }
    const bool is_violation = error == websocket::condition::protocol_violation;
    if (is_violation) return {fmt::format("malformed WebSocket frame: {}", error.message()), true};
    return {words_of_tls(error)};
  }

  Link link_;
  asio::ssl::context context_;
  websocket::stream<TlsLayer> stream_;
  TlsSocket tls_;
  TcpConnector connector_;
  websocket::response_type response_;
  std::array<char, 16'384> buffer_{};
};

}  // namespace

std::shared_ptr<ByteStream> make_websocket_stream(Loop::Context& loop, const Link& link) {
  return std::make_shared<WebsocketStream>(loop, link);
}

}  // namespace lab::probe
