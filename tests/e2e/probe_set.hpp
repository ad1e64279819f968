#pragma once

#include <string>
#include <vector>

#include "lab/model/namespace.hpp"

namespace lab::test {

/// The topics and filters that every client of a namespace tries: what anybody may do there, and
/// all that lies just beside it.
struct ProbeSet {
  std::vector<std::string> topics;   ///< To publish to. Valid topic names, each once.
  std::vector<std::string> filters;  ///< To subscribe to. Valid filters but for `$share//…`.
};

/// Derived from the definition: each template as written and expanded for each client, so that
/// every client tries everybody's topics; each of these made narrower, wider, deeper, shorter, with
/// one segment changed, in another letter case and with an empty segment; each filter as a shared
/// subscription too; and the service's own topics. Sorted.
ProbeSet probe_set_of(const model::Namespace& definition);

}  // namespace lab::test
