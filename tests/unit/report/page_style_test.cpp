// Goal: the page can be read by whoever sees little contrast, in light, in dark and on paper.
// Method: the colours are taken from the style, and each text is held against all it stands on
// (WCAG 2.2, 1.4.3 and 1.4.11, level AA).

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "lab/report/page_parts.hpp"

namespace lab::report {
namespace {

using Colours = std::map<std::string, std::string>;

/// The colours of each `:root` block: light, dark, paper.
std::vector<Colours> schemes() {
  static const std::regex block(R"(:root \{([^}]*)\})");
  static const std::regex colour(R"(--([a-z-]+): #([0-9a-f]{3,6});)");
  const std::string style{page_style};
  std::vector<Colours> all;
  for (std::sregex_iterator each{style.begin(), style.end(), block}, end; each != end; ++each) {
    const std::string text = (*each)[1];
    Colours& colours = all.emplace_back();
    for (std::sregex_iterator one{text.begin(), text.end(), colour}; one != end; ++one) {
      colours[(*one)[1]] = (*one)[2];
    }
  }
  return all;
}

double luminance(std::string hex) {
  if (hex.size() == 3) hex = {hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]};
  constexpr std::array weights = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (std::size_t part = 0; part < weights.size(); ++part) {
    const double value = std::stoi(hex.substr(part * 2, 2), nullptr, 16) / 255.0;
    sum += weights.at(part) *
           (value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
  }
  return sum;
}

double contrast(const Colours& colours, const std::string& one, const std::string& other) {
  const auto [low, high] = std::minmax({luminance(colours.at(one)), luminance(colours.at(other))});
  return (high + 0.05) / (low + 0.05);
}

TEST(ThePage, HasThreeSchemesOfTheSameColours) {
  const auto all = schemes();
  ASSERT_EQ(all.size(), 3U);
  for (const Colours& colours : all) EXPECT_EQ(colours.size(), all[0].size());
}

TEST(ThePage, KeepsTheContrastOfTextInEachScheme) {
  for (const Colours& colours : schemes()) {
    for (const std::string text :
         {"text", "faint", "accent", "pass", "fail", "known", "recorded", "not-run"}) {
      for (const std::string ground : {"page", "sheet", "sunk", "recorded-tint"}) {
        EXPECT_GE(contrast(colours, text, ground), 4.5) << text << " on " << ground;
      }
    }
    for (const std::string outcome : {"pass", "fail", "known", "recorded", "not-run"}) {
      EXPECT_GE(contrast(colours, outcome, outcome + "-tint"), 4.5) << outcome;
    }
    EXPECT_GE(contrast(colours, "text", "fail-tint"), 4.5);
  }
}

TEST(ThePage, KeepsTheContrastOfTheEdgesOfControlsInEachScheme) {
  for (const Colours& colours : schemes()) {
    EXPECT_GE(contrast(colours, "edge", "sheet"), 3);
    EXPECT_GE(contrast(colours, "edge", "page"), 3);
  }
}

}  // namespace
}  // namespace lab::report
