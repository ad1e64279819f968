#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <sys/types.h>

#include "certs/authority.hpp"
#include "lab/base/run_directory.hpp"

namespace lab::mqtt::test {

/// A TCP port of the loopback that nobody else gets: a bound socket that does not listen holds it,
/// and a broker with SO_REUSEADDR can listen on it.
class HeldPort {
 public:
  HeldPort();
  HeldPort(const HeldPort&) = delete;
  HeldPort& operator=(const HeldPort&) = delete;
  ~HeldPort();
  [[nodiscard]] std::uint16_t number() const { return number_; }

 private:
  int socket_ = -1;
  std::uint16_t number_ = 0;
};

/// What a client and a broker of one test trust and show.
struct TestCertificates {
  explicit TestCertificates(const std::filesystem::path& folder);

  struct Files {
    std::filesystem::path certificate, key;
  };
  /// Writes an identity; gives where.
  Files write(const certs::Identity& identity, const std::string& name) const;

  std::filesystem::path folder;
  certs::Authority root;
  std::filesystem::path ca_file;
  Files server, client;
};

/// Mosquitto on the loopback, for these tests only (the process room is not to the left of mqtt).
/// Ends with the object, and with the test if that crashes.
class LocalBroker {
 public:
  enum class Security { plain, tls };
  explicit LocalBroker(Security security = Security::plain, const std::string& more_settings = "");
  LocalBroker(const LocalBroker&) = delete;
  LocalBroker& operator=(const LocalBroker&) = delete;
  ~LocalBroker();

  /// Starts again on the same port, after `kill`.
  void start();
  /// Ends at once, as a crash does.
  void kill();

  [[nodiscard]] std::uint16_t port() const { return port_.number(); }
  [[nodiscard]] const TestCertificates& certificates() const { return certificates_; }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

 private:
  RunDirectory folder_;
  HeldPort port_;
  TestCertificates certificates_;
  pid_t process_ = -1;
};

}  // namespace lab::mqtt::test
