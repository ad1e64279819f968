#include "lab/mqtt/strict_json.hpp"

#include <cstdint>
#include <set>

#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/base/utf8.hpp"

namespace lab::mqtt {
namespace {

using nlohmann::json;
using Members = std::vector<std::pair<std::string, std::string>>;

/// Writes down the JSON it is read, token by token, and refuses what strict reading refuses. Beside
/// the whole text it keeps the members of the outermost object apart.
class StrictWriter {
 public:
  explicit StrictWriter(std::size_t deepest) : deepest_(deepest) {}

  bool null() { return value("null"); }
  bool boolean(bool is_true) { return value(is_true ? "true" : "false"); }
  bool number_integer(std::int64_t number) { return value(std::to_string(number)); }
  bool number_unsigned(std::uint64_t number) { return value(std::to_string(number)); }
  bool number_float(double, const std::string& digits) { return value(digits); }
  bool string(const std::string& text) { return value(json(text).dump()); }
  bool binary(const json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open('{'); }
  bool end_object() { return close('}'); }
  bool start_array(std::size_t) { return open('['); }
  bool end_array() { return close(']'); }

  bool key(const std::string& name) {
    Level& level = levels_.back();
    if (!level.names.insert(name).second) return false;
    end_member();
    if (level.has_values) text_ += ',';
    level.has_values = false;  // The comma before this member is written: none before its value.
    text_.append(json(name).dump()).append(":");
    if (levels_.size() == 1) {
      members_.emplace_back(name, std::string{});
      member_start_ = text_.size();
    }
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) {
    return false;
  }

  std::string take_text() { return std::move(text_); }

  std::optional<Members> take_members() {
    if (!text_.starts_with('{')) return std::nullopt;
    return std::move(members_);
  }

 private:
  struct Level {
    bool has_values = false;
    std::set<std::string> names;  ///< Of an object: its members so far.
  };

  bool value(std::string_view token) {
    separate();
    text_ += token;
    return true;
  }

  bool open(char bracket) {
    if (levels_.size() == deepest_) return false;
    separate();
    text_ += bracket;
    levels_.emplace_back();
    return true;
  }

  bool close(char bracket) {
    end_member();
    levels_.pop_back();
    text_ += bracket;
    return true;
  }

  void separate() {
    if (levels_.empty()) return;
    if (levels_.back().has_values) text_ += ',';
    levels_.back().has_values = true;
  }

  /// The member of the outermost object that is being written, if one is, ends here.
  void end_member() {
    if (levels_.size() != 1 || members_.empty() || !members_.back().second.empty()) return;
    members_.back().second = text_.substr(member_start_);
  }

  std::size_t deepest_;
  std::string text_;
  std::vector<Level> levels_;
  Members members_;
  std::size_t member_start_ = 0;
};

/// True if all of `text` is one JSON value that the writer took.
bool read(std::string_view text, StrictWriter& writer) {
  // The library takes a NUL for the end of its input, and would not look at what follows.
  if (text.find('\0') != std::string_view::npos) return false;
  try {
    return json::sax_parse(text, &writer);
  } catch (const json::exception&) {
    return false;
  }
}

}  // namespace

std::optional<std::string> compact_json(std::string_view text, std::size_t deepest) {
  StrictWriter writer(deepest);
  if (!read(text, writer)) return std::nullopt;
  return writer.take_text();
}

std::optional<std::vector<std::pair<std::string, std::string>>> json_members(std::string_view text,
                                                                             std::size_t deepest) {
  StrictWriter writer(deepest);
  if (!read(text, writer)) return std::nullopt;
  return writer.take_members();
}

std::string json_string(std::string_view text, std::string_view name) {
  if (!is_utf8(text)) {
    throw Error(ErrorKind::usage, std::string{name} + " cannot be put into JSON",
                "it is not UTF-8 text", "send it over MQTT 5, whose payloads may be any bytes");
  }
  return json(text).dump();
}

std::optional<std::string> text_of_json_string(std::string_view json_text) {
  if (!json_text.starts_with('"')) return std::nullopt;
  const json parsed = json::parse(json_text, nullptr, false);
  if (!parsed.is_string()) return std::nullopt;
  return parsed.get<std::string>();
}

}  // namespace lab::mqtt
