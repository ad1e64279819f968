#include "lab/mqtt/correlation.hpp"

#include <cerrno>
#include <cstddef>

#include <sys/random.h>

#include "lab/base/error.hpp"

namespace lab::mqtt {

std::string random_correlation_data() {
  // As many as the service's own samples use, a GUID's (facts §1.1).
  constexpr std::size_t wanted = 16;
  std::string bytes(wanted, '\0');
  ssize_t got = -1;
  do {
    got = ::getrandom(bytes.data(), bytes.size(), 0);
  } while (got < 0 && errno == EINTR);
  if (got != static_cast<ssize_t>(wanted)) {  // Up to 256 bytes come whole (getrandom(2)).
    throw Error(ErrorKind::environment, "no random bytes for correlation data", errno_text(errno));
  }
  return bytes;
}

}  // namespace lab::mqtt
