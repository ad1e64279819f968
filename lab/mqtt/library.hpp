#pragma once

#include <cstddef>

namespace lab::mqtt {

/// Makes libmosquitto ready, once a process; later calls do nothing. Also ignores SIGPIPE if
/// nobody handles it: libmosquitto and OpenSSL write with `write`, so a broker that closes first
/// would otherwise end the process.
void use_library();

/// Raises the soft limit of open descriptors to the hard one, and gives what it is then. A client
/// takes one descriptor; the usual soft limit of 1,024 stops at about a thousand clients. Call it
/// in `main` of a program that holds many. Throws `Error` (environment) if the limit cannot be
/// read.
std::size_t raise_descriptor_limit();

}  // namespace lab::mqtt
