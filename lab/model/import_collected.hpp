#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "lab/model/definition_resources.hpp"
#include "lab/model/import_log.hpp"

namespace lab::model {

/// What to do with a resource that is there already.
enum class SecondTime {
  replaces,  ///< A script's later call is a PUT: it wins.
  is_refused,
};

/// The resources of one namespace as an import finds them, one by one, in any order and from any
/// number of inputs.
class Collected {
 public:
  explicit Collected(ImportLog& log) : log_(log) {}

  /// Adds a child of the namespace of this name (empty if unknown). `origin` is where it was found.
  void add(const ResourceKind& kind, Resource resource, std::string_view namespace_name,
           PlaceId origin, SecondTime second_time);

  /// Adds the namespace itself.
  void add(NamespaceResource resource, PlaceId origin, SecondTime second_time);

  /// Adds all of a definition that was taken apart.
  void add_all(DefinitionResources found);

  /// Whether nothing at all was found.
  [[nodiscard]] bool is_empty() const;

  [[nodiscard]] const DefinitionResources& resources() const { return resources_; }
  /// The namespace's name as far as known: its own, or that which its children name it by.
  [[nodiscard]] const std::string& namespace_name() const { return namespace_name_; }
  /// Where a child was found, by its ARM segment and name.
  [[nodiscard]] PlaceId origin(std::string_view segment, std::string_view name) const;
  /// Where the namespace was found, or first named.
  [[nodiscard]] PlaceId namespace_origin() const;

 private:
  bool is_of_this_namespace(std::string_view name, const std::string& what, PlaceId origin);

  ImportLog& log_;
  DefinitionResources resources_;
  std::string namespace_name_;
  PlaceId first_named_ = 0;
  struct Found {
    std::size_t index;
    PlaceId origin;
  };
  std::map<std::pair<std::string, std::string>, Found> found_;
};

/// How messages call a child of this kind: `client "device1"`.
std::string resource_words(const ResourceKind& kind, std::string_view name);

/// The kind with this ARM segment or kebab-case name, ignoring case, or null.
const ResourceKind* find_resource_kind(std::string_view name);

}  // namespace lab::model
