#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lab/model/client.hpp"
#include "lab/model/client_query.hpp"
#include "lab/model/topic_filter.hpp"

namespace lab::model {

/// A topic space's template: an MQTT topic filter that may hold variables,
/// `devices/${client.authenticationName}/desired` (facts §3, CA-066, CA-079 … CA-083).
class TopicTemplate {
 public:
  /// Reads a template; reports a misplaced wildcard, an unknown variable, an unclosed `${`, an
  /// empty template, one over 256 bytes or 15 segments, or one that starts with `$`. What was
  /// decided where the service's documentation is silent stands in topic_template.cpp.
  static std::variant<TopicTemplate, SyntaxProblem> parse(std::string_view text);

  /// The template as it was written.
  [[nodiscard]] const std::string& text() const { return text_; }

  /// The attribute keys that its variables read, each once.
  [[nodiscard]] std::vector<std::string> attribute_keys() const;

  [[nodiscard]] bool has_variables() const;

  /// Why a template gives a client no filter: which variable, and what is wrong with its value.
  struct NoFilter {
    enum class Cause {
      attribute_missing,   ///< The client lacks the attribute: the template does not apply to it.
      attribute_is_array,  ///< An array has no single text form: the template does not apply.
      value_is_empty,      ///< An empty value would make an empty segment.
      value_injects,  ///< The value holds `/`, `+`, `#`, a byte that no topic can hold, or would
                      ///< make the filter start with `$`: it would change the filter's meaning.
      too_long,       ///< The expanded filter is over 256 bytes.
    };
    Cause cause;
    std::string variable;  ///< As written, for example `${client.attributes.area}`.
    std::string value;     ///< The value substituted, if there is one.
  };

  /// The topic filter that the template stands for, for one client: variables replaced by the
  /// client's values (the authentication name in its registered case, CA-015). Never a filter that
  /// is wider than the template's own wildcards.
  [[nodiscard]] std::variant<std::string, NoFilter> expand(const Client& client) const;

 private:
  /// Literal text, or a variable with the literal suffix of the `${…|suffix}` form.
  struct Part {
    enum class Kind { literal, authentication_name, attribute };
    Kind kind = Kind::literal;
    std::string text;    ///< The literal, or the attribute's key.
    std::string suffix;  ///< Of `${…|suffix}`.
    std::string source;  ///< As written.
  };
  class Parser;

  TopicTemplate(std::string text, std::vector<Part> parts);

  std::string text_;
  std::vector<Part> parts_;
};

}  // namespace lab::model
