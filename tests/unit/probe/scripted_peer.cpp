#include "tests/unit/probe/scripted_peer.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

#include "lab/probe/loop_context.hpp"
#include "lab/wire/encode.hpp"

namespace lab::probe::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

ScriptedPeer::ScriptedPeer(Loop& loop)
    : acceptor_(loop.context().io, tcp::endpoint{asio::ip::address_v4::loopback(), 0}),
      socket_(loop.context().io) {
  accept();
}

Link ScriptedPeer::link() const {
  Link link;
  link.transport = Transport::plain;
  link.port = acceptor_.local_endpoint().port();
  return link;
}

void ScriptedPeer::accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    if (error) return;
    ++connections;
    socket_ = std::move(socket);
    socket_.set_option(tcp::no_delay{true});
    decoder_ = wire::Decoder{wire::Version::v5};
    queue_.clear();
    at_last_ = nullptr;
    is_writing_ = has_read_ = has_ended = was_reset = false;
    at_connection();
    read();
    accept();
  });
}

void ScriptedPeer::read() {
  if (has_read_ || !is_reading_) return;
  has_read_ = true;
  socket_.async_read_some(asio::buffer(buffer_),
                          [this, round = connections](error_code error, std::size_t count) {
                            if (round != connections || error == asio::error::operation_aborted) {
                              return;
                            }
                            has_read_ = false;
                            has_ended = static_cast<bool>(error);
                            was_reset |= error == asio::error::connection_reset;
                            if (error) return;
                            take_in({buffer_.data(), count});
                            read();
                          });
}

void ScriptedPeer::take_in(std::string_view bytes) {
  heard_bytes.append(bytes);
  decoder_.feed(bytes);
  while (auto decoded = decoder_.next()) {
    const auto* packet = std::get_if<wire::Packet>(&*decoded);
    if (!packet) return;
    heard.push_back(*packet);
    if (!handles(*packet)) answer(*packet);
  }
}

void ScriptedPeer::answer(const wire::Packet& packet) {
  const wire::Version version = decoder_.version();
  if (std::holds_alternative<wire::Connect>(packet)) say(wire::Connack{}, version);
  if (std::holds_alternative<wire::Pingreq>(packet)) say(wire::Pingresp{}, version);
  if (std::holds_alternative<wire::Disconnect>(packet)) close();
  if (const auto* publish = std::get_if<wire::Publish>(&packet)) {
    if (publish->qos == 1) say(wire::Puback{.packet_id = publish->packet_id}, version);
    if (publish->qos == 2) say(wire::Pubrec{.packet_id = publish->packet_id}, version);
  }
  if (const auto* release = std::get_if<wire::Pubrel>(&packet)) {
    say(wire::Pubcomp{.packet_id = release->packet_id}, version);
  }
  if (const auto* subscribe = std::get_if<wire::Subscribe>(&packet)) {
    wire::Suback suback{.packet_id = subscribe->packet_id};
    for (const auto& one : subscribe->subscriptions) suback.reason_codes.push_back(one.qos);
    say(suback, version);
  }
  if (const auto* unsubscribe = std::get_if<wire::Unsubscribe>(&packet)) {
    wire::Unsuback unsuback{.packet_id = unsubscribe->packet_id};
    if (version == wire::Version::v5) unsuback.reason_codes.assign(unsubscribe->filters.size(), 0);
    say(unsuback, version);
  }
}

void ScriptedPeer::say(const wire::Packet& packet, wire::Version version) {
  say_bytes(wire::encode(packet, version));
}

void ScriptedPeer::say_bytes(std::string bytes) {
  queue_.push_back(std::move(bytes));
  write_next();
}

void ScriptedPeer::write_next() {
  if (is_writing_) return;
  if (queue_.empty()) {
    if (const auto last = std::exchange(at_last_, nullptr)) last();
    return;
  }
  is_writing_ = true;
  asio::async_write(socket_, asio::buffer(queue_.front()),
                    [this, round = connections](error_code error, std::size_t) {
                      if (round != connections) return;
                      is_writing_ = false;
                      if (error) {
                        // It takes the error away from the reading, which sees a plain end then.
                        was_reset = error != asio::error::operation_aborted;
                        return;
                      }
                      queue_.pop_front();
                      write_next();
                    });
}

void ScriptedPeer::close() {
  at_last_ = [this] {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
  };
  write_next();
}

void ScriptedPeer::close_own_side() {
  at_last_ = [this] {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  };
  write_next();
}

void ScriptedPeer::reset() {
  error_code ignored;
  socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
  socket_.close(ignored);
}

void ScriptedPeer::set_reading(bool reading) {
  is_reading_ = reading;
  if (socket_.is_open()) read();
}

bool run_until(Loop& loop, const std::function<bool()>& done, Deadline deadline) {
  while (!done()) {
    if (!loop.run_one(deadline)) return done();
  }
  return true;
}

}  // namespace lab::probe::test
