#include "lab/probe/connection.hpp"

#include <utility>

#include <fmt/format.h>

#include "lab/probe/link_facts.hpp"
#include "lab/probe/packet_record.hpp"
#include "lab/probe/packet_words.hpp"
#include "lab/probe/probe_state.hpp"
#include "lab/wire/encode.hpp"

namespace lab::probe {
namespace {

/// Longer packets are malformed: the service's limit is half of it (CA-060).
constexpr std::size_t most_packet_bytes = 1U << 20U;

}  // namespace

Probe::Connection::Connection(State& probe)
    : probe_(probe),
      stream_(make_stream(probe.loop.context(), probe.options.link)),
      version_(probe.version),
      decoder_(version_, most_packet_bytes) {}

void Probe::Connection::open() {
  stream_->open([self = shared_from_this()](std::variant<LinkFacts, StreamEnd> outcome) {
    self->on_open(std::move(outcome));
  });
}

void Probe::Connection::on_open(std::variant<LinkFacts, StreamEnd> outcome) {
  if (is_over_) return;
  if (const auto* end = std::get_if<StreamEnd>(&outcome)) return give_up(end->text);
  facts_ = std::get<LinkFacts>(std::move(outcome));
  record_event(Record::Kind::opened, in_words(*facts_));
  read_more();
}

void Probe::Connection::give_up(std::string why) {
  record_event(Record::Kind::failed, why);
  finish({Ending::Kind::closed, 0, std::move(why)});
  stream_->close();
}

void Probe::Connection::use_version(wire::Version version) {
  if (std::exchange(has_connect_, true)) return;
  // A peer that spoke before it was spoken to has begun a packet of the version before.
  if (version != version_ && decoder_.waiting_bytes() == 0) {
    decoder_ = wire::Decoder{version, most_packet_bytes};
  }
  version_ = version;
}

// --- what comes ---

void Probe::Connection::set_reading(bool reading) {
  is_reading_ = reading;
  if (!is_reading_ || !facts_ || is_over_) return;
  if (!held_.empty()) take_in(std::exchange(held_, {}));
  read_more();
}

void Probe::Connection::read_more() {
  if (is_over_ || has_read_ || !is_reading_) return;
  has_read_ = true;
  stream_->read([self = shared_from_this()](std::variant<std::string_view, StreamEnd> outcome) {
    self->on_read(std::move(outcome));
  });
}

void Probe::Connection::on_read(std::variant<std::string_view, StreamEnd> outcome) {
  has_read_ = false;
  if (is_over_) return;
  if (const auto* end = std::get_if<StreamEnd>(&outcome)) return on_end(*end);
  const std::string_view bytes = std::get<std::string_view>(outcome);
  if (!is_reading_) {
    // The read was under way when reading was stopped; nothing that it brought is looked at.
    held_.append(bytes);
    return;
  }
  take_in(bytes);
  read_more();
}

void Probe::Connection::take_in(std::string_view bytes) {
  decoder_.feed(bytes);
  while (!is_over_) {
    std::optional<wire::Decoded> decoded = decoder_.next();
    if (!decoded) return;
    if (const auto* malformed = std::get_if<wire::Malformed>(&*decoded)) {
      return on_malformed(*malformed);
    }
    on_packet(std::get<wire::Packet>(*std::move(decoded)));
  }
}

void Probe::Connection::on_packet(wire::Packet packet) {
  const std::string& bytes = decoder_.last_bytes();
  probe_.record(packet_record(Record::Kind::received, packet, SecretFilter{}.starred(bytes),
                              bytes.size(), version_));
  if (const auto* disconnect = std::get_if<wire::Disconnect>(&packet); disconnect && !ending_) {
    ending_ =
        Ending{Ending::Kind::disconnect, disconnect->reason_code, in_words(*disconnect, version_)};
  }
  answer(packet);
  probe_.take_in(std::move(packet));
}

void Probe::Connection::answer(const wire::Packet& packet) {
  if (!probe_.options.acknowledges) return;
  if (const auto* publish = std::get_if<wire::Publish>(&packet)) {
    if (publish->qos == 1) send(wire::Puback{.packet_id = publish->packet_id});
    if (publish->qos == 2) send(wire::Pubrec{.packet_id = publish->packet_id});
  } else if (const auto* release = std::get_if<wire::Pubrel>(&packet)) {
    send(wire::Pubcomp{.packet_id = release->packet_id});
  }
}

void Probe::Connection::on_malformed(const wire::Malformed& malformed) {
  const std::string& bytes = decoder_.last_bytes();
  const std::string words = in_words(malformed);
  probe_.record(bytes_record(Record::Kind::received, words, SecretFilter{}.starred(bytes),
                             bytes.size(), version_));
  record_event(Record::Kind::cut, "what came is no legal packet");
  finish({Ending::Kind::malformed, malformed.reason_code, words});
  stream_->reset();
}

void Probe::Connection::on_end(const StreamEnd& end) {
  if (end.malformed) {
    probe_.record(bytes_record(Record::Kind::received, end.text, "", 0, version_));
    record_event(Record::Kind::cut, "what came is no legal packet");
    finish({Ending::Kind::malformed, 0, end.text});
    return stream_->reset();
  }
  // What our writing met is the cause only where it broke the reading off.
  const bool is_by_writing = end.text == broken_off && !write_trouble_.empty();
  const std::string text = is_by_writing ? write_trouble_ : end.text;
  const std::size_t left_over = decoder_.waiting_bytes();
  record_event(Record::Kind::closed,
               left_over == 0 ? text : fmt::format("{}, {} bytes into a packet", text, left_over));
  finish({Ending::Kind::closed, 0, text});
  stream_->close();
}

// --- what goes ---

bool Probe::Connection::send(const wire::Packet& packet) {
  if (!can_send()) return false;
  queue_.push_back({wire::encode(packet, version_), packet});
  write_next();
  return true;
}

bool Probe::Connection::send_bytes(std::string_view bytes) {
  if (!can_send()) return false;
  if (bytes.empty()) return true;
  queue_.push_back({std::string{bytes}, std::nullopt});
  write_next();
  return true;
}

void Probe::Connection::write_next() {
  if (has_write_ || is_over_) return;
  if (queue_.empty()) {
    if (is_ending_) stream_->end_in_order();
    return;
  }
  has_write_ = true;
  record_sent(queue_.front());
  stream_->write(queue_.front().bytes,
                 [self = shared_from_this()](const std::optional<StreamEnd>& trouble) {
                   self->on_written(trouble);
                 });
}

void Probe::Connection::on_written(const std::optional<StreamEnd>& trouble) {
  has_write_ = false;
  queue_.pop_front();
  if (is_over_) return;
  if (!trouble) return write_next();
  queue_.clear();
  write_trouble_ = trouble->text;
  // The peer may have told its reason before it ended: what it said is still to be read.
  if (!has_read_) on_end(*trouble);
}

void Probe::Connection::record_sent(const Outgoing& outgoing) {
  const std::size_t size = outgoing.bytes.size();
  std::string kept = sent_secrets_.starred(outgoing.bytes);
  if (outgoing.packet) {
    probe_.record(
        packet_record(Record::Kind::sent, *outgoing.packet, std::move(kept), size, version_));
    return;
  }
  const wire::Decoded decoded = wire::decode(outgoing.bytes, version_);
  if (const auto* packet = std::get_if<wire::Packet>(&decoded)) {
    probe_.record(packet_record(Record::Kind::sent, *packet, std::move(kept), size, version_));
    return;
  }
  std::string words = fmt::format("{} bytes that are no whole legal packet: {}", size,
                                  in_words(std::get<wire::Malformed>(decoded)));
  probe_.record(
      bytes_record(Record::Kind::sent, std::move(words), std::move(kept), size, version_));
}

// --- the end ---

void Probe::Connection::end_in_order() {
  if (is_over_ || is_ending_) return;
  is_ending_ = true;
  set_reading(true);  // Else its end would never be seen.
  write_next();
}

void Probe::Connection::close() {
  if (is_over_) return;
  record_event(Record::Kind::note, "the peer did not end the connection after us; we closed it");
  finish({Ending::Kind::closed, 0, "we ended the connection"});
  stream_->close();
}

void Probe::Connection::cut() {
  if (is_over_) return;
  record_event(Record::Kind::cut, "we cut the connection");
  finish({Ending::Kind::closed, 0, "we cut the connection"});
  stream_->reset();
}

void Probe::Connection::finish(Ending ending) {
  is_over_ = true;
  // The bytes of a write under way must stay until its handler has been called.
  queue_.erase(queue_.begin() + (has_write_ ? 1 : 0), queue_.end());
  if (is_ending_) ending.text = "we ended the connection";
  if (!ending_) ending_ = std::move(ending);
}

void Probe::Connection::record_event(Record::Kind kind, std::string text) {
  Record record;
  record.kind = kind;
  record.version = version_;
  record.text = std::move(text);
  probe_.record(std::move(record));
}

}  // namespace lab::probe
