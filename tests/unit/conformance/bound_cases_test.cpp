// Goal: nothing of the catalogue is left out of the suite in silence, and nothing is bound twice.

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "lab/check/built_in_namespace.hpp"
#include "lab/check/requirement.hpp"
#include "tests/conformance/case_registry.hpp"

namespace lab::conformance {
namespace {

using check::Catalogue;
using check::Requirement;

std::map<std::string, int> cases_by_id() {
  std::map<std::string, int> counts;
  for (const CaseEntry& entry : case_entries()) {
    for (const std::string& id : entry.ids) ++counts[id];
  }
  return counts;
}

TEST(BoundCases, OfEachRequirement_AreOneOrNoneWithAReason) {
  const auto counts = cases_by_id();
  for (const Requirement& one : Catalogue::built_in().all()) {
    const auto found = counts.find(one.id);
    EXPECT_EQ(found == counts.end() ? 0 : found->second, one.unbound.empty() ? 1 : 0)
        << one.id << (one.unbound.empty() ? " is bound" : " is not bound: " + one.unbound);
  }
}

TEST(BoundCases, NameOnlyIdsOfTheCatalogue) {
  for (const auto& [id, count] : cases_by_id()) {
    EXPECT_NE(Catalogue::built_in().find(id), nullptr) << id;
  }
}

TEST(BoundCases, OfSeveralIds_AreOnOneNamespace) {
  for (const CaseEntry& entry : case_entries()) {
    std::set<std::string> names;
    for (const std::string& id : entry.ids) {
      if (const Requirement* one = Catalogue::built_in().find(id)) names.insert(one->name_space);
    }
    EXPECT_EQ(names.size(), 1U) << entry.ids.front();
    for (const std::string& name : names) {
      EXPECT_NO_THROW(static_cast<void>(check::built_in_namespace(name))) << name;
    }
  }
}

}  // namespace
}  // namespace lab::conformance
