#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lab/probe/recording.hpp"

namespace lab::report {

/// Where the lifelines of a ladder stand: the probes in the order in which they appear, the broker
/// between them (to the right of a single one). In units of the picture, which are pixels.
class Lanes {
 public:
  struct Lane {
    std::string name;
    double x = 0;
  };

  explicit Lanes(const std::vector<probe::Record>& transcript);

  [[nodiscard]] const std::vector<Lane>& all() const { return lanes_; }
  [[nodiscard]] double broker() const { return lanes_[broker_].x; }
  /// The lane of a probe; the broker's for a name that no probe has.
  [[nodiscard]] double of(const std::string& who) const;
  [[nodiscard]] double width() const;

 private:
  std::vector<Lane> lanes_;
  std::size_t broker_ = 0;
  double gap_ = 0;
};

}  // namespace lab::report
