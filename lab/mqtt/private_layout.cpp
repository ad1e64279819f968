#include "lab/mqtt/private_layout.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <mqtt_protocol.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lab::mqtt {
namespace {

/// How `struct mosquitto` begins, in every 2.0 (lib/mosquitto_internal.h).
struct HandleStart {
  int socket;
  int wake_read;
  int wake_write;
};

/// `struct mqtt5__property`, in every 2.0 (lib/property_mosq.h).
struct Text {
  char* bytes;
  int length;
};
struct Property {
  Property* next;
  Text value;
  Text name;
  std::int32_t identifier;
  bool client_generated;
};

bool is_known_library() {
  static const bool known = [] {
    int major = 0;
    int minor = 0;
    mosquitto_lib_version(&major, &minor, nullptr);
    return major == 2 && minor == 0;
  }();
  return known;
}

bool is_unix_socket(int descriptor) {
  int domain = 0;
  socklen_t size = sizeof domain;
  return descriptor > 2 && ::getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
         domain == AF_UNIX;
}

void fill(Text& text) {
  if (!text.bytes && text.length == 0) text.bytes = static_cast<char*>(std::calloc(1, 1));
}

}  // namespace

bool received_dup(const mosquitto_message& message) {
  // `struct mosquitto_message_all`: …; enum state; bool dup; struct mosquitto_message msg; …
  if (!is_known_library()) return false;
  unsigned char dup = 0;
  std::memcpy(&dup, reinterpret_cast<const unsigned char*>(&message) - sizeof(int), 1);
  return dup == 1;
}

bool close_wake_sockets(mosquitto* handle) {
  if (!is_known_library()) return false;
  HandleStart start{};
  std::memcpy(&start, handle, sizeof start);
  if (start.socket != mosquitto_socket(handle) || !is_unix_socket(start.wake_read) ||
      !is_unix_socket(start.wake_write) || start.wake_read == start.wake_write) {
    return false;
  }
  ::close(start.wake_read);
  ::close(start.wake_write);
  start.wake_read = start.wake_write = -1;  // Its own mark for "there is none".
  std::memcpy(static_cast<void*>(handle), &start, sizeof start);
  return true;
}

bool make_empty_text_safe(mosquitto_property* list, int identifier) {
  if (!is_known_library() || !list) return false;
  auto* property = reinterpret_cast<Property*>(list);
  while (property->next) property = property->next;
  if (property->identifier != identifier) return false;
  fill(property->value);
  if (identifier == MQTT_PROP_USER_PROPERTY) fill(property->name);
  return true;
}

}  // namespace lab::mqtt
