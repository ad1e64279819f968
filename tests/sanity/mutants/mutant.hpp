#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/sanity/mutants/fault.hpp"

namespace lab::mutants {

/// A peer that breaks exactly one rule, and the requirement whose case must turn red on it.
struct Mutant {
  std::string id;             ///< "CA-065".
  std::string what_is_wrong;  ///< "refuses an authorized publish", a sentence without its subject.
  std::function<Fault()> make;             ///< A new fault, for one run.
  std::vector<std::string> versions = {};  ///< MQTT versions it is for; the requirement's if empty.
};

/// The mutants by area, in order of their ids.
std::vector<Mutant> transport_mutants();
std::vector<Mutant> authentication_mutants();
std::vector<Mutant> session_mutants();
std::vector<Mutant> authorization_mutants();
std::vector<Mutant> request_response_mutants();
std::vector<Mutant> delivery_mutants();
std::vector<Mutant> limit_mutants();

/// All of them.
std::vector<Mutant> all_mutants();

}  // namespace lab::mutants
