#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

#include "lab/model/import_collected.hpp"
#include "lab/model/import_unknown.hpp"
#include "lab/model/known_properties.hpp"

namespace lab::model {

/// Writes values of a definition as JSON with what a definition can hold: what the service writes
/// (`provisioningState` …) and `null`s are left out, enumerations get the resource model's letter
/// case. What the resource model does not know, no longer has, or is unknown text is left out and
/// told in the log.
class CanonicalValues {
 public:
  CanonicalValues(const UnknownTexts& unknown, ImportLog& log) : unknown_(unknown), log_(log) {}

  /// A value whose members are those of `known`; anything if that is null. `also` are further
  /// members. `name` is what messages call an array. Nothing left gives a null.
  nlohmann::ordered_json json_of(const Node& node, const KnownObject* known,
                                 const KnownObject* also = nullptr,
                                 std::string_view name = "an array");

 private:
  nlohmann::ordered_json object_of(const Node& node, const KnownObject* known,
                                   const KnownObject* also);
  bool is_kept(const Member& member, const KnownObject& known, const KnownObject* also);
  bool is_known_text(const Node& node, std::string_view what);

  const UnknownTexts& unknown_;
  ImportLog& log_;
};

/// The namespace's resource with `name`, `location`, `sku`, `tags`, `identity` and `properties`,
/// whatever form it came in.
nlohmann::ordered_json namespace_json(const NamespaceResource& resource, CanonicalValues& values);

/// All that was collected as one canonical definition, each kind sorted by name.
nlohmann::ordered_json canonical_json(const Collected& collected, CanonicalValues& values);

}  // namespace lab::model
