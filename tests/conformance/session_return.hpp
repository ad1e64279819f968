#pragma once

#include <string>

#include "lab/probe/probe.hpp"
#include "lab/wire/packet.hpp"

namespace lab::conformance {

// A client's return to its session, and what it finds there.

/// The CONNECT that goes on with the session which `packet` began.
wire::Connect returning(wire::Connect packet);

/// CONNACK 0 with Session Present 1.
bool is_resumed(const probe::ConnectAnswer& answer);

/// CONNACK 0 with Session Present 0: there was no session. A refusal does not say so.
bool is_new(const probe::ConnectAnswer& answer);

/// `probe::in_words` and what CONNACK says of the session: "CONNACK 0x00 Success, Session Present
/// 1", with the ClientId that it assigns, if it does.
std::string session_words(const probe::ConnectAnswer& answer, wire::Version version);

}  // namespace lab::conformance
