#pragma once

namespace lab::apps {

/// The how-to's namespace, the text of `fixtures/namespaces/request-response.json`: what `eglab
/// run` plays when no definition is named, so that it runs from any folder.
extern const char* const how_to_definition;

}  // namespace lab::apps
