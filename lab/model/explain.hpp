#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lab/model/access.hpp"
#include "lab/model/namespace.hpp"

namespace lab::model {

/// "May this client publish to (subscribe to) that?" `client` is the ARM name.
struct AskedOperation {
  std::string client;
  Action action = Action::publish;
  std::string topic;  ///< A topic name to publish to, a filter to subscribe to.
};

/// "Can the requester ask the responder, and does the answer come back?" Both are ARM names. A
/// topic left empty is chosen from what the two may do (`choose_topics`).
struct AskedRequest {
  std::string requester;
  std::string responder;
  std::string topic;
  std::string response_topic;
};

using Question = std::variant<AskedOperation, AskedRequest>;

/// A comparison of a group's query that does not hold for a client, and what the client has there.
struct FailedPart {
  std::string comparison;            ///< As a query: `attributes.type = 'device'`.
  std::string key;                   ///< `attributes.type` or `authenticationName`.
  std::optional<std::string> value;  ///< As a query writes it: `'cloudApp'`; nothing if missing.
};

/// A client group, and whether the client is in it.
struct GroupStep {
  std::string name;
  std::string query;  ///< As written; empty for `$all`.
  bool is_member = false;
  std::vector<FailedPart> failed;  ///< Why not, in the query's order; empty for a member.
  bool one_would_do = false;       ///< `failed` are the sides of an `or`.
};

/// One template of a bound topic space, for the client.
struct TemplateStep {
  std::string topic_template;                        ///< As written.
  std::string filter;                                ///< Expanded; empty if it gives none, …
  std::optional<TopicTemplate::NoFilter> no_filter;  ///< … and then why.
  bool covers = false;                               ///< Its filter covers the topic asked for.
};

/// A permission binding of one of the client's groups, and what it gives the client.
struct BindingStep {
  std::string name;
  std::string client_group;
  std::string topic_space;
  Permission permission = Permission::publisher;
  bool counts = false;  ///< It has the permission that the action needs.
  std::vector<TemplateStep> templates;
};

/// A segment of the nearest template beside the segment asked for, either of them missing past its
/// end.
struct SegmentStep {
  std::optional<std::string> given;
  std::optional<std::string> asked;
};

/// The template that allows the topic or came nearest to it.
struct NearestStep {
  std::string binding;
  std::string topic_space;
  std::string topic_template;             ///< As written.
  std::vector<SegmentStep> segments;      ///< Of its filter, or of it as written if it gives none.
  std::optional<std::size_t> differs_at;  ///< Index in `segments`; nothing if it covers.
};

/// What one operation is for.
enum class LegPurpose { operation, send_request, receive_request, send_response, receive_response };

/// One operation with its whole chain: client, groups, bindings, templates.
struct LegExplanation {
  LegPurpose purpose = LegPurpose::operation;
  AskedOperation asked;
  bool allowed = false;  ///< Found from the steps below.
  Decision decision;     ///< `may`'s, with the service's limits; its sentence heads the text.
  std::optional<std::string> meant_client;  ///< For an unknown client: the name most like it.
  std::vector<GroupStep> groups;            ///< `$all`, then all by name; none for unknown clients.
  std::vector<BindingStep> bindings;        ///< Of the client's groups, by name.
  std::optional<NearestStep> nearest;
};

/// The whole chain of an answer, as data; `explain_text.hpp` words it.
struct Explanation {
  bool allowed = false;              ///< Every leg is.
  std::vector<LegExplanation> legs;  ///< One, or the four of a request in the order of its course.
  std::optional<AskedRequest> request;  ///< A request with its topics filled in.
  std::vector<std::string> notes;       ///< What else there is to know: how topics were chosen, …
};

/// Answers from the definition alone, as Event Grid would (its limits on topics included): which
/// groups the client is in, which bindings these give, which template comes nearest. `allowed`
/// equals what `may` says of each leg. A request has four: the requester publishes the request, the
/// responder subscribes to it, the responder publishes the response, the requester subscribes to
/// that. Whoever may subscribe to a filter that covers a topic may subscribe to the topic, so the
/// topics themselves are asked for.
Explanation explain(const Namespace& definition, const Question& question);

/// The operations that a question is about: itself, or the four of a request. Topics left empty are
/// chosen, as `explain` does.
std::vector<AskedOperation> operations_of(const Namespace& definition, const Question& question);

}  // namespace lab::model
