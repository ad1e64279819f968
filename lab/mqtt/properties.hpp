#pragma once

#include <string>
#include <utility>

#include <mosquitto.h>

#include "lab/mqtt/message.hpp"

namespace lab::mqtt {

/// Which packet a property list belongs to: the same property may be allowed in one and not in
/// another (MQTT 5 §2.2.2.2).
enum class PropertyOwner { publish, will };

/// A list of MQTT 5 properties, owned. libmosquitto frees lists through a pointer to the pointer,
/// and sets it to null when it takes one over; this keeps both straight.
class PropertyList {
 public:
  PropertyList() = default;
  PropertyList(PropertyList&& other) noexcept : list_(std::exchange(other.list_, nullptr)) {}
  PropertyList& operator=(PropertyList&& other) noexcept {
    std::swap(list_, other.list_);
    return *this;
  }
  ~PropertyList() { mosquitto_property_free_all(&list_); }

  [[nodiscard]] const mosquitto_property* get() const { return list_; }

  /// The place libmosquitto's functions add to, or take the list from.
  mosquitto_property** place() { return &list_; }

 private:
  mosquitto_property* list_ = nullptr;
};

/// The properties of a message as libmosquitto takes them. Throws `Error` (usage) that names the
/// property if one cannot be put on the wire: text that is not UTF-8 or holds a NUL, more than
/// 65,535 bytes. Values are not judged (a payload format indicator of 2, a response topic with a
/// wildcard): what the other side makes of them is worth a test.
PropertyList to_properties(const Message& message, PropertyOwner owner);

/// Copies what came with a PUBLISH into `message`. Properties that `Message` does not know are
/// left out.
void read_properties(const mosquitto_property* list, Message& message);

/// Throws `Error` (usage) if libmosquitto, which takes C strings, would cut the text short: if it
/// holds a NUL byte (MQTT 5 §1.5.4 forbids it too). `what` names the text.
void require_no_nul(const std::string& text, const char* what);

}  // namespace lab::mqtt
