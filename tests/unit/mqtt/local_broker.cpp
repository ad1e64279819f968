#include "tests/unit/mqtt/local_broker.hpp"

#include <csignal>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/base/assert.hpp"
#include "lab/base/file.hpp"

namespace lab::mqtt::test {
namespace {

std::string settings_text(const LocalBroker& broker, LocalBroker::Security security,
                          const std::string& more) {
  std::string text = fmt::format(
      "{}per_listener_settings false\nlistener {} 127.0.0.1\nallow_anonymous true\n"
      "set_tcp_nodelay true\npersistence false\nlog_dest file {}/broker.log\n",
      geteuid() == 0 ? "user root\n" : "", broker.port(), broker.folder().string());
  if (security == LocalBroker::Security::tls) {
    const TestCertificates& certificates = broker.certificates();
    text += fmt::format(
        "cafile {}\ncertfile {}\nkeyfile {}\nrequire_certificate true\n"
        "use_identity_as_username true\n",
        certificates.ca_file.string(), certificates.server.certificate.string(),
        certificates.server.key.string());
  }
  return text + more;
}

}  // namespace

HeldPort::HeldPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const int on = 1;
  LAB_ASSERT(::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  LAB_ASSERT(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
  LAB_ASSERT(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  number_ = ntohs(address.sin_port);
}

HeldPort::~HeldPort() {
  ::close(socket_);
}

TestCertificates::TestCertificates(const std::filesystem::path& in)
    : folder(in), root(certs::Authority::create_root("test root")), ca_file(in / "ca.pem") {
  write_file(ca_file, root.certificate_pem());
  certs::LeafRequest for_server;
  for_server.common_name = "localhost";
  for_server.usage = certs::LeafUsage::server;
  for_server.dns_names = {"localhost"};
  for_server.ip_addresses = {"127.0.0.1"};
  server = write(root.issue(for_server), "server");
  certs::LeafRequest for_client;
  for_client.common_name = "device1";
  client = write(root.issue(for_client), "client");
}

TestCertificates::Files TestCertificates::write(const certs::Identity& identity,
                                                const std::string& name) const {
  const Files files{folder / (name + ".pem"), folder / (name + ".key")};
  write_file(files.certificate, identity.chain_pem);
  write_file(files.key, identity.private_key_pem, FileMode::secret);
  return files;
}

LocalBroker::LocalBroker(Security security, const std::string& more_settings)
    : folder_("mqtt"), certificates_(folder_.path()) {
  write_file(folder_ / "mosquitto.conf", settings_text(*this, security, more_settings));
  start();
}

LocalBroker::~LocalBroker() {
  kill();
}

void LocalBroker::start() {
  LAB_ASSERT(process_ == -1);
  const std::string file = (folder_ / "mosquitto.conf").string();
  const pid_t parent = ::getpid();
  process_ = ::fork();
  LAB_ASSERT(process_ >= 0);
  if (process_ > 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);
  const int nothing = ::open("/dev/null", O_RDWR);
  for (int standard : {0, 1, 2}) ::dup2(nothing, standard);
  ::close_range(3, ~0U, 0);
  ::execl("/usr/sbin/mosquitto", "mosquitto", "-c", file.c_str(), nullptr);
  ::_exit(127);
}

void LocalBroker::kill() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

}  // namespace lab::mqtt::test
