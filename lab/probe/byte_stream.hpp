#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "lab/probe/link.hpp"
#include "lab/probe/loop.hpp"

namespace lab::probe {

/// How a stream of bytes ended, or why it never began.
struct StreamEnd {
  std::string text;        ///< In words, printable.
  bool malformed = false;  ///< The peer broke the rules of the layer below MQTT.
};

/// The words of an operation that we or another one broke off.
inline constexpr std::string_view broken_off = "the operation was broken off";

/// What carries the packets: TCP, TLS or WebSocket, on the loop. At most one `read` and one `write`
/// at a time. No handler is called from within the call that takes it; after `reset` or `close`
/// those under way may still be called, with an end.
class ByteStream {
 public:
  using Opened = std::function<void(std::variant<LinkFacts, StreamEnd>)>;
  using Read = std::function<void(std::variant<std::string_view, StreamEnd>)>;
  using Written = std::function<void(std::optional<StreamEnd>)>;

  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;

  virtual void open(Opened opened) = 0;
  /// Some bytes, as soon as there are any.
  virtual void read(Read read) = 0;
  /// All of `bytes`, which must stay until then.
  virtual void write(std::string_view bytes, Written written) = 0;
  /// Says goodbye as the layers ask for it. A `read` then tells when the peer has ended too.
  virtual void end_in_order() = 0;
  /// Ends TCP at once: without its goodbye (RST), or with it (FIN).
  virtual void reset() noexcept = 0;
  virtual void close() noexcept = 0;
};

/// A stream as the link asks for. Throws `Error` (definition) if a certificate file cannot be used.
std::shared_ptr<ByteStream> make_stream(Loop::Context& loop, const Link& link);

std::shared_ptr<ByteStream> make_tcp_stream(Loop::Context& loop, const Link& link);
std::shared_ptr<ByteStream> make_tls_stream(Loop::Context& loop, const Link& link);
std::shared_ptr<ByteStream> make_websocket_stream(Loop::Context& loop, const Link& link);

}  // namespace lab::probe
