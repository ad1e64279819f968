#pragma once

#include <string>

#include <boost/system/error_code.hpp>

namespace lab::probe {

/// An error of a TLS stream in words: "TLS alert: unknown ca" for what the peer said, OpenSSL's
/// reason for what we found ("TLS: wrong version number"), and TCP's words for what broke below.
/// A stream that ended without TLS's own end is a closed connection.
std::string words_of_tls(const boost::system::error_code& error);

/// The reasons in OpenSSL's error queue, which is empty then.
std::string queued_tls_reasons();

}  // namespace lab::probe
