#pragma once

#include <string>
#include <vector>

#include "lab/model/definition_tree.hpp"
#include "lab/model/problem.hpp"
#include "lab/model/rules.hpp"

namespace lab::model {

/// Gathers what is wrong with a definition while it is read, so that all of it is told at once.
class ProblemList {
 public:
  /// The places that problems point to; whoever parses a file adds its places here.
  Places places;

  /// A rule is broken at a place. The rule decides whether that is an error.
  void add(PlaceId place, Rule rule, std::string cause, std::string fix);

  [[nodiscard]] bool has_error() const { return has_error_; }

  /// All of them, in the order of the text.
  [[nodiscard]] std::vector<Problem> in_text_order() const;

 private:
  struct Found {
    PlaceId place;
    Rule rule;
    std::string cause;
    std::string fix;
  };
  std::vector<Found> found_;
  bool has_error_ = false;
};

}  // namespace lab::model
