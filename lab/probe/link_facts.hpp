#pragma once

#include <openssl/types.h>

#include "lab/probe/link.hpp"

namespace lab::probe {

/// What a TLS connection came to, and whom it leads to.
LinkFacts facts_of(const SSL* tls);

/// "TLSv1.3 TLS_AES_256_GCM_SHA384", with what WebSocket adds; "TCP" without TLS.
std::string in_words(const LinkFacts& facts);

}  // namespace lab::probe
