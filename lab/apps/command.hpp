#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace lab::apps {

/// One command (docs/events.md), read member by member. What is missing, unknown or of a wrong type
/// throws `Error` (usage) that names the command and the member: a misspelt member that were
/// skipped would make a test pass for the wrong reason.
class Command {
 public:
  /// `object` is a JSON object; its member `command` is the name.
  explicit Command(const nlohmann::json& object);

  [[nodiscard]] const std::string& name() const { return name_; }

  /// The member `id`, given back as it came in every event about this command; null if absent.
  [[nodiscard]] const nlohmann::json& id() const { return id_; }

  /// The same command without a member that its reader has dealt with.
  [[nodiscard]] Command without(const char* member) const;

  /// Throws if there is a member besides these, `command` and `id`.
  void allow_only(std::initializer_list<const char*> members) const;

  [[nodiscard]] bool has(const char* member) const { return object_.contains(member); }
  [[nodiscard]] std::string text(const char* member) const;
  [[nodiscard]] std::optional<std::string> optional_text(const char* member) const;
  [[nodiscard]] std::optional<std::uint64_t> whole_number(const char* member,
                                                          std::uint64_t most) const;
  [[nodiscard]] bool flag(const char* member) const;  ///< False if absent.

  /// `payload`: a string is sent as it is, so that text that is not JSON can be sent; any other
  /// value as its JSON text. Or `payload_base64`: any bytes. Empty if neither is there.
  [[nodiscard]] std::string payload() const;

  /// `correlation_text`, or `correlation_data` (base64); nothing if neither is there.
  [[nodiscard]] std::optional<std::string> correlation_data() const;

  /// `user_properties`: an array of [name, value], in order; or an object.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> user_properties() const;

  /// Says that a member cannot be used.
  [[noreturn]] void refuse(const char* member, const std::string& cause) const;

 private:
  nlohmann::json object_;
  std::string name_;
  nlohmann::json id_;
};

}  // namespace lab::apps
