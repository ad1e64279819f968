#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lab/base/terminal.hpp"
#include "lab/wire/packet.hpp"

namespace lab::wire {
namespace {

std::string size_in_words(const std::string& bytes) {
  return fmt::format("{} byte{}", bytes.size(), bytes.size() == 1 ? "" : "s");
}

std::string shown_or(const std::string& text, const char* if_empty) {
  return text.empty() ? if_empty : printable(text);
}

std::string in_words(const Property& property) {
  const auto id = static_cast<std::uint8_t>(property.id);
  const PropertyRule* rule = rule_of(id);
  if (rule == nullptr) return fmt::format("property 0x{:02X}", id);
  if (const auto* number = std::get_if<std::uint32_t>(&property.value)) {
    return fmt::format("{} {}", rule->name, *number);
  }
  if (const auto* pair = std::get_if<TextPair>(&property.value)) {
    return fmt::format("{} {}={}", rule->name, printable(pair->first), printable(pair->second));
  }
  const auto& bytes = std::get<std::string>(property.value);
  const bool is_text = rule->layout == PropertyLayout::text;
  return fmt::format("{} {}", rule->name, is_text ? printable(bytes) : size_in_words(bytes));
}

/// The groups of a line: what belongs together has one space between, groups have two.
class Line {
 public:
  Line(const Packet& packet, Version version) : type_(type_of(packet)), version_(version) {
    groups_.emplace_back(name_of(packet));
  }

  void operator()(const Connect& packet);
  void operator()(const Connack& packet);
  void operator()(const Publish& packet);
  template <int Type>
  void operator()(const PublishAnswer<Type>& packet);
  void operator()(const Subscribe& packet);
  void operator()(const Suback& packet);
  void operator()(const Unsubscribe& packet);
  void operator()(const Unsuback& packet);
  void operator()(const Pingreq&) {}
  void operator()(const Pingresp&) {}
  void operator()(const Disconnect& packet);
  void operator()(const Auth& packet);

  [[nodiscard]] std::string text() const { return fmt::format("{}", fmt::join(groups_, "  ")); }

 private:
  [[nodiscard]] bool is_v5() const { return version_ >= Version::v5; }

  void word(const std::string& text) {
    std::string& last = groups_.back();
    last += last.empty() ? text : " " + text;
  }
  void group(std::string text) { groups_.push_back(std::move(text)); }
  void packet_id(std::uint16_t packet_id) { word(fmt::format("id {}", packet_id)); }

  void properties(const Properties& properties) {
    if (is_v5() && !properties.empty()) group(joined(properties));
  }

  static std::string joined(const Properties& properties) {
    std::vector<std::string> words;
    for (const Property& one : properties) words.push_back(in_words(one));
    return fmt::format("{}", fmt::join(words, ", "));
  }

  void will(const Will& will);

  [[nodiscard]] std::string reason(std::uint8_t code) const {
    const std::string_view text = reason_text(type_, code, version_);
    constexpr std::uint8_t suback = 9;
    const bool says_it_all = code == 0 || (type_ == suback && code <= 2);
    return says_it_all ? std::string{text} : fmt::format("0x{:02X} {}", code, text);
  }

  [[nodiscard]] std::string reasons(const std::vector<std::uint8_t>& codes) const {
    std::vector<std::string> words;
    for (const std::uint8_t code : codes) words.push_back(reason(code));
    return fmt::format("{}", fmt::join(words, ", "));
  }

  std::uint8_t type_;
  Version version_;
  std::vector<std::string> groups_;
};

void Line::operator()(const Connect& packet) {
  word(shown_or(packet.client_id, "(no client id)"));
  group(fmt::format("{} {}", printable(packet.protocol_name), to_text(packet.version)));
  if (packet.clean_start) word(is_v5() ? "clean start" : "clean session");
  word(fmt::format("keep alive {} s", packet.keep_alive));
  if (packet.username || packet.password) group("");
  if (packet.username) word("user name " + printable(*packet.username));
  if (packet.password) word("password " + size_in_words(*packet.password));
  if (packet.will) will(*packet.will);
  properties(packet.properties);
}

void Line::will(const Will& will) {
  group(fmt::format("will {} qos {}", shown_or(will.topic, "(no topic)"), will.qos));
  if (will.retain) word("retain");
  if (!will.payload.empty()) word("payload " + size_in_words(will.payload));
  if (is_v5() && !will.properties.empty()) word("(" + joined(will.properties) + ")");
}

void Line::operator()(const Connack& packet) {
  word(reason(packet.reason_code));
  if (packet.session_present) group("session present");
  properties(packet.properties);
}

void Line::operator()(const Publish& packet) {
  word(shown_or(packet.topic, "(no topic)"));
  group("");
  if (packet.qos > 0) packet_id(packet.packet_id);
  word(fmt::format("qos {}", packet.qos));
  if (packet.retain) word("retain");
  if (packet.dup) word("dup");
  properties(packet.properties);
  if (!packet.payload.empty()) group("payload " + size_in_words(packet.payload));
}

template <int Type>
void Line::operator()(const PublishAnswer<Type>& packet) {
  packet_id(packet.packet_id);
  if (is_v5()) group(reason(packet.reason_code));
  properties(packet.properties);
}

void Line::operator()(const Subscribe& packet) {
  std::vector<std::string> words;
  for (const Subscription& one : packet.subscriptions) {
    std::string text = fmt::format("{} qos {}", shown_or(one.filter, "(no filter)"), one.qos);
    if (is_v5() && one.no_local) text += " no local";
    if (is_v5() && one.retain_as_published) text += " retain as published";
    if (is_v5() && one.retain_handling != 0) {
      text += fmt::format(" retain handling {}", one.retain_handling);
    }
    words.push_back(std::move(text));
  }
  word(words.empty() ? "(no filter)" : fmt::format("{}", fmt::join(words, ", ")));
  group(fmt::format("id {}", packet.packet_id));
  properties(packet.properties);
}

void Line::operator()(const Suback& packet) {
  packet_id(packet.packet_id);
  group(reasons(packet.reason_codes));
  properties(packet.properties);
}

void Line::operator()(const Unsubscribe& packet) {
  std::vector<std::string> words;
  for (const std::string& filter : packet.filters) words.push_back(shown_or(filter, "(no filter)"));
  word(words.empty() ? "(no filter)" : fmt::format("{}", fmt::join(words, ", ")));
  group(fmt::format("id {}", packet.packet_id));
  properties(packet.properties);
}

void Line::operator()(const Unsuback& packet) {
  packet_id(packet.packet_id);
  if (is_v5()) group(reasons(packet.reason_codes));
  properties(packet.properties);
}

void Line::operator()(const Disconnect& packet) {
  if (is_v5()) word(reason(packet.reason_code));
  properties(packet.properties);
}

void Line::operator()(const Auth& packet) {
  word(reason(packet.reason_code));
  properties(packet.properties);
}

}  // namespace

std::string describe(const Packet& packet, Version version) {
  const auto* connect = std::get_if<Connect>(&packet);
  Line line(packet, connect != nullptr ? connect->version : version);
  std::visit(line, packet);
  return line.text();
}

}  // namespace lab::wire
