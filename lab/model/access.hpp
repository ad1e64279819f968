#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "lab/model/namespace.hpp"

namespace lab::model {

/// What a client wants to do with a topic name (publish) or a topic filter (subscribe).
enum class Action { publish, subscribe };

/// Which limits on a topic count besides MQTT's own rules. Stock Mosquitto knows neither 256 bytes
/// nor 15 segments (known difference D27), so what it is expected to answer is asked with `mqtt`;
/// what Event Grid and the front door are expected to answer, with `service`.
enum class TopicLimits { mqtt, service };

/// The answer to "may this client do that", and why.
struct Decision {
  /// Why an operation is refused; `none` if it is allowed.
  enum class Refusal {
    none,
    unknown_client,       ///< No client has that name.
    disabled_client,      ///< Its state is Disabled: it may not even connect.
    invalid_topic,        ///< Not a valid topic name or filter (MQTT 5 §4.7), or over a limit
                          ///< of the service where `TopicLimits::service` was asked for.
    reserved_topic,       ///< Topics that start with `$` are the service's own (CA-089).
    no_group,             ///< The client is in no client group that has a binding.
    no_binding,           ///< Its groups have no binding with the permission for that action.
    no_matching_template  ///< Bindings are there; no template of theirs covers the topic.
  };
  bool allowed = false;
  Refusal refusal = Refusal::none;
  std::string binding;         ///< The binding that allows it (the first by name), or came nearest.
  std::string topic_space;     ///< Its topic space.
  std::string topic_template;  ///< The template that allows it, or the nearest, as written.
  std::string expanded;        ///< That template expanded for the client; empty if it gives none.
  std::size_t differing_segment = 0;  ///< Index from 0 of the first segment that differs.
  std::string explanation;            ///< One sentence for a person, with names and values.
};

/// Decides from the definition alone, without a broker: the second opinion on what Mosquitto
/// answers and the oracle of the authorization tests. `client_name` is the ARM name.
///
/// A publish is allowed if a template of a Publisher binding matches the topic, a subscribe if one
/// of a Subscriber binding covers the filter (facts §3); permissions add up, there is no deny.
/// `$share/<group>/<filter>` is decided as `<filter>`: sharing a subscription gives no other right.
/// The nearest template is the one with the most leading segments in common, then the most segments
/// in common anywhere, then the first by binding. Costs one look-up of the client, and time in
/// proportion to the bindings; nothing in proportion to the clients.
Decision may(const Namespace& definition, std::string_view client_name, Action action,
             std::string_view topic_or_filter, TopicLimits limits = TopicLimits::mqtt);

}  // namespace lab::model
