#include "lab/state/strict_json.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lab::state {
namespace {

using nlohmann::json;

/// Builds the value while the parser reads, and stops it at the first thing not wanted.
class Builder final : public nlohmann::json_sax<json> {
 public:
  explicit Builder(std::size_t most_depth) : most_depth_(most_depth) {}

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t& literal) override {
    if (literal.find_first_of(".eE") == std::string::npos) {
      return refuse("it holds an integer of more than 64 bits");
    }
    return put(value);
  }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return refuse("it holds binary data"); }

  bool start_object(std::size_t) override { return enter(json::object()); }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t) override { return enter(json::array()); }
  bool end_array() override { return leave(); }
  bool key(string_t& name) override {
    if (open_.back()->contains(name)) {
      return refuse(fmt::format("it repeats the member \"{}\"", name.substr(0, longest_name)));
    }
    key_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    // 406 is the only "out of range" a number can be: beyond a double.
    return refuse(error.id == 406 ? std::string{"it holds a number beyond a double"}
                                  : fmt::format("it is not JSON (see byte {})", position));
  }

  json take_root() { return std::move(root_); }
  [[nodiscard]] const std::string& why_not() const { return why_not_; }

 private:
  static constexpr std::size_t longest_name = 64;

  bool refuse(std::string why) {
    if (why_not_.empty()) why_not_ = std::move(why);
    return false;
  }

  json* place(json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    return &(parent[std::exchange(key_, {})] = std::move(value));
  }

  bool put(json value) {
    place(std::move(value));
    return true;
  }

  bool enter(json container) {
    if (open_.size() == most_depth_) {
      return refuse(fmt::format("it is nested over {} deep", most_depth_));
    }
    open_.push_back(place(std::move(container)));
    return true;
  }

  bool leave() {
    open_.pop_back();
    return true;
  }

  std::size_t most_depth_;
  json root_;
  std::vector<json*> open_;  ///< The containers being read, outermost first.
  std::string key_;
  std::string why_not_;
};

}  // namespace

std::string read_strict_json(std::string_view text, json& value, const JsonLimits& limits) {
  if (text.empty()) return "it is empty";
  if (text.size() > limits.most_bytes) {
    return fmt::format("it has {} bytes, over the {} allowed", text.size(), limits.most_bytes);
  }
  Builder builder{limits.most_depth};
  if (!json::sax_parse(text.begin(), text.end(), &builder)) return builder.why_not();
  value = builder.take_root();
  return {};
}

}  // namespace lab::state
