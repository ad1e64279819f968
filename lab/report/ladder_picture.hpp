#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lab/probe/recording.hpp"

namespace lab::report {

/// The packets of a case as a picture, HTML with inline SVG: a lifeline for each probe and one for
/// the broker, an arrow a packet with its text, times in milliseconds since the recording began. A
/// refusal has another colour, a broken line and a cross. Each packet is also a list item with its
/// whole text, for whoever does not see the picture. What comes after the first 60 is folded, and
/// what comes after 2,000 is only counted. `label` says whose packets they are. Nothing that a peer
/// sent stands in it unescaped. Colours come from the page (`page.css`).
std::string ladder_picture(const std::vector<probe::Record>& transcript, std::string_view label);

}  // namespace lab::report
