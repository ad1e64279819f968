#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lab/model/client.hpp"

namespace lab::model {

/// Why a query or a template could not be read: the byte offset in its text, the cause, and what to
/// write instead.
struct SyntaxProblem {
  std::size_t at = 0;
  std::string cause;
  std::string fix;
};

/// A client group's membership query, for example `attributes.type = 'device' and attributes.floor
/// > 2` (facts §2, CA-084, CA-085). Immutable; a copy shares the parsed form.
class ClientQuery {
 public:
  /// Reads a query. The grammar, and what was decided where the service's documentation is silent,
  /// stands in client_query.cpp and docs/decisions.md.
  static std::variant<ClientQuery, SyntaxProblem> parse(std::string_view text);

  /// The query of the built-in group `$all`: every client (CA-087).
  static ClientQuery all();

  /// Whether the client is a member.
  [[nodiscard]] bool matches(const Client& client) const;

  /// The query as it was written.
  [[nodiscard]] const std::string& text() const { return text_; }

  /// The attribute keys that it reads, in order of appearance, each once.
  [[nodiscard]] std::vector<std::string> attribute_keys() const;

  struct Expression;

 private:
  ClientQuery(std::string text, std::shared_ptr<const Expression> root);

  std::string text_;
  std::shared_ptr<const Expression> root_;
};

}  // namespace lab::model
