#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lab::model {

/// Where a value stands: a file and a JSON pointer in it. Numbered in the order of the text, so
/// that problems can be told in that order.
using PlaceId = std::uint32_t;

/// All places of one reading. A place is kept as its parent and its last step, and written out as a
/// pointer only for a problem: most places never have one.
class Places {
 public:
  /// The place of a file as a whole.
  PlaceId add_file(std::string file);
  /// The place of an object's member.
  PlaceId add_member(PlaceId parent, std::string_view key);
  /// The place of an array's item.
  PlaceId add_item(PlaceId parent, std::size_t index);

  [[nodiscard]] const std::string& file(PlaceId place) const;
  /// RFC 6901: `~` and `/` in keys are written `~0` and `~1`.
  [[nodiscard]] std::string pointer(PlaceId place) const;

 private:
  struct Entry {
    PlaceId parent;
    std::string step;  ///< The key or index; of a file (its own parent) the file's name.
  };
  std::vector<Entry> entries_;
};

struct Member;

/// A JSON value with its place. Members keep the order of the text; integers stay integers.
struct Node {
  enum class Kind {
    null,
    boolean,
    integer,  ///< Fits 64 bits.
    decimal,  ///< Any other number; `text` holds it as written.
    string,
    array,
    object,
    unresolved,  ///< An expression that could not be evaluated; its problem is already told.
  };
  Kind kind = Kind::null;
  PlaceId place = 0;
  bool truth = false;
  std::int64_t integer = 0;
  std::string text;
  std::vector<Node> items;
  std::vector<Member> members;

  [[nodiscard]] bool is(Kind other) const { return kind == other; }
  /// An object's member by key, or null.
  [[nodiscard]] const Node* find(std::string_view key) const;
};

/// One member of an object.
struct Member {
  std::string key;
  Node value;
};

/// "a string", "an object" …, for sentences.
std::string_view kind_text(Node::Kind kind);

/// A string value that stands at a place.
Node string_node(std::string text, PlaceId place);

}  // namespace lab::model
