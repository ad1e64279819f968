#include "tests/sanity/mutants/byte_stream.hpp"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace lab::mutants {
namespace asio = boost::asio;

asio::awaitable<void> ByteStream::shake_hands(asio::ssl::context& context, bool as_server) {
  const auto self = shared_from_this();
  tls_.emplace(socket_, context);
  co_await tls_->async_handshake(
      as_server ? asio::ssl::stream_base::server : asio::ssl::stream_base::client,
      asio::use_awaitable);
}

asio::awaitable<unsigned char> ByteStream::peek() {
  const auto self = shared_from_this();
  std::array<unsigned char, 1> first{};
  co_await socket_.async_receive(asio::buffer(first), tcp::socket::message_peek,
                                 asio::use_awaitable);
  co_return first[0];
}

asio::awaitable<std::string> ByteStream::read() {
  const auto self = shared_from_this();
  std::string bytes(16'384, '\0');
  boost::system::error_code error;
  auto result = asio::redirect_error(asio::use_awaitable, error);
  const std::size_t size = tls_ ? co_await tls_->async_read_some(asio::buffer(bytes), result)
                                : co_await socket_.async_read_some(asio::buffer(bytes), result);
  bytes.resize(error ? 0 : size);
  co_return bytes;
}

void ByteStream::write(std::string bytes) {
  if (closing_ || ended_ || bytes.empty()) return;
  queue_.push_back(std::move(bytes));
  if (!writing_) write_next();
}

void ByteStream::close() {
  closing_ = true;
  if (!writing_) end();
}

void* ByteStream::tls() {
  return tls_ ? tls_->native_handle() : nullptr;
}

void ByteStream::write_next() {
  writing_ = true;
  const auto done = [self = shared_from_this()](const boost::system::error_code& error,
                                                std::size_t) {
    self->writing_ = false;
    if (!self->queue_.empty()) self->queue_.pop_front();
    if (error) return self->end();
    if (!self->queue_.empty()) return self->write_next();
    if (self->closing_) self->end();
  };
  if (tls_) {
    asio::async_write(*tls_, asio::buffer(queue_.front()), done);
  } else {
    asio::async_write(socket_, asio::buffer(queue_.front()), done);
  }
}

void ByteStream::end() {
  if (ended_) return;
  ended_ = true;
  boost::system::error_code ignored;
  // Shut down, not closed: a read that waits ends with it, and bytes that were written still go.
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
}

}  // namespace lab::mutants
