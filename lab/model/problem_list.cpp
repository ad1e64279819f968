#include "lab/model/problem_list.hpp"

#include <algorithm>
#include <utility>

namespace lab::model {

void ProblemList::add(PlaceId place, Rule rule, std::string cause, std::string fix) {
  has_error_ = has_error_ || describe(rule).severity == Problem::Severity::error;
  found_.push_back({place, rule, std::move(cause), std::move(fix)});
}

std::vector<Problem> ProblemList::in_text_order() const {
  std::vector<const Found*> order;
  order.reserve(found_.size());
  for (const Found& found : found_) order.push_back(&found);
  std::stable_sort(order.begin(), order.end(), [](const Found* left, const Found* right) {
    return left->place < right->place;
  });
  std::vector<Problem> problems;
  problems.reserve(order.size());
  for (const Found* found : order) {
    const RuleDescription& rule = describe(found->rule);
    problems.push_back({rule.severity, std::string{rule.id}, places.file(found->place),
                        places.pointer(found->place), found->cause, found->fix});
  }
  return problems;
}

}  // namespace lab::model
