#pragma once

#include <mosquitto.h>

namespace lab::mqtt {

// Three things that libmosquitto 2.0 keeps to itself and that this room cannot do without. Each
// function looks before it touches: on a library that is laid out otherwise it does nothing and
// says so. Nothing else in the lab knows a private structure.

/// The DUP flag of a received message. Without it a redelivery could not be told from a first
/// delivery. False if this library is not known.
bool received_dup(const mosquitto_message& message);

/// Closes the pair of sockets that libmosquitto makes on every connect to wake its own `select`
/// loop. Nobody reads them here: they cost two descriptors a client, and one byte a sent packet
/// piles up in the kernel until 200 KiB a client are full. Gives false if they were not found.
bool close_wake_sockets(mosquitto* handle);

/// Gives the newest property of the list, if its text is empty, a text that is empty and not null:
/// libmosquitto copies the properties of a QoS 1 message with `strdup`, which a null ends. Gives
/// false if the property is not laid out as known, so must not be sent.
bool make_empty_text_safe(mosquitto_property* list, int identifier);

}  // namespace lab::mqtt
