#include "lab/check/built_in_namespace.hpp"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/model/access.hpp"
#include "lab/model/reader.hpp"

namespace lab::check {
namespace {

using model::Action;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Action publish = Action::publish;
constexpr Action subscribe = Action::subscribe;

model::Namespace read(const std::string& name) {
  const auto result =
      model::read_namespace_text(std::string{built_in_namespace(name)}, name + ".json");
  EXPECT_TRUE(result.problems.empty()) << model::to_text(result.problems);
  return result.definition.value_or(model::Namespace{});
}

TEST(BuiltInNamespace, IsTheTextOfItsFixture) {
  const std::filesystem::path folder{LAB_SOURCE_FOLDER "/fixtures/namespaces"};
  EXPECT_THAT(built_in_namespaces(),
              ElementsAre("conformance", "conformance-dns", "conformance-one-session",
                          "conformance-sources", "conformance-subject", "request-response"));
  for (const std::string& name : built_in_namespaces()) {
    EXPECT_EQ(built_in_namespace(name), read_file(folder / (name + ".json"))) << name;
  }
}

TEST(BuiltInNamespace, ReadsWithoutAProblem) {
  for (const std::string& name : built_in_namespaces()) {
    EXPECT_FALSE(read(name).clients.empty()) << name;
  }
}

TEST(BuiltInNamespace, NameIsMisspelt_IsRefusedWithTheNearest) {
  try {
    built_in_namespace("conformance-dsn");
    FAIL() << "it was found";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("\"conformance-dsn\""),
                                    HasSubstr("did you mean conformance-dns?")));
  }
}

/// Who may do what in a namespace, and what is refused, that a requirement counts on.
struct Right {
  const char* requirement;
  const char* client;
  Action action;
  const char* topic;
  bool allowed;
};

void expect_rights(const std::string& name, const std::vector<Right>& rights) {
  const model::Namespace definition = read(name);
  for (const Right& right : rights) {
    const auto decision = model::may(definition, right.client, right.action, right.topic);
    EXPECT_EQ(decision.allowed, right.allowed) << right.requirement << ": " << right.client << " "
                                               << right.topic << ": " << decision.explanation;
  }
}

TEST(ConformanceNamespace, GrantsTheFreeTopicsAndThoseOfTheHowTo) {
  expect_rights("conformance",
                {{"CA-065", "cloudapp", publish, "devices/device2/desired", true},
                 {"CA-067", "device1", subscribe, "devices/device2/desired", false},
                 {"CA-068", "device1", publish, "devices/device2/reported", false},
                 {"CA-072", "cloudapp", subscribe, "devices/+/desired", false},
                 {"CA-073", "cloudapp", publish, "devices/device1/reported", false},
                 {"CA-075", "cloudapp", subscribe, "devices/device1/reported", true},
                 {"CA-076", "cloudapp", subscribe, "devices/#", false},
                 {"CA-076", "cloudapp", subscribe, "+/+/reported", false},
                 {"CA-076", "cloudapp", subscribe, "#", false},
                 {"CA-079", "cloudapp", publish, "devices/a/b/desired", false},
                 {"CA-133", "device1", subscribe, "$share/g/open/p/t", true},
                 {"CA-136", "device1", subscribe, "$share/g/elsewhere", false},
                 {"CA-138", "device1", publish, "open/2/3/4/5/6/7/8/9/10/11/12/13/14/15", true},
                 {"CA-138", "cloudapp", subscribe, "open/p/#", true},
                 {"CA-089", "cloudapp", subscribe, "$SYS/#", false}});
}

TEST(ConformanceNamespace, GrantsWhatTemplatesAreCheckedWith) {
  expect_rights("conformance",
                {{"CA-015", "MixedCase", publish, "own/MixedCase/t", true},
                 {"CA-015", "MixedCase", publish, "own/mixedcase/t", false},
                 {"CA-036", "nogroup", publish, "open/p/t", false},
                 {"CA-036", "nogroup", subscribe, "open/p/t", false},
                 {"CA-077", "device1", subscribe, "a/x", true},
                 {"CA-077", "device1", subscribe, "a/y", true},
                 {"CA-080", "cloudapp", publish, "machines", true},
                 {"CA-080", "device1", publish, "machines", false},
                 {"CA-081", "device1", publish, "machines/device1.factory1/temp", true},
                 {"CA-081", "device1", publish, "machines/device1/temp", false},
                 {"CA-081", "cloudapp", subscribe, "machines/device1/temp", true},
                 {"CA-082", "device1", publish, "area/north/t", true},
                 {"CA-082", "device1", publish, "area/south/t", false},
                 {"CA-082", "cloudapp", subscribe, "area/#", true},
                 {"CA-083", "device2", publish, "attribute/floor/2", true},
                 {"CA-083", "plain", publish, "area//t", false},
                 {"CA-090", "device2", publish, "own/device2/t", true},
                 {"CA-090", "device2", publish, "devices/device2/reported", true}});
}

// The group decides who may publish, another one who may subscribe: three topic spaces tell six
// groups apart.
TEST(ConformanceNamespace, GrantsByGroupWhatQueriesAreCheckedWith) {
  expect_rights("conformance", {{"CA-084", "device2", publish, "devices/device2/reported", true},
                                {"CA-084", "cloudapp", publish, "devices/cloudapp/reported", false},
                                {"CA-085 >", "device1", publish, "query/floor", false},
                                {"CA-085 >", "device2", publish, "query/floor", true},
                                {"CA-085 >", "cloudapp", publish, "query/floor", true},
                                {"CA-085 <=", "device1", subscribe, "query/floor", true},
                                {"CA-085 <=", "device2", subscribe, "query/floor", true},
                                {"CA-085 <=", "cloudapp", subscribe, "query/floor", false},
                                {"CA-085 !=", "device1", subscribe, "query/area", false},
                                {"CA-085 !=", "device2", subscribe, "query/area", true},
                                {"CA-085 name", "device1", publish, "query/mixed", true},
                                {"CA-085 name", "device2", publish, "query/mixed", false},
                                {"CA-085 and, or", "cloudapp", subscribe, "query/mixed", true},
                                {"CA-085 and, or", "device1", subscribe, "query/mixed", false},
                                {"CA-085 and, or", "device2", subscribe, "query/mixed", true},
                                {"CA-086 =", "device1", publish, "query/area", true},
                                {"CA-086 =", "device2", publish, "query/area", false}});
}

TEST(ConformanceNamespace, LimitsSessionsAndTakesNamesAsEachRequirementNeeds) {
  using Source = model::AlternativeNameSource;
  const auto configuration = [](const std::string& name) {
    return read(name).topic_spaces_configuration;
  };
  EXPECT_EQ(configuration("conformance").maximum_client_sessions_per_authentication_name, 3U);
  EXPECT_EQ(configuration("conformance").maximum_session_expiry_in_hours, 1U);
  EXPECT_EQ(
      configuration("conformance-one-session").maximum_client_sessions_per_authentication_name, 1U);
  const auto sources = [&](const std::string& name) {
    return configuration(name).alternative_authentication_name_sources;
  };
  EXPECT_THAT(sources("conformance"), testing::IsEmpty());
  EXPECT_THAT(sources("conformance-subject"), ElementsAre(Source::client_certificate_subject));
  EXPECT_THAT(sources("conformance-dns"), ElementsAre(Source::client_certificate_dns));
  EXPECT_THAT(sources("conformance-sources"),
              ElementsAre(Source::client_certificate_dns, Source::client_certificate_subject));
}

TEST(ConformanceNamespace, GrantsToEveryone_ToClientsWithoutAttributesToo) {
  expect_rights("conformance-subject", {{"CA-087", "nogroup", publish, "everyone/t", true},
                                        {"CA-087", "nogroup", subscribe, "everyone/t", true},
                                        {"CA-087", "device1", publish, "everyone/t", true},
                                        {"CA-087", "nogroup", publish, "open/p/t", false}});
}

}  // namespace
}  // namespace lab::check
