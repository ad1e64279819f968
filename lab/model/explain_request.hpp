#pragma once

#include <string>
#include <vector>

#include "lab/model/explain.hpp"

namespace lab::model {

/// A request with both of its topics, and a sentence on how each that was left empty was chosen.
struct RequestTopics {
  AskedRequest request;
  std::vector<std::string> notes;
};

/// Fills in what a request leaves empty. The request topic is one that the requester may publish to
/// and the responder may subscribe to; the response topic the other way round, and not the request
/// topic. Of several, the one that the fewest wildcards had to be replaced for, then the first by
/// binding; a wildcard becomes the responder's authentication name. If there is none, a topic that
/// one of the two has, and at last the how-to's `devices/NAME/desired` and `…/reported`.
RequestTopics choose_topics(const Namespace& definition, const AskedRequest& request);

}  // namespace lab::model
