#pragma once

#include <random>
#include <string>

#include "lab/model/namespace.hpp"
#include "tests/e2e/probe_set.hpp"

namespace lab::test {

/// Small namespaces and topics drawn from few words, so that they meet often: clients with and
/// without attributes, values that no topic can hold, a disabled client now and then; queries over
/// them; templates with variables, suffixes, wildcards and empty segments. The same seed gives the
/// same ones.
class RandomNamespaces {
 public:
  explicit RandomNamespaces(unsigned seed) : random_(seed) {}

  model::Namespace next();

  /// Topics and filters to try on a namespace: random ones, and its templates' own.
  ProbeSet probes_for(const model::Namespace& definition, std::size_t count);

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool once_in(std::size_t times) { return below(times) == 0; }
  template <typename Values>
  const auto& one_of(const Values& values) {
    return values[below(std::size(values))];
  }

  model::Client client(std::size_t number);
  model::TopicTemplate topic_template();
  std::string segment();
  std::string text(bool may_have_wildcards);

  std::mt19937 random_;
};

}  // namespace lab::test
