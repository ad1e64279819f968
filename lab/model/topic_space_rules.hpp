#pragma once

#include <string>
#include <vector>

#include "lab/model/definition_resources.hpp"
#include "lab/model/namespace.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// A topic space as read: its templates that could be read, with their places.
struct ReadTopicSpace {
  TopicSpace space;
  std::vector<PlaceId> template_places;  ///< Of `space.topic_templates`, in the same order.
};

/// Reads the topic spaces (facts §1, §3) and reports every broken rule of theirs. Spaces with
/// broken templates are among the result, since a binding to one is no broken reference.
std::vector<ReadTopicSpace> read_topic_spaces(const std::vector<Resource>& resources,
                                              ProblemList& problems);

}  // namespace lab::model
