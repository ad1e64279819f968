#pragma once

#include <string>
#include <variant>
#include <vector>

#include "lab/model/explain.hpp"
#include "lab/model/explain_rights.hpp"
#include "lab/model/namespace.hpp"

namespace lab::model {

/// Sets a client's state to Enabled.
struct EnableClient {
  std::string client;
};

/// Gives a client an attribute, or one that it has another value beside its own: `value` is the
/// whole value after it.
struct SetAttribute {
  std::string client;
  std::string key;
  AttributeValue value;
};

/// Adds a binding between a group and a space that are there, or were added by a step before.
struct AddBinding {
  PermissionBinding binding;
};

/// Adds a template to a topic space.
struct AddTemplate {
  std::string topic_space;
  TopicTemplate topic_template;
};

/// Adds a topic space.
struct AddTopicSpace {
  TopicSpace space;
};

using ChangeStep = std::variant<EnableClient, SetAttribute, AddBinding, AddTemplate, AddTopicSpace>;

/// What to change in a definition so that a question is answered with yes.
struct Change {
  std::vector<ChangeStep> steps;  ///< In order; none if it is allowed, or no change can allow it.
  std::string why_none;           ///< Why no change can, as a sentence; empty otherwise.
  /// What else becomes allowed, of every client: each filter that no filter of before covers,
  /// besides what was asked for. A right that is not in here is not given.
  std::vector<Right> also_allows;
};

/// The smallest change that allows what was asked, for each operation of the question the first of
/// these that does: enable the client; add an attribute value that makes a group's query match, or
/// fills a template's variable, and takes nothing from the client; bind a group that the client is
/// in to a topic space that covers the topic; add a template to a bound space; add a topic space
/// and a binding. Of several of a kind: the one for the fewest clients, then the one that opens the
/// fewest topics, then the first by name. Stays within the quotas of a namespace (facts §6), and
/// gives nobody a topic that the reader would refuse. No change makes up a client or a valid topic.
Change proposed_change(const Namespace& definition, const Question& question);

/// The definition after a change.
Namespace apply(const Namespace& definition, const Change& change);

/// The definition after a step, in place. The step's client or space must be there.
void apply_step(Namespace& definition, const ChangeStep& step);

}  // namespace lab::model
