#include "lab/model/import_az_answer.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "lab/model/canonical_form.hpp"
#include "lab/model/import_letter_case.hpp"
#include "lab/model/import_resource_id.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

constexpr std::string_view namespace_type = "microsoft.eventgrid/namespaces";

/// What a resource turned out to be.
struct Sort {
  enum class What { name_space, child, foreign, unknown };
  What what = What::unknown;
  const ResourceKind* kind = nullptr;  ///< Of a child.
  std::string type{};                  ///< Of something foreign.
};

std::string text_of(const Node& object, std::string_view key) {
  const Node* node = object.find(key);
  return node != nullptr && node->is(Node::Kind::string) ? node->text : std::string{};
}

Sort sort_of_segment(std::string_view segment, std::string_view type) {
  if (segment.empty()) return {Sort::What::name_space};
  if (const ResourceKind* kind = find_resource_kind(segment)) return {Sort::What::child, kind};
  return {Sort::What::foreign, nullptr, std::string{type}};
}

Sort sort_by_type(const Node& object) {
  const std::string type = text_of(object, "type");
  if (type.find('/') == std::string::npos) return {};
  const std::string lower = lower_case(type);
  if (!lower.starts_with(namespace_type)) return {Sort::What::foreign, nullptr, type};
  const std::size_t segment = namespace_type.size() + 1;
  return sort_of_segment(lower.size() > segment ? lower.substr(segment) : std::string{}, type);
}

Sort sort_by_id(const Node& object) {
  const ResourceId id = parse_resource_id(text_of(object, "id"));
  return id.is_event_grid ? sort_of_segment(id.segment, id.segment) : Sort{};
}

/// `client-list`, `client_groups`, `TopicSpaces`: a kind's name in any spelling, with or without
/// `list` or `show` around it.
Sort sort_by_file(std::string_view stem) {
  std::string letters;
  for (const char letter : lower_case(stem)) {
    if (std::isalpha(static_cast<unsigned char>(letter)) != 0) letters += letter;
  }
  for (const std::string_view word : {"list", "show"}) {
    if (letters.ends_with(word)) letters.resize(letters.size() - word.size());
    if (letters.starts_with(word)) letters.erase(0, word.size());
  }
  if (letters == "namespace" || letters == "namespaces") return {Sort::What::name_space};
  for (const ResourceKind& kind : resource_kinds) {
    const std::string plural = lower_case(kind.segment);
    if (letters == plural || letters == plural.substr(0, plural.size() - 1)) {
      return {Sort::What::child, &kind};
    }
  }
  return {};
}

Sort sort_by_properties(const Node& object) {
  struct Mark {
    std::string_view property;
    std::string_view segment;
  };
  constexpr std::array marks{
      Mark{"topicSpacesConfiguration", ""},    Mark{"encodedCertificate", "caCertificates"},
      Mark{"authenticationName", "clients"},   Mark{"clientCertificateAuthentication", "clients"},
      Mark{"query", "clientGroups"},           Mark{"topicTemplates", "topicSpaces"},
      Mark{"permission", "permissionBindings"}};
  const Node* inner = object.find("properties");
  const Node& properties = inner != nullptr && inner->is(Node::Kind::object) ? *inner : object;
  const auto* mark = std::find_if(marks.begin(), marks.end(), [&](const Mark& one) {
    return properties.find(one.property) != nullptr;
  });
  return mark == marks.end() ? Sort{} : sort_of_segment(mark->segment, "");
}

Sort sort_of(const Node& object, std::string_view stem) {
  for (const Sort& sort :
       {sort_by_type(object), sort_by_id(object), sort_by_file(stem), sort_by_properties(object)}) {
    if (sort.what != Sort::What::unknown) return sort;
  }
  return {};
}

class AnswerReader {
 public:
  AnswerReader(std::string_view stem, Collected& collected, ImportLog& log)
      : stem_(stem), collected_(collected), log_(log) {}

  void read(Node document) {
    const PlaceId place = document.place;
    if (document.is(Node::Kind::array)) {
      for (Node& item : document.items) read_one(std::move(item));
      return;
    }
    const Node* value = document.find("value");
    if (value == nullptr || !value->is(Node::Kind::array)) {
      read_one(std::move(document));
      return;
    }
    if (const Node* next = document.find("nextLink");
        next != nullptr && !next->is(Node::Kind::null)) {
      log_.add_not_read(place, "the rest of the list", "it goes on at its nextLink",
                        "fetch that too and give it as a file of its own");
    }
    for (const Node& item : value->items) read_one(item);
  }

 private:
  void read_one(Node item) {
    if (!item.is(Node::Kind::object)) {
      log_.add_not_read(item.place, "this",
                        fmt::format("it is {}, no resource", kind_text(item.kind)));
      return;
    }
    const Sort sort = sort_of(item, stem_);
    const PlaceId place = item.place;
    switch (sort.what) {
      case Sort::What::unknown:
        log_.add_not_read(place, "this", "nothing tells what kind of resource it is",
                          "name the file after its kind, for example client-list.json");
        return;
      case Sort::What::foreign: {
        const NotRead where = log_.place_of(place);
        log_.add_passed_over({where.file, where.line,
                              fmt::format("a resource of type {}", in_quotes(sort.type, 60)),
                              "it is no part of an MQTT definition"});
        return;
      }
      case Sort::What::name_space: read_namespace_part(std::move(item)); return;
      case Sort::What::child: read_child(*sort.kind, std::move(item)); return;
    }
  }

  void read_namespace_part(Node item) {
    const PlaceId place = item.place;
    collected_.add(read_namespace_resource(std::move(item), true), place, SecondTime::is_refused);
  }

  void read_child(const ResourceKind& kind, Node item) {
    const ResourceId id = parse_resource_id(text_of(item, "id"));
    // ARM gives children the name NAMESPACE/NAME in places.
    std::string name = text_of(item, "name");
    if (const std::size_t slash = name.rfind('/'); slash != std::string::npos) {
      name.erase(0, slash + 1);
    }
    if (name.empty()) name = id.name;
    const PlaceId place = item.place;
    if (name.empty()) {
      log_.add_not_read(place, resource_words(kind, ""), "it has no name");
      return;
    }
    std::erase_if(item.members, [](const Member& member) { return member.key == "name"; });
    Resource resource = read_resource(std::move(item), std::move(name), place, true, log_.problems);
    collected_.add(kind, std::move(resource), id.namespace_name, place, SecondTime::is_refused);
  }

  std::string_view stem_;
  Collected& collected_;
  ImportLog& log_;
};

}  // namespace

bool is_az_answer(const Node& document, std::string_view file_stem) {
  if (document.is(Node::Kind::array)) return true;
  if (!document.is(Node::Kind::object)) return false;
  const Node* value = document.find("value");
  if (value != nullptr && value->is(Node::Kind::array)) return true;
  return sort_of(document, file_stem).what != Sort::What::unknown;
}

void read_az_answer(Node document, std::string_view file_stem, Collected& collected,
                    ImportLog& log) {
  AnswerReader{file_stem, collected, log}.read(std::move(document));
}

}  // namespace lab::model
