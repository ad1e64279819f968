#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "lab/probe/byte_stream.hpp"
#include "lab/probe/probe.hpp"
#include "lab/probe/secrets.hpp"
#include "lab/wire/decode.hpp"

namespace lab::probe {

/// One connection from its opening to its end: cuts what comes into packets, answers those that
/// are answered without being told, and records all. Once it is over it does not touch its probe,
/// which may be gone while operations of the loop still hold the connection.
class Probe::Connection : public std::enable_shared_from_this<Probe::Connection> {
 public:
  /// Throws as `make_stream` does.
  explicit Connection(State& probe);

  /// Begins to open it; `facts` or `ending` is there when that is done.
  void open();
  [[nodiscard]] const std::optional<LinkFacts>& facts() const { return facts_; }

  /// The version that a CONNECT says, if it is the first one here.
  void use_version(wire::Version version);
  [[nodiscard]] wire::Version version() const { return version_; }

  /// Queues bytes: a packet's, or others. False if there is nowhere to send them.
  bool send(const wire::Packet& packet);
  bool send_bytes(std::string_view bytes);
  /// Whether everything has left us, or never will.
  [[nodiscard]] bool is_flushed() const { return queue_.empty() || is_over_; }
  [[nodiscard]] bool can_send() const {
    return facts_ && !is_over_ && !is_ending_ && write_trouble_.empty();
  }

  void set_reading(bool reading);

  /// Begins the orderly end once everything queued has left.
  void end_in_order();
  /// The peer did not follow our orderly end.
  void close();
  void cut();
  /// Gives up an opening.
  void give_up(std::string why);

  /// Whether the bytes below have ended; `ending` may be known before (a DISCONNECT came).
  [[nodiscard]] bool is_over() const { return is_over_; }
  [[nodiscard]] const std::optional<Ending>& ending() const { return ending_; }

 private:
  struct Outgoing {
    std::string bytes;
    std::optional<wire::Packet> packet;  ///< Nothing: bytes as they were given.
  };

  void on_open(std::variant<LinkFacts, StreamEnd> outcome);
  void read_more();
  void on_read(std::variant<std::string_view, StreamEnd> outcome);
  void take_in(std::string_view bytes);
  void on_packet(wire::Packet packet);
  void on_malformed(const wire::Malformed& malformed);
  void answer(const wire::Packet& packet);
  void on_end(const StreamEnd& end);

  void write_next();
  void on_written(const std::optional<StreamEnd>& trouble);
  void record_sent(const Outgoing& outgoing);
  void record_event(Record::Kind kind, std::string text);
  /// The end, once: what waits are told from here on, unless a DISCONNECT came before.
  void finish(Ending ending);

  State& probe_;
  std::shared_ptr<ByteStream> stream_;
  wire::Version version_;
  bool has_connect_ = false;
  wire::Decoder decoder_;
  SecretFilter sent_secrets_;
  std::optional<LinkFacts> facts_;
  std::optional<Ending> ending_;
  bool is_over_ = false;
  bool is_ending_ = false;  ///< We have begun the orderly end.
  bool is_reading_ = true;
  bool has_read_ = false;  ///< A read is under way.
  std::string held_;       ///< What a read brought after reading was stopped.
  std::deque<Outgoing> queue_;
  bool has_write_ = false;  ///< A write is under way, of the queue's first.
  std::string write_trouble_;
};

}  // namespace lab::probe
