// Goal: over WebSocket the probe speaks and hears what it does over TLS, and tells the endings that
// only WebSocket has.
// Method: a Beast server on the probe's own loop, which does what no broker does.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "lab/probe/loop_context.hpp"
#include "lab/wire/encode.hpp"
#include "tests/unit/probe/probe_fixture.hpp"
#include "tests/unit/probe/tls_peer.hpp"

namespace lab::probe::test {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;
using testing::HasSubstr;
using testing::StartsWith;

/// Takes one connection. Answers the first message with CONNACK, each later one by `does`.
class WebsocketPeer {
 public:
  WebsocketPeer(Loop& loop, const Papers& papers)
      : context_(server_context(papers, TLS1_2_VERSION, TLS1_3_VERSION)),
        acceptor_(loop.context().io, tcp::endpoint{asio::ip::address_v4::loopback(), 0}) {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error) return;
      stream_ = std::make_unique<Stream>(std::move(socket), context_);
      stream_->next_layer().async_handshake(asio::ssl::stream_base::server, [this](error_code bad) {
        if (!bad) read_request();
      });
    });
  }

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  std::function<void()> does = [] {};
  bool declines = false;
  std::string protocol = "mqtt";  ///< What it chooses.
  http::request<http::string_body> request;
  int messages = 0;
  bool all_were_binary = true;
  std::optional<error_code> ended;

  void say(const std::string& bytes, bool is_binary = true) {
    error_code ignored;
    stream_->binary(is_binary);
    stream_->write(asio::buffer(bytes), ignored);
  }
  void close(const websocket::close_reason& reason) {
    stream_->async_close(reason, [](error_code) {});
  }
  /// A frame that RFC 6455 forbids: a reserved bit is set.
  void say_illegal_frame() {
    error_code ignored;
    asio::write(stream_->next_layer(), asio::buffer(std::string{"\xF2\x01x"}), ignored);
  }

 private:
  using Stream = websocket::stream<TlsPeer::Stream>;

  void read_request() {
    http::async_read(stream_->next_layer(), buffer_, request, [this](error_code bad, std::size_t) {
      if (!bad) answer_request();
    });
  }
  void answer_request() {
    error_code ignored;
    if (declines) {
      http::response<http::empty_body> no{http::status::forbidden, request.version()};
      no.prepare_payload();
      http::write(stream_->next_layer(), no, ignored);
      return;
    }
    stream_->set_option(websocket::stream_base::decorator([this](auto& response) {
      if (!protocol.empty()) response.set(http::field::sec_websocket_protocol, protocol);
    }));
    stream_->async_accept(request, [this](error_code bad) {
      if (!bad) read();
    });
  }
  void read() {
    stream_->async_read(buffer_, [this](error_code error, std::size_t) {
      if (error) {
        ended = error;
        return;
      }
      all_were_binary = all_were_binary && stream_->got_binary();
      buffer_.clear();
      if (++messages == 1) {
        say(wire::encode(wire::Connack{}, wire::Version::v5));
      } else {
        does();
      }
      read();
    });
  }

  asio::ssl::context context_;
  tcp::acceptor acceptor_;
  std::unique_ptr<Stream> stream_;
  beast::flat_buffer buffer_;
};

class ProbeWebsocket : public testing::Test {
 protected:
  ProbeWebsocket() {
    ProbeOptions options;
    options.link = papers_.good_link();
    options.link.transport = Transport::websocket_tls;
    options.link.port = peer_.port();
    options.patience = patience;
    probe_.emplace(loop_, recording_, manners_, options);
  }

  void connect() { ASSERT_TRUE(accepted(probe_->connect(connect_packet()))); }

  Ending ending_of_publish() {
    const PublishAnswer answer = probe_->publish("t", "{}");
    EXPECT_FALSE(answer.came());
    return answer.came() ? Ending{} : answer.ending();
  }

  Loop loop_;
  Recording recording_;
  Manners manners_;
  Papers papers_;
  WebsocketPeer peer_{loop_, papers_};
  std::optional<Probe> probe_;
};

TEST_F(ProbeWebsocket, Packets_TravelInBinaryFramesWhoseBordersMeanNothing) {
  connect();
  peer_.does = [&] {
    const std::string bytes = wire::encode(wire::Puback{.packet_id = 1}, wire::Version::v5) +
                              wire::encode(publish_packet("t", 0), wire::Version::v5);
    peer_.say(bytes.substr(0, 3));
    peer_.say(bytes.substr(3));
  };

  EXPECT_TRUE(accepted(probe_->publish("t", "{}")));
  EXPECT_TRUE(probe_->message_on("t").came());
  EXPECT_TRUE(peer_.all_were_binary);
  EXPECT_EQ(peer_.messages, 2);
  EXPECT_EQ(peer_.request.target(), "/mqtt");
  EXPECT_EQ(peer_.request[http::field::sec_websocket_protocol], "mqtt");
}

TEST_F(ProbeWebsocket, Facts_NameTheProtocolThatTheServerChose) {
  peer_.protocol = "mqttv3.1";
  const auto opened = probe_->open();
  ASSERT_TRUE(std::holds_alternative<LinkFacts>(opened));
  EXPECT_EQ(std::get<LinkFacts>(opened).websocket_protocol, "mqttv3.1");
  EXPECT_EQ(std::get<LinkFacts>(opened).tls_version, "TLSv1.3");
}

TEST_F(ProbeWebsocket, ServerThatChoosesNoProtocol_IsSeen) {
  peer_.protocol.clear();
  const auto opened = probe_->open();
  ASSERT_TRUE(std::holds_alternative<LinkFacts>(opened));
  EXPECT_EQ(std::get<LinkFacts>(opened).websocket_protocol, "");
}

TEST_F(ProbeWebsocket, DeclinedUpgrade_IsClosedWithTheHttpStatus) {
  peer_.declines = true;
  const auto opened = probe_->open();
  ASSERT_TRUE(std::holds_alternative<Ending>(opened));
  EXPECT_EQ(std::get<Ending>(opened).text,
            "WebSocket: HTTP 403 Forbidden in answer to the upgrade");
}

TEST_F(ProbeWebsocket, CloseFrame_IsClosedWithItsCode) {
  connect();
  peer_.does = [&] { peer_.close({websocket::close_code::policy_error, "no\nsuch thing"}); };
  const Ending ending = ending_of_publish();
  EXPECT_EQ(ending.kind, Ending::Kind::closed);
  EXPECT_EQ(ending.text,
            "the connection was closed with WebSocket code 1008 \"no\\x0asuch thing\"");
}

TEST_F(ProbeWebsocket, TextFrame_IsMalformed) {
  connect();
  peer_.does = [&] { peer_.say("hello", false); };
  const Ending ending = ending_of_publish();
  EXPECT_EQ(ending.kind, Ending::Kind::malformed);
  EXPECT_THAT(ending.text, HasSubstr("text frame"));
  EXPECT_FALSE(probe_->is_open());
}

TEST_F(ProbeWebsocket, IllegalFrame_IsMalformed) {
  connect();
  peer_.does = [&] { peer_.say_illegal_frame(); };
  const Ending ending = ending_of_publish();
  EXPECT_EQ(ending.kind, Ending::Kind::malformed);
  EXPECT_THAT(ending.text, StartsWith("malformed WebSocket frame"));
}

TEST_F(ProbeWebsocket, Disconnect_EndsWebsocketInOrder) {
  connect();
  probe_->disconnect();
  ASSERT_TRUE(test::run_until(loop_, [&] { return peer_.ended.has_value(); }));
  EXPECT_EQ(*peer_.ended, websocket::error::closed);
  EXPECT_EQ(peer_.messages, 2) << "CONNECT and DISCONNECT";
}

TEST_F(ProbeWebsocket, Cut_DoesNot) {
  connect();
  probe_->cut();
  ASSERT_TRUE(test::run_until(loop_, [&] { return peer_.ended.has_value(); }));
  EXPECT_NE(*peer_.ended, websocket::error::closed);
}

}  // namespace
}  // namespace lab::probe::test
