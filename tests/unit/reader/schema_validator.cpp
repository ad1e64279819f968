#include "tests/unit/reader/schema_validator.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace lab::model {
namespace {

using nlohmann::json;

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

bool is_of_type(const json& value, const std::string& type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "string") return value.is_string();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  throw std::logic_error("unknown type " + type);
}

class SchemaValidator {
 public:
  explicit SchemaValidator(const json& root) : root_(root) {}

  void check(const json& schema, const json& value, const std::string& pointer) {
    for (const auto& [keyword, argument] : schema.items()) {
      if (!holds(keyword, argument, schema, value, pointer)) {
        problems_.push_back(pointer + ": " + keyword);
      }
    }
  }

  std::vector<std::string> take() { return std::move(problems_); }

 private:
  bool holds(const std::string& keyword, const json& argument, const json& schema,
             const json& value, const std::string& pointer) {
    static const std::set<std::string> annotations{"$schema", "$defs",       "title",
                                                   "default", "description", "readOnly"};
    if (annotations.count(keyword) > 0) return true;
    if (keyword == "$ref") return check_reference(argument, value, pointer);
    if (keyword == "type") return has_type(argument, value);
    if (keyword == "enum") {
      return std::find(argument.begin(), argument.end(), value) != argument.end();
    }
    if (keyword == "anyOf") return holds_any(argument, value, pointer);
    if (keyword == "required" || keyword == "properties" || keyword == "propertyNames" ||
        keyword == "additionalProperties" || keyword == "maxProperties") {
      return !value.is_object() || object_holds(keyword, argument, schema, value, pointer);
    }
    if (keyword == "items" || keyword == "minItems" || keyword == "maxItems") {
      return !value.is_array() || array_holds(keyword, argument, value, pointer);
    }
    if (keyword == "pattern" || keyword == "minLength" || keyword == "maxLength") {
      return !value.is_string() || text_holds(keyword, argument, value.get<std::string>());
    }
    if (keyword == "minimum") return !value.is_number() || !(value < argument);
    if (keyword == "maximum") return !value.is_number() || !(argument < value);
    throw std::logic_error("unknown keyword " + keyword);
  }

  bool check_reference(const json& argument, const json& value, const std::string& pointer) {
    const auto target = json::json_pointer{argument.get<std::string>().substr(1)};
    check(root_.at(target), value, pointer);
    return true;
  }

  static bool has_type(const json& argument, const json& value) {
    if (argument.is_string()) return is_of_type(value, argument.get<std::string>());
    return std::any_of(argument.begin(), argument.end(), [&](const json& type) {
      return is_of_type(value, type.get<std::string>());
    });
  }

  bool holds_any(const json& argument, const json& value, const std::string& pointer) {
    return std::any_of(argument.begin(), argument.end(), [&](const json& schema) {
      SchemaValidator inner{root_};
      inner.check(schema, value, pointer);
      return inner.problems_.empty();
    });
  }

  bool object_holds(const std::string& keyword, const json& argument, const json& schema,
                    const json& value, const std::string& pointer) {
    if (keyword == "maxProperties") return value.size() <= argument.get<std::size_t>();
    if (keyword == "required") {
      return std::all_of(argument.begin(), argument.end(),
                         [&](const json& name) { return value.contains(name); });
    }
    for (const auto& [key, member] : value.items()) {
      const std::string place = pointer + "/" + key;
      const bool is_listed = schema.contains("properties") && schema.at("properties").contains(key);
      if (keyword == "properties" && is_listed) check(argument.at(key), member, place);
      if (keyword == "propertyNames") check(argument, json(key), place);
      if (keyword == "additionalProperties" && !is_listed) {
        if (argument == false) return false;
        check(argument, member, place);
      }
    }
    return true;
  }

  bool array_holds(const std::string& keyword, const json& argument, const json& value,
                   const std::string& pointer) {
    if (keyword == "minItems") return value.size() >= argument.get<std::size_t>();
    if (keyword == "maxItems") return value.size() <= argument.get<std::size_t>();
    for (std::size_t index = 0; index < value.size(); ++index) {
      check(argument, value[index], pointer + "/" + std::to_string(index));
    }
    return true;
  }

  static bool text_holds(const std::string& keyword, const json& argument,
                         const std::string& text) {
    if (keyword == "minLength") return characters(text) >= argument.get<std::size_t>();
    if (keyword == "maxLength") return characters(text) <= argument.get<std::size_t>();
    return std::regex_search(text, std::regex{argument.get<std::string>()});
  }

  const json& root_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> schema_problems(const json& schema, const json& value) {
  SchemaValidator validator{schema};
  validator.check(schema, value, "");
  return validator.take();
}

}  // namespace lab::model
