#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "tests/sanity/mutants/fault.hpp"

namespace lab::mutants {

/// A broker that is wrong in one way: it stands before a good one, as clients see it (same
/// certificate authority, same certificates of clients), reads every packet both ways and lets a
/// fault change, drop or make up packets. Without a fault it is as good as what stands behind it.
/// Serves on 127.0.0.1, on a thread of its own, until it is destroyed.
class WrongPeer {
 public:
  /// `broker_port` is the good broker's TLS port on 127.0.0.1; `credentials` the folder that
  /// `eglab certs` writes, with the keys of server and clients: the peer shows the broker the same
  /// certificate that the client showed it.
  WrongPeer(std::uint16_t broker_port, const std::filesystem::path& credentials, Fault fault);
  WrongPeer(const WrongPeer&) = delete;
  WrongPeer& operator=(const WrongPeer&) = delete;
  ~WrongPeer();

  [[nodiscard]] std::uint16_t port() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lab::mutants
