#include "tests/sanity/mutants/wrong_peer.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <variant>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/ssl.h>

#include "lab/base/assert.hpp"
#include "lab/wire/decode.hpp"
#include "lab/wire/encode.hpp"
#include "tests/sanity/mutants/byte_stream.hpp"
#include "tests/sanity/mutants/known_certificates.hpp"

namespace lab::mutants {
namespace asio = boost::asio;
using asio::ip::tcp;
using StreamPtr = std::shared_ptr<ByteStream>;

namespace {

/// What is written to whom, and what the fault sees of one client's way through.
class LiveCrossing final : public Crossing {
 public:
  LiveCrossing(StreamPtr client, const std::set<std::shared_ptr<LiveCrossing>>& all)
      : client_{std::move(client)}, all_{all} {}

  void to_client(const wire::Packet& packet) override {
    client_->write(wire::encode(packet, version()));
  }
  void to_broker(const wire::Packet& packet) override {
    if (broker_) broker_->write(wire::encode(packet, version()));
  }
  void bytes_to_client(std::string bytes) override { client_->write(std::move(bytes)); }
  void bytes_to_broker(std::string bytes) {
    if (broker_) broker_->write(std::move(bytes));
  }
  void close() override {
    client_->close();
    leave_broker();
  }
  void leave_broker() override {
    left_broker_ = true;
    if (broker_) broker_->close();
  }
  [[nodiscard]] wire::Version version() const override {
    return connect_ ? connect_->version : wire::Version::v5;
  }
  [[nodiscard]] const wire::Connect& connect() const override {
    LAB_ASSERT(connect_.has_value());
    return *connect_;
  }
  [[nodiscard]] const std::string& identity() const override { return identity_; }
  [[nodiscard]] std::vector<Crossing*> others() override {
    std::vector<Crossing*> others;
    for (const auto& crossing : all_) {
      if (crossing.get() != this) others.push_back(crossing.get());
    }
    return others;
  }

  StreamPtr client_;
  const std::set<std::shared_ptr<LiveCrossing>>& all_;
  StreamPtr broker_;
  std::string identity_;
  std::optional<wire::Connect> connect_;
  bool left_broker_ = false;
};
using CrossingPtr = std::shared_ptr<LiveCrossing>;

void allow_old_tls(asio::ssl::context& context) {
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_VERSION);
  SSL_CTX_set_cipher_list(context.native_handle(), "ALL:@SECLEVEL=0");
}

}  // namespace

struct WrongPeer::State {
  State(std::uint16_t broker, const std::filesystem::path& credentials, Fault wrong)
      : broker_port{broker},
        fault{std::move(wrong)},
        certificates{known_certificates(credentials)},
        acceptor{loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}},
        clock{loop} {
    server.use_certificate_chain_file((credentials / "server.pem").string());
    server.use_private_key_file((credentials / "server.key").string(), asio::ssl::context::pem);
    // Any certificate will do here: whether it is good is for the broker to say, or for the fault.
    server.set_verify_mode(asio::ssl::verify_peer);
    server.set_verify_callback([](bool, asio::ssl::verify_context&) { return true; });
    SSL_CTX_set_session_id_context(server.native_handle(),
                                   reinterpret_cast<const unsigned char*>("wrong"), 5);
    if (fault.takes_old_tls) allow_old_tls(server);
    if (fault.lacks_tls_1_3) {
      SSL_CTX_set_max_proto_version(server.native_handle(), TLS1_2_VERSION);
    }
  }

  asio::awaitable<void> accept_all();
  asio::awaitable<void> keep_time();
  asio::awaitable<void> serve(tcp::socket socket);
  asio::awaitable<void> greet(CrossingPtr crossing);
  asio::awaitable<void> reach_broker(CrossingPtr crossing, const KnownCertificate* certificate);
  asio::awaitable<void> read_client(CrossingPtr crossing);
  asio::awaitable<void> read_broker(CrossingPtr crossing);
  void from_client(LiveCrossing& crossing, wire::Packet packet);
  void broker_has_left(LiveCrossing& crossing);
  const KnownCertificate* certificate_of(const CrossingPtr& crossing);

  std::uint16_t broker_port;
  Fault fault;
  std::map<std::string, KnownCertificate> certificates;
  asio::io_context loop{1};
  asio::ssl::context server{asio::ssl::context::tls_server};
  tcp::acceptor acceptor;
  asio::steady_timer clock;
  std::set<CrossingPtr> crossings;
  std::thread thread;
};

asio::awaitable<void> WrongPeer::State::accept_all() {
  while (true) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay{true});
    asio::co_spawn(loop, serve(std::move(socket)), asio::detached);
  }
}

asio::awaitable<void> WrongPeer::State::keep_time() {
  while (true) {
    clock.expires_after(std::chrono::seconds{1});
    co_await clock.async_wait(asio::use_awaitable);
    if (!fault.each_second) continue;
    Fault::Connections all;
    for (const CrossingPtr& crossing : crossings) all.push_back(crossing.get());
    fault.each_second(all);
  }
}

/// One client, from its first byte to its last. A handshake that fails ends it without a word.
asio::awaitable<void> WrongPeer::State::serve(tcp::socket socket) {
  const auto crossing =
      std::make_shared<LiveCrossing>(std::make_shared<ByteStream>(std::move(socket)), crossings);
  try {
    co_await greet(crossing);
  } catch (const boost::system::system_error&) {
    crossing->close();
    co_return;
  }
  crossings.insert(crossing);
  co_await read_client(crossing);
  crossings.erase(crossing);
}

const KnownCertificate* WrongPeer::State::certificate_of(const CrossingPtr& crossing) {
  const auto found = certificates.find(
      crossing->client_->tls() ? peer_certificate_der(crossing->client_->tls()) : std::string{});
  if (found != certificates.end()) {
    crossing->identity_ = found->second.stem;
    if (fault.stands_in_as.empty()) return &found->second;
  }
  for (const auto& [der, certificate] : certificates) {
    if (certificate.stem == fault.stands_in_as) return &certificate;
  }
  return nullptr;
}

asio::awaitable<void> WrongPeer::State::greet(CrossingPtr crossing) {
  constexpr unsigned char tls_handshake_record = 0x16;
  const bool is_plain =
      fault.takes_plain_text && co_await crossing->client_->peek() != tls_handshake_record;
  if (!is_plain) co_await crossing->client_->shake_hands(server, true);
  const KnownCertificate* certificate = certificate_of(crossing);
  if (fault.has_broker) co_await reach_broker(crossing, certificate);
}

asio::awaitable<void> WrongPeer::State::reach_broker(CrossingPtr crossing,
                                                     const KnownCertificate* certificate) {
  asio::ssl::context as_client{asio::ssl::context::tls_client};
  if (certificate != nullptr) {
    as_client.use_certificate_chain_file(certificate->certificate_file.string());
    as_client.use_private_key_file(certificate->key_file.string(), asio::ssl::context::pem);
  }
  tcp::socket socket{loop};
  co_await socket.async_connect({asio::ip::address_v4::loopback(), broker_port},
                                asio::use_awaitable);
  socket.set_option(tcp::no_delay{true});
  crossing->broker_ = std::make_shared<ByteStream>(std::move(socket));
  try {
    co_await crossing->broker_->shake_hands(as_client, false);
    asio::co_spawn(loop, read_broker(crossing), asio::detached);
  } catch (const boost::system::system_error&) {
    if (!fault.broker_left) throw;
    broker_has_left(*crossing);
  }
}

void WrongPeer::State::broker_has_left(LiveCrossing& crossing) {
  if (crossing.left_broker_) return;
  if (fault.broker_left) {
    fault.broker_left(crossing);
  } else {
    crossing.close();
  }
}

void WrongPeer::State::from_client(LiveCrossing& crossing, wire::Packet packet) {
  if (const auto* connect = std::get_if<wire::Connect>(&packet)) crossing.connect_ = *connect;
  if (fault.from_client) {
    fault.from_client(crossing, std::move(packet));
  } else {
    crossing.to_broker(packet);
  }
}

/// What is no packet goes to the broker as it came: the answer to it is the broker's.
asio::awaitable<void> WrongPeer::State::read_client(CrossingPtr crossing) {
  wire::Decoder decoder{wire::Version::v5};
  bool understood = true;
  while (true) {
    std::string bytes = co_await crossing->client_->read();
    if (bytes.empty()) break;
    if (!understood) {
      crossing->bytes_to_broker(std::move(bytes));
      continue;
    }
    decoder.feed(bytes);
    while (auto decoded = decoder.next()) {
      if (auto* packet = std::get_if<wire::Packet>(&*decoded)) {
        from_client(*crossing, std::move(*packet));
      } else {
        understood = false;
        crossing->bytes_to_broker(decoder.last_bytes());
      }
    }
  }
  if (fault.client_left) {
    fault.client_left(*crossing);
  } else {
    crossing->leave_broker();
  }
}

asio::awaitable<void> WrongPeer::State::read_broker(CrossingPtr crossing) {
  std::optional<wire::Decoder> decoder;
  while (true) {
    const std::string bytes = co_await crossing->broker_->read();
    if (bytes.empty()) break;
    if (!decoder) decoder.emplace(crossing->version());
    decoder->feed(bytes);
    while (auto decoded = decoder->next()) {
      auto* packet = std::get_if<wire::Packet>(&*decoded);
      LAB_ASSERT(packet != nullptr);  // Mosquitto writes what the specification allows.
      if (fault.from_broker) {
        fault.from_broker(*crossing, std::move(*packet));
      } else {
        crossing->to_client(*packet);
      }
    }
  }
  broker_has_left(*crossing);
}

WrongPeer::WrongPeer(std::uint16_t broker_port, const std::filesystem::path& credentials,
                     Fault fault)
    : state_{std::make_unique<State>(broker_port, credentials, std::move(fault))} {
  asio::co_spawn(state_->loop, state_->accept_all(), asio::detached);
  asio::co_spawn(state_->loop, state_->keep_time(), asio::detached);
  state_->thread = std::thread{[this] { state_->loop.run(); }};
}

WrongPeer::~WrongPeer() {
  state_->loop.stop();
  state_->thread.join();
}

std::uint16_t WrongPeer::port() const {
  return state_->acceptor.local_endpoint().port();
}

}  // namespace lab::mutants
