#pragma once

#include <string>
#include <vector>

#include "lab/check/target.hpp"
#include "lab/check/target_description.hpp"
#include "lab/check/verdict.hpp"

namespace lab::check {

/// Looks at a namespace elsewhere before the suite is run on it: connects as `cloudapp` and as
/// `device1` (with ClientIds that begin with `prefix`, and sessions that end at once), asks for a
/// few subscriptions, and holds what came against what the target's definition says of them. What
/// is not seen so is not judged: whether the rest is deployed shows in the run.
///
/// Throws `Error`, with the cause and the way out: definition if a certificate is missing, peer if
/// the endpoint cannot be reached, its certificate is not trusted, or a client is not let in.
std::vector<Verdict> look_at_deployment(const Target& target, const TargetDescription& description,
                                        const std::string& prefix);

/// Throws `Error` (peer) that lists what does not fit, and how to deploy the definition, unless all
/// verdicts hold.
void expect_deployed(const TargetDescription& description, const std::vector<Verdict>& verdicts);

}  // namespace lab::check
