#include "lab/mqtt/handle.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include <fcntl.h>
#include <fmt/format.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>

#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"
#include "lab/mqtt/library.hpp"
#include "lab/mqtt/private_layout.hpp"
#include "lab/mqtt/properties.hpp"

namespace lab::mqtt {
namespace {

constexpr int send_maximum = 1'000;  // Outstanding QoS 1 messages; a v5 broker may ask for fewer.
constexpr std::size_t most_payload = MQTT_MAX_PAYLOAD;
constexpr int most_reads = 64;  // In one turn, so that one flooding peer starves no other.

/// Throws if libmosquitto does not take an option: only a wrong value can be the cause.
void require(int rc, std::string_view what) {
  if (rc == MOSQ_ERR_SUCCESS) return;
  throw Error(ErrorKind::usage, fmt::format("the client's {} cannot be used", what),
              rc == MOSQ_ERR_MALFORMED_UTF8 ? "it is not valid UTF-8" : mosquitto_strerror(rc));
}

std::vector<char*> pointers(const std::vector<std::string>& filters) {
  std::vector<char*> list;
  for (const std::string& filter : filters) {
    require_no_nul(filter, "topic filter");
    list.push_back(const_cast<char*>(filter.c_str()));  // libmosquitto only reads them.
  }
  return list;
}

}  // namespace

/// What libmosquitto calls. Nothing but copying happens here.
struct Handle::Callbacks {
  static Handle& of(void* object) { return *static_cast<Handle*>(object); }

  static void connected(mosquitto* m, void* object, int code, int flags,
                        const mosquitto_property*) {
    // From here on packets wait for `write`: libmosquitto would send a message's PUBACK before it
    // gives the message out. The handshake is its own business.
    mosquitto_threaded_set(m, true);
    of(object).events_.emplace_back(ConnackEvent{code, (flags & 1) != 0});
  }
  static void closed(mosquitto*, void* object, int code, const mosquitto_property*) {
    of(object).events_.emplace_back(ClosedEvent{code});
  }
  static void subscribed(mosquitto*, void* object, int packet_id, int count, const int* granted,
                         const mosquitto_property*) {
    of(object).events_.emplace_back(SubackEvent{packet_id, {granted, granted + count}});
  }
  static void unsubscribed(mosquitto*, void* object, int packet_id, const mosquitto_property*) {
    of(object).events_.emplace_back(UnsubackEvent{packet_id});
  }
  static void published(mosquitto*, void* object, int packet_id, int code,
                        const mosquitto_property*) {
    of(object).events_.emplace_back(PubackEvent{packet_id, code});
  }
  static void received(mosquitto*, void* object, const mosquitto_message* from,
                       const mosquitto_property* properties) {
    Message message;
    message.topic = from->topic;
    if (from->payloadlen > 0) {
      message.payload.assign(static_cast<const char*>(from->payload),
                             static_cast<std::size_t>(from->payloadlen));
    }
    message.qos = from->qos;
    message.retain = from->retain;
    message.dup = received_dup(*from);
    message.packet_id = static_cast<std::uint16_t>(from->mid);
    read_properties(properties, message);
    of(object).events_.emplace_back(std::move(message));
  }
  static void logged(mosquitto*, void* object, int level, const char* text) {
    // The only way to learn what OpenSSL said: libmosquitto empties its error queue into the log.
    // A line is `OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed`.
    Handle& handle = of(object);
    if (level != MOSQ_LOG_ERR || !handle.tls_ || !std::strstr(text, "OpenSSL")) return;
    const std::string_view line{text};
    handle.tls_->note(fmt::format("TLS failed: {}", line.substr(line.rfind(':') + 1)));
  }
};

void Handle::Destroy::operator()(mosquitto* handle) const noexcept {
  mosquitto_destroy(handle);
}

Handle::Handle(const ConnectOptions& options)
    : version_(options.version), keep_alive_(static_cast<int>(options.keep_alive.count())) {
  use_library();
  require_no_nul(options.client_id, "client id");
  if (options.client_id.empty() && !options.clean_start) {
    throw Error(ErrorKind::usage, "a session cannot be resumed without a client id",
                "client_id is empty and clean_start is false", "give a client id");
  }
  if (keep_alive_ != 0 && (keep_alive_ < 5 || keep_alive_ > 65'535)) {
    throw Error(ErrorKind::usage, fmt::format("the keep alive {} s cannot be used", keep_alive_),
                "libmosquitto takes 0 (none) or 5 to 65535 seconds");
  }
  if (!options.ca_file.empty() || !options.certificate_file.empty()) {
    tls_ = std::make_unique<TlsContext>(
        TlsCredentials{options.ca_file, options.certificate_file, options.key_file, options.host});
  }
  errno = 0;
  mosquitto_.reset(mosquitto_new(options.client_id.empty() ? nullptr : options.client_id.c_str(),
                                 options.clean_start, this));
  if (!mosquitto_) {
    throw Error(
        ErrorKind::usage, "the client id cannot be used",
        errno == EINVAL ? "it is not valid UTF-8, or longer than 65535 bytes" : errno_text(errno));
  }
  set_options(options);
}

Handle::~Handle() = default;

void Handle::set_options(const ConnectOptions& options) {
  mosquitto* const m = mosquitto_.get();
  require(mosquitto_int_option(m, MOSQ_OPT_PROTOCOL_VERSION,
                               version_ == Version::v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311),
          "MQTT version");
  // Without this QoS 1 costs two delayed acknowledgements a round trip: 88 ms instead of 0.15.
  require(mosquitto_int_option(m, MOSQ_OPT_TCP_NODELAY, 1), "TCP_NODELAY");
  require(mosquitto_int_option(m, MOSQ_OPT_RECEIVE_MAXIMUM, options.receive_maximum),
          "receive maximum");
  require(mosquitto_int_option(m, MOSQ_OPT_SEND_MAXIMUM, send_maximum), "send maximum");
  if (tls_) {
    require(mosquitto_void_option(m, MOSQ_OPT_SSL_CTX, tls_->native()), "TLS settings");
    require(mosquitto_int_option(m, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0), "TLS settings");
  }
  if (options.username) {
    require_no_nul(*options.username, "user name");
    require(mosquitto_username_pw_set(m, options.username->c_str(), nullptr), "user name");
  }
  if (options.will) set_will(*options.will);
  if (version_ == Version::v5) set_connect_properties(options);
  mosquitto_connect_v5_callback_set(m, &Callbacks::connected);
  mosquitto_disconnect_v5_callback_set(m, &Callbacks::closed);
  mosquitto_subscribe_v5_callback_set(m, &Callbacks::subscribed);
  mosquitto_unsubscribe_v5_callback_set(m, &Callbacks::unsubscribed);
  mosquitto_publish_v5_callback_set(m, &Callbacks::published);
  mosquitto_message_v5_callback_set(m, &Callbacks::received);
  mosquitto_log_callback_set(m, &Callbacks::logged);
}

void Handle::set_will(const Message& will) {
  require_sendable(will, version_);
  PropertyList properties;
  if (version_ == Version::v5) properties = to_properties(will, PropertyOwner::will);
  const int rc = mosquitto_will_set_v5(mosquitto_.get(), will.topic.c_str(),
                                       static_cast<int>(will.payload.size()),
                                       will.payload.empty() ? nullptr : will.payload.data(),
                                       will.qos, will.retain, *properties.place());
  if (rc == MOSQ_ERR_SUCCESS) *properties.place() = nullptr;  // Taken over.
  require(rc, "will");
}

void Handle::set_connect_properties(const ConnectOptions& options) {
  const auto expiry = std::clamp<std::chrono::seconds::rep>(
      options.session_expiry.count(), 0, std::numeric_limits<std::uint32_t>::max());
  if (expiry == 0) return;  // The default (MQTT 5 §3.1.2.11.2).
  PropertyList properties;
  require(mosquitto_property_add_int32(properties.place(), MQTT_PROP_SESSION_EXPIRY_INTERVAL,
                                       static_cast<std::uint32_t>(expiry)),
          "session expiry");
  // Only the blocking connect takes properties. It stores them before it looks at the keep alive,
  // so a keep alive that is none leaves them for the non-blocking connect and opens nothing.
  const int rc = mosquitto_connect_bind_v5(mosquitto_.get(), "127.0.0.1", 1, /*keepalive=*/-1,
                                           nullptr, properties.get());
  LAB_ASSERT(rc == MOSQ_ERR_INVAL);
}

int Handle::connect(const std::string& address, std::uint16_t port) {
  if (tls_) tls_->begin_attempt();
  mosquitto_threaded_set(mosquitto_.get(), false);
  errno = 0;
  const int rc = noted(
      mosquitto_connect_bind_async(mosquitto_.get(), address.c_str(), port, keep_alive_, nullptr));
  close_wake_sockets(mosquitto_.get());
  if (socket() >= 0) ::fcntl(socket(), F_SETFD, FD_CLOEXEC);  // A child must not hold it open.
  return rc;
}

void Handle::close() {
  if (socket() < 0) return;
  // libmosquitto has no call for this. A new connect closes the old socket first; this one then
  // fails at once, since port 0 means a unix socket, and there is none in /dev/null.
  mosquitto_connect_bind_async(mosquitto_.get(), "/dev/null/none", 0, keep_alive_, nullptr);
  close_wake_sockets(mosquitto_.get());
  LAB_ASSERT(socket() < 0);
}

int Handle::noted(int rc) {
  error_number_ = errno;
  return rc;
}

int Handle::socket() const {
  return mosquitto_socket(mosquitto_.get());
}

int Handle::read() {
  int rc = MOSQ_ERR_SUCCESS;
  for (int turn = 0; turn < most_reads; ++turn) {
    // A stale EAGAIN ends libmosquitto's own loop over what TLS has decrypted already.
    errno = 0;
    rc = noted(mosquitto_loop_read(mosquitto_.get(), 1));
    if (rc != MOSQ_ERR_SUCCESS || !wants_read_now()) break;
  }
  return rc;
}

int Handle::write() {
  errno = 0;
  return noted(mosquitto_loop_write(mosquitto_.get(), 1));
}

int Handle::tick() {
  errno = 0;
  return noted(mosquitto_loop_misc(mosquitto_.get()));
}

bool Handle::wants_write() const {
  const TlsState tls = tls_state(mosquitto_ssl_get(mosquitto_.get()));
  // While a handshake waits for the server, libmosquitto still "wants to write" its CONNECT;
  // waiting for a writable socket would then spin.
  if (tls.in_handshake) return tls.wants_write;
  return mosquitto_want_write(mosquitto_.get());
}

bool Handle::wants_read_now() const {
  if (socket() < 0) return false;
  const TlsState tls = tls_state(mosquitto_ssl_get(mosquitto_.get()));
  return tls.has_pending && !tls.in_handshake;
}

bool Handle::in_tls_handshake() const {
  return tls_state(mosquitto_ssl_get(mosquitto_.get())).in_handshake;
}

int Handle::publish(const Message& message, int& packet_id) {
  PropertyList properties;
  if (version_ == Version::v5) properties = to_properties(message, PropertyOwner::publish);
  errno = 0;
  return noted(mosquitto_publish_v5(mosquitto_.get(), &packet_id, message.topic.c_str(),
                                    static_cast<int>(message.payload.size()),
                                    message.payload.empty() ? nullptr : message.payload.data(),
                                    message.qos, message.retain, properties.get()));
}

int Handle::subscribe(const std::vector<std::string>& filters, int qos, int& packet_id) {
  const std::vector<char*> list = pointers(filters);
  errno = 0;
  return noted(mosquitto_subscribe_multiple(
      mosquitto_.get(), &packet_id, static_cast<int>(list.size()), list.data(), qos, 0, nullptr));
}

int Handle::unsubscribe(const std::vector<std::string>& filters, int& packet_id) {
  const std::vector<char*> list = pointers(filters);
  errno = 0;
  return noted(mosquitto_unsubscribe_multiple(mosquitto_.get(), &packet_id,
                                              static_cast<int>(list.size()), list.data(), nullptr));
}

int Handle::disconnect(int reason_code) {
  errno = 0;
  return noted(mosquitto_disconnect_v5(mosquitto_.get(), version_ == Version::v5 ? reason_code : 0,
                                       nullptr));
}

std::vector<HandleEvent> Handle::take_events() {
  return std::exchange(events_, {});
}

std::string Handle::failure_text(int rc) const {
  if (tls_ && !tls_->trouble().empty()) return tls_->trouble();
  if (handshake_error().value_or(0) != 0) return errno_text(*handshake_error());
  // libmosquitto turns every broken TLS connection into EPROTO; what OpenSSL said is noted above.
  const bool has_cause = error_number_ != 0 && error_number_ != EAGAIN && error_number_ != EPROTO;
  switch (rc) {
    case MOSQ_ERR_SUCCESS:
    case MOSQ_ERR_CONN_LOST:
    case MOSQ_ERR_ERRNO:
    case MOSQ_ERR_TLS:
      return has_cause ? errno_text(error_number_)
                       : "the other side closed the connection without a DISCONNECT";
    case MOSQ_ERR_KEEPALIVE: return "the broker did not answer within the keep alive";
    case MOSQ_ERR_PROTOCOL:
    case MOSQ_ERR_MALFORMED_PACKET: return "the broker sent a packet that breaks the protocol";
    default: return mosquitto_strerror(rc);
  }
}

bool Handle::closed_without_words(int rc) const {
  if (rc != MOSQ_ERR_CONN_LOST && rc != MOSQ_ERR_ERRNO) return false;
  if (tls_ && !tls_->trouble().empty()) return false;
  return rc == MOSQ_ERR_CONN_LOST || error_number_ == EPROTO || error_number_ == ECONNRESET ||
         error_number_ == EPIPE;
}

std::optional<int> Handle::handshake_error() const {
  return tls_ ? tls_->broken_by() : std::nullopt;
}

void require_sendable(const Message& message, Version version) {
  const auto refuse = [&](std::string_view cause) {
    throw Error(ErrorKind::usage, fmt::format("cannot publish to \"{}\"", message.topic), cause);
  };
  require_no_nul(message.topic, "topic");
  if (message.topic.empty()) refuse("the topic is empty");
  const int length = static_cast<int>(std::min<std::size_t>(message.topic.size(), 65'536));
  if (length > 65'535) refuse("the topic has more than 65535 bytes");
  if (mosquitto_validate_utf8(message.topic.c_str(), length) != MOSQ_ERR_SUCCESS) {
    refuse("the topic is not valid UTF-8 (MQTT 5 §1.5.4)");
  }
  if (mosquitto_pub_topic_check(message.topic.c_str()) != MOSQ_ERR_SUCCESS) {
    refuse("a topic holds no wildcard (+ or #), and at most 200 slashes");
  }
  if (message.qos < 0 || message.qos > 2) refuse("QoS is 0, 1 or 2");
  if (message.payload.size() > most_payload) refuse("the payload is over 268,435,455 bytes");
  if (version == Version::v5)
    return static_cast<void>(to_properties(message, PropertyOwner::publish));
  // A v3.1.1 CONNACK names no limit, and a broker ends the connection over a packet beyond its own.
  // libmosquitto would send it again on each new connection, for ever.
  constexpr std::size_t most_packet = 524'288;  // Event Grid's, and the lab's broker's (CA-144)
  constexpr std::size_t around_them = 9;        // fixed header, topic length, packet id
  if (message.topic.size() + message.payload.size() + around_them > most_packet) {
    refuse("the packet would be over 524,288 bytes, the most that Event Grid takes (CA-144)");
  }
}

}  // namespace lab::mqtt
