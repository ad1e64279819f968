#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "certs/authority.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/probe/link.hpp"
#include "lab/probe/loop.hpp"

namespace lab::probe::test {

/// A root, a server and a client, in files.
class Papers {
 public:
  explicit Papers(certs::KeyKind server_key = certs::KeyKind::ec_p256);

  /// What a client needs to be let in.
  [[nodiscard]] Link good_link() const;
  /// Writes another client's certificate and key; gives a link that shows them.
  [[nodiscard]] Link link_with(const certs::Identity& identity, const std::string& name) const;
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] const certs::Authority& root() const { return root_; }

 private:
  RunDirectory folder_;
  certs::Authority root_ = certs::Authority::create_root("probe test root");
};

/// What a server asks for, and offers.
boost::asio::ssl::context server_context(const Papers& papers, int least_version, int most_version,
                                         bool asks_for_certificate = false);

/// A TLS server that says yes to a CONNECT of MQTT 5, byte by byte as it is, on the probe's loop.
class TlsPeer {
 public:
  using Stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

  TlsPeer(Loop& loop, boost::asio::ssl::context context);

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  int handshakes = 0;           ///< That have ended, well or not.
  std::string server_name;      ///< What the latest client asked for by SNI.
  bool ended_in_order = false;  ///< The latest client said goodbye in TLS.

 private:
  void accept();
  void read();

  boost::asio::ssl::context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::unique_ptr<Stream> stream_;
  std::array<char, 4'096> buffer_{};
};

}  // namespace lab::probe::test
