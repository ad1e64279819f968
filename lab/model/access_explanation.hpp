#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lab/model/access.hpp"

namespace lab::model {

// The sentences of a `Decision`: who may (not) do what, by which binding, and what to look at.
// `as_asked` is the topic or filter as the client gave it; text that it chose is made printable.

/// The beginning of each refusal: "device1 may not publish to devices/x: ".
std::string refused(std::string_view client_name, Action action, std::string_view as_asked);

/// "device1 may publish to devices/device1/reported: binding deviceReportedPub gives it …".
std::string explain_allowed(const Client& client, Action action, std::string_view as_asked,
                            const Decision& decision);

/// No binding names a group that the client is in: which groups it is in at all.
std::string explain_no_group(const Namespace& definition, const Client& client, Action action,
                             std::string_view as_asked);

/// The client's groups have bindings, but none with the permission for the action.
std::string explain_no_binding(const Client& client, Action action, std::string_view as_asked,
                               const std::vector<std::string_view>& groups);

/// Where the nearest template, expanded, differs from the topic (the inner filter of a shared
/// subscription).
std::string explain_difference(const Client& client, Action action, std::string_view as_asked,
                               std::string_view topic, const Decision& decision);

/// Why the nearest template gives the client no filter.
std::string explain_no_filter(const Client& client, Action action, std::string_view as_asked,
                              const Decision& decision, const TopicTemplate::NoFilter& no_filter);

/// "; binding X covers it, but gives Subscriber".
std::string note_other_permission(const PermissionBinding& binding);

}  // namespace lab::model
