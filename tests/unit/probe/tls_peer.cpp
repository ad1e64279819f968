#include "tests/unit/probe/tls_peer.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

#include "lab/base/file.hpp"
#include "lab/probe/loop_context.hpp"

namespace lab::probe::test {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

Papers::Papers(certs::KeyKind server_key) {
  certs::LeafRequest server;
  server.common_name = "a server";
  server.usage = certs::LeafUsage::server;
  server.dns_names = {"localhost", "broker.example"};
  server.ip_addresses = {"127.0.0.1"};
  server.key_kind = server_key;
  certs::LeafRequest client;
  client.common_name = "a client";
  for (const auto& [name, request] : {std::pair{"server", server}, std::pair{"client", client}}) {
    (void)link_with(root_.issue(request), name);
  }
  write_file(file("root.pem"), root_.certificate_pem());
}

Link Papers::good_link() const {
  Link link;
  link.ca_file = file("root.pem");
  link.certificate_file = file("client.pem");
  link.key_file = file("client.key");
  return link;
}

Link Papers::link_with(const certs::Identity& identity, const std::string& name) const {
  write_file(file(name + ".pem"), identity.chain_pem);
  write_file(file(name + ".key"), identity.private_key_pem, FileMode::secret);
  Link link = good_link();
  link.certificate_file = file(name + ".pem");
  link.key_file = file(name + ".key");
  return link;
}

ssl::context server_context(const Papers& papers, int least_version, int most_version,
                            bool asks_for_certificate) {
  ssl::context context{ssl::context::tls_server};
  SSL_CTX* const native = context.native_handle();
  SSL_CTX_set_min_proto_version(native, least_version);
  SSL_CTX_set_max_proto_version(native, most_version);
  if (least_version < TLS1_2_VERSION) SSL_CTX_set_cipher_list(native, "DEFAULT:@SECLEVEL=0");
  context.use_certificate_chain_file(papers.file("server.pem").string());
  context.use_private_key_file(papers.file("server.key").string(), ssl::context::pem);
  if (asks_for_certificate) {
    context.load_verify_file(papers.file("root.pem").string());
    context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  }
  return context;
}

TlsPeer::TlsPeer(Loop& loop, ssl::context context)
    : context_(std::move(context)),
      acceptor_(loop.context().io, tcp::endpoint{asio::ip::address_v4::loopback(), 0}) {
  accept();
}

void TlsPeer::accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    if (error) return;
    stream_ = std::make_unique<Stream>(std::move(socket), context_);
    stream_->async_handshake(ssl::stream_base::server, [this](error_code failure) {
      const char* name = SSL_get_servername(stream_->native_handle(), TLSEXT_NAMETYPE_host_name);
      server_name = name ? name : "";
      ++handshakes;
      if (!failure) read();
      accept();  // Only then: one connection at a time.
    });
  });
}

void TlsPeer::read() {
  stream_->async_read_some(asio::buffer(buffer_), [this](error_code error, std::size_t) {
    ended_in_order = error == asio::error::eof;
    if (error) {
      stream_->next_layer().close(error);
      return;
    }
    static constexpr std::array connack{'\x20', '\x03', '\x00', '\x00', '\x00'};
    asio::write(*stream_, asio::buffer(connack), error);
    read();
  });
}

}  // namespace lab::probe::test
