#pragma once

#include <string>

namespace lab::report {

/// A text with what is different in each run replaced by `…`: lengths of time ("7.13 s"), ports
/// (":41873", "port 41873"), the prefix of a run's topics and ClientIds ("k3q0zpab-065-5"), and hex
/// words that mix digits with letters as random ids do ("a41f09c2"). Reason codes, counts, sizes
/// and topics stay. So that the same results give the same page, and two runs can be compared.
std::string without_chance(const std::string& text);

}  // namespace lab::report
