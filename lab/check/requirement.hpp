#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lab::check {

/// How binding a requirement is (facts §9): must, where the newest official text is explicit;
/// should, where it is indirect, contradicted, preview, or costly to check; info, where nothing is
/// documented and what happens is only recorded.
enum class Severity { must, should, info };

/// "MUST", "SHOULD", "INFO".
std::string_view to_text(Severity severity);

/// One numbered assertion of the catalogue `fixtures/requirements.json`.
struct Requirement {
  std::string id;                     ///< "CA-065".
  std::string area;                   ///< "Authorization".
  std::vector<std::string> versions;  ///< MQTT versions it is checked on: "3.1", "3.1.1", "5".
  Severity severity = Severity::must;
  std::string given;
  std::string when;  ///< Empty where the assertion has no event of its own.
  std::string then;
  std::vector<std::string> sources;  ///< Tags of the facts' §0, "[SPEC]", or "undocumented".
  /// What a target must have for it, by name (`feature_text`).
  std::vector<std::string> features;
  /// The namespace it is checked on: a file of `fixtures/namespaces`, without its ending.
  std::string name_space = "conformance";
  /// Targets that are known to do otherwise, with the facts' row ("direct" → "D8").
  std::map<std::string, std::string, std::less<>> differences;
  /// About how long it has to wait by its nature, so that a run starts the long ones first.
  std::chrono::seconds takes{0};
  /// It strains the target (rates, quotas): only with `--include disruptive`.
  bool disruptive = false;
  /// It waits longer than a run should (an hour): only with `--include slow`.
  bool slow = false;
  /// Why no case checks it; empty if one does.
  std::string unbound;
};

/// Why a feature is needed, in words, for a report: "custom-jwt" → "an issuer of JSON web tokens".
/// Nothing for a name that is no feature.
std::optional<std::string_view> feature_text(std::string_view feature);

/// The catalogue, in order of ids.
class Catalogue {
 public:
  /// Reads it. Throws `Error` (definition) with the file's name and the JSON pointer of the fault.
  static Catalogue parse(std::string_view json, const std::string& file);

  /// The one that eglab was built with.
  static const Catalogue& built_in();

  [[nodiscard]] const std::vector<Requirement>& all() const { return all_; }
  /// Null if there is none.
  [[nodiscard]] const Requirement* find(std::string_view id) const;

 private:
  std::vector<Requirement> all_;
};

}  // namespace lab::check
