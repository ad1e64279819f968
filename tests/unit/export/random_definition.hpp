#pragma once

#include <cstddef>
#include <random>
#include <string>

#include "lab/model/namespace.hpp"

namespace lab::test {

/// Whole definitions with every part of the model and hostile texts in them: quotes of each kind,
/// what shells, Bicep, Terraform and ARM interpolate, line breaks, control characters, other
/// scripts' letters. Each one the reader takes without an error. The same seed gives the same ones.
class RandomDefinitions {
 public:
  explicit RandomDefinitions(unsigned seed) : random_(seed) {}

  model::Namespace next();

  /// Up to a number of pieces that mean something somewhere, in any order.
  std::string hostile_text(std::size_t most_pieces);

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool once_in(std::size_t times) { return below(times) == 0; }

  std::string name(std::size_t number);
  std::string certificate();
  std::string thumbprint();
  std::string topic_text();
  model::AttributeValue attribute_value();
  model::Client client(std::size_t number);
  model::ClientQuery query();
  model::TopicTemplate topic_template();
  model::TopicSpacesConfiguration configuration();
  void add_jwt(model::TopicSpacesConfiguration& configuration);
  void add_bindings(model::Namespace& definition);

  std::mt19937 random_;
};

/// Every value of a definition, a line each: two definitions are the same if these texts are.
std::string all_values(const model::Namespace& definition);

}  // namespace lab::test
