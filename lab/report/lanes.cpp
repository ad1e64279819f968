#include "lab/report/lanes.hpp"

#include <algorithm>

namespace lab::report {
namespace {

constexpr double first_x = 130;  // the times stand to the left of it
constexpr double right_margin = 80;

std::vector<std::string> probes_of(const std::vector<probe::Record>& transcript) {
  std::vector<std::string> names;
  for (const probe::Record& record : transcript) {
    if (record.kind == probe::Record::Kind::note || record.who.empty()) continue;
    if (std::find(names.begin(), names.end(), record.who) == names.end()) {
      names.push_back(record.who);
    }
  }
  return names;
}

/// Up to three probes fit the page's width.
double gap_of(std::size_t probes) {
  switch (probes) {
    case 0:
    case 1: return 640;
    case 2: return 420;
    case 3: return 285;
    default: return 240;
  }
}

}  // namespace

Lanes::Lanes(const std::vector<probe::Record>& transcript) {
  std::vector<std::string> names = probes_of(transcript);
  gap_ = gap_of(names.size());
  broker_ = (names.size() + 1) / 2;
  names.insert(names.begin() + static_cast<std::ptrdiff_t>(broker_), "broker");
  for (std::string& name : names) {
    lanes_.push_back({std::move(name), first_x + gap_ * static_cast<double>(lanes_.size())});
  }
}

double Lanes::of(const std::string& who) const {
  for (std::size_t index = 0; index < lanes_.size(); ++index) {
    if (index != broker_ && lanes_[index].name == who) return lanes_[index].x;
  }
  return broker();
}

double Lanes::width() const {
  return std::max(lanes_.back().x + right_margin, first_x + 500);
}

}  // namespace lab::report
