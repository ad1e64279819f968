#include "lab/model/import_az_create.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "lab/model/import_az_option_value.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

struct KnownOption {
  std::string_view option;
  std::string_view property;
  AzForm form = AzForm::text;
};

Node empty_object(PlaceId place) {
  Node node;
  node.kind = Node::Kind::object;
  node.place = place;
  return node;
}

constexpr std::array ca_certificate_options{
    KnownOption{"--description", "description"},
    KnownOption{"--encoded-certificate", "encodedCertificate"}};
constexpr std::array client_options{KnownOption{"--description", "description"},
                                    KnownOption{"--authentication-name", "authenticationName"},
                                    KnownOption{"--client-certificate-authentication",
                                                "clientCertificateAuthentication", AzForm::object},
                                    KnownOption{"--state", "state"},
                                    KnownOption{"--attributes", "attributes", AzForm::map}};
constexpr std::array client_group_options{KnownOption{"--description", "description"},
                                          KnownOption{"--group-query", "query"}};
constexpr std::array topic_space_options{
    KnownOption{"--description", "description"},
    KnownOption{"--topic-templates", "topicTemplates", AzForm::list}};
constexpr std::array permission_binding_options{
    KnownOption{"--description", "description"},
    KnownOption{"--client-group-name", "clientGroupName"},
    KnownOption{"--topic-space-name", "topicSpaceName"}, KnownOption{"--permission", "permission"}};
constexpr std::array namespace_options{
    KnownOption{"--topic-spaces-configuration", "topicSpacesConfiguration", AzForm::object},
    KnownOption{"--topics-configuration", "topicsConfiguration", AzForm::object},
    KnownOption{"--is-zone-redundant", "isZoneRedundant", AzForm::boolean},
    KnownOption{"--public-network-access", "publicNetworkAccess"},
    KnownOption{"--inbound-ip-rules", "inboundIpRules", AzForm::list},
    KnownOption{"--minimum-tls-version-allowed", "minimumTlsVersionAllowed"}};
constexpr std::array envelope_options{
    KnownOption{"--location", "location"}, KnownOption{"-l", "location"},
    KnownOption{"--sku", "sku", AzForm::object}, KnownOption{"--tags", "tags", AzForm::map},
    KnownOption{"--identity", "identity", AzForm::object}};

/// Options that say where and how, not what.
constexpr std::array<std::string_view, 15> other_options{"-n",
                                                         "--name",
                                                         "-g",
                                                         "--resource-group",
                                                         "--namespace-name",
                                                         "--output",
                                                         "-o",
                                                         "--query",
                                                         "--only-show-errors",
                                                         "--no-wait",
                                                         "--subscription",
                                                         "--verbose",
                                                         "--debug",
                                                         "--acquire-policy-token",
                                                         "--change-reference"};

struct Group {
  std::string_view what;
  std::string_view segment;
  std::string_view name_option;
  std::span<const KnownOption> options;
};
constexpr std::array groups{
    Group{"namespace ca-certificate", "caCertificates", "--ca-certificate-name",
          ca_certificate_options},
    Group{"namespace client", "clients", "--client-name", client_options},
    Group{"namespace client-group", "clientGroups", "--client-group-name", client_group_options},
    Group{"namespace topic-space", "topicSpaces", "--topic-space-name", topic_space_options},
    Group{"namespace permission-binding", "permissionBindings", "--permission-binding-name",
          permission_binding_options}};

const KnownOption* find_option(std::span<const KnownOption> known, std::string_view name) {
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](const KnownOption& one) { return one.option == name; });
  return found == known.end() ? nullptr : &*found;
}

/// Reads the options that are properties into `object`, those of `envelope` into it as well.
void read_options(const AzCommandLine& line, std::span<const KnownOption> known,
                  std::string_view name_option, PlaceId place, Node& object, ImportLog& log) {
  for (const AzCommandLine::Option& option : line.options) {
    const KnownOption* found = find_option(known, option.name);
    if (found != nullptr) {
      if (auto value = read_az_option(option, found->form, place, log)) {
        object.members.push_back({std::string{found->property}, std::move(*value)});
      }
      continue;
    }
    const bool is_other =
        std::find(other_options.begin(), other_options.end(), option.name) != other_options.end();
    if (is_other || option.name == name_option) continue;
    log.add_not_read(place, fmt::format("the option {}", in_quotes(option.name, 60)),
                     "eglab does not know what it sets");
  }
}

void read_namespace_create(const AzCommandLine& line, PlaceId place, const UnknownTexts& unknown,
                           Collected& collected, ImportLog& log) {
  NamespaceResource resource;
  resource.name = line.value({"-n", "--name", "--namespace-name"});
  if (UnknownTexts::is_in(resource.name)) {
    log.add_not_read(place, "the namespace's name", unknown.first_of(resource.name).reason,
                     unknown.first_of(resource.name).next);
    resource.name.clear();
  }
  resource.name_place = place;
  resource.envelope = empty_object(place);
  resource.is_flat = true;
  std::vector<KnownOption> known{namespace_options.begin(), namespace_options.end()};
  known.insert(known.end(), envelope_options.begin(), envelope_options.end());
  read_options(line, known, {}, place, resource.envelope, log);
  collected.add(std::move(resource), place, SecondTime::replaces);
}

}  // namespace

bool is_known_name(std::string_view name, std::string_view what, PlaceId place,
                   const UnknownTexts& unknown, ImportLog& log) {
  if (name.empty()) {
    log.add_not_read(place, std::string{what}, "it has no name");
    return false;
  }
  if (!UnknownTexts::is_in(name)) return true;
  const UnknownText& part = unknown.first_of(name);
  log.add_not_read(
      place, std::string{what},
      fmt::format("of its name {}: {}", in_quotes(UnknownTexts::shown(name), 60), part.reason),
      part.next);
  return false;
}

bool read_az_create(std::string_view what, const AzCommandLine& line, PlaceId place,
                    const UnknownTexts& unknown, Collected& collected, ImportLog& log) {
  if (what == "namespace") {
    read_namespace_create(line, place, unknown, collected, log);
    return true;
  }
  const auto* group = std::find_if(groups.begin(), groups.end(),
                                   [&](const Group& one) { return one.what == what; });
  if (group == groups.end()) return false;
  Resource resource;
  // A permission binding's group and space are options with the names of others' name options.
  resource.name = line.value({"-n", "--name", group->name_option});
  resource.name_place = place;
  const ResourceKind& kind = *find_resource_kind(group->segment);
  if (!is_known_name(resource.name, fmt::format("this {} create", what), place, unknown, log)) {
    return true;
  }
  resource.properties = empty_object(place);
  resource.is_flat = true;
  read_options(line, group->options, group->name_option, place, resource.properties, log);
  std::string namespace_name = line.value({"--namespace-name"});
  if (UnknownTexts::is_in(namespace_name)) namespace_name.clear();
  collected.add(kind, std::move(resource), namespace_name, place, SecondTime::replaces);
  return true;
}

}  // namespace lab::model
