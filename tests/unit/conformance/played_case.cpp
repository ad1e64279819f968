#include "tests/unit/conformance/played_case.hpp"

namespace lab::conformance {

SilentTarget::SilentTarget() {
  for (const char* name : {"device1", "device2"}) {
    model::Client device;
    device.name = name;
    device.authentication_name = std::string{"the "} + name;
    definition_.clients.push_back(device);
  }
}

probe::Link SilentTarget::link(probe::Transport transport) const {
  probe::Link link;
  link.transport = transport;
  link.port = 1;  // privileged, and nobody's
  return link;
}

check::Credentials SilentTarget::credentials(std::string_view) const {
  return {};
}

CaseReport played(const PlayedCase::Body& body, wire::Version version,
                  const std::vector<std::string>& ids) {
  SilentTarget target;
  const CaseEntry entry{"Suite", ids, [&] { return new PlayedCase{body}; }, __FILE__, __LINE__};
  return run_case(entry, {target, version, "r7f3"});
}

}  // namespace lab::conformance
