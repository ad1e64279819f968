#pragma once

#include "certs/authority.hpp"
#include "certs/handle.hpp"

namespace lab::certs {

/// The request's subject alternative names (RFC 5280 §4.2.1.6) in the order DNS, URI, IP, e-mail;
/// null if it has none. Throws `Error` (definition) that names the value which does not fit.
GeneralNamesHandle make_alternative_names(const LeafRequest& request);

/// Whether the text is an IPv4 or IPv6 address.
bool is_ip_address(const std::string& text);

}  // namespace lab::certs
