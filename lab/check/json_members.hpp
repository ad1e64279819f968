#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace lab::check {

/// The members of a JSON object that eglab itself has written, read strictly. What is missing,
/// unknown or of a wrong type throws `Error` (definition) that names the object and the member.
class JsonMembers {
 public:
  /// `what` names the object in errors ("a claim"). The object must have all of the members and no
  /// other; it must outlive this.
  JsonMembers(const nlohmann::json& object, std::string_view what,
              const std::vector<std::string>& members);

  [[nodiscard]] std::string text(const char* member) const;
  [[nodiscard]] bool flag(const char* member) const;
  /// A number that is not negative.
  [[nodiscard]] double amount(const char* member) const;
  [[nodiscard]] const nlohmann::json& list(const char* member) const;

  /// Says that a member's value cannot be used.
  [[noreturn]] void refuse(const std::string& member, std::string_view cause) const;

 private:
  const nlohmann::json& object_;
  std::string what_;
};

}  // namespace lab::check
