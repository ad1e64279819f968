#pragma once

#include <string>
#include <vector>

#include "lab/mqtt/message.hpp"

namespace lab::mqtt {

/// What a requester or responder needs of a connection. `Client` is one; a unit test has its own
/// that records what was sent.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Sends SUBSCRIBE. Gives a token that the SUBACK's report repeats.
  virtual int subscribe(const std::vector<std::string>& filters, int qos) = 0;

  /// Sends PUBLISH, now or (QoS 1) when connected again. Gives a token that the PUBACK's report
  /// repeats.
  virtual int publish(const Message& message) = 0;

  [[nodiscard]] virtual bool is_connected() const = 0;
  [[nodiscard]] virtual Version version() const = 0;
};

}  // namespace lab::mqtt
