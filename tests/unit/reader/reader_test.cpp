// Goal: each form of a definition is read to the same namespace, and what the documentation leaves
// open is read as decided. Method: stories from fixtures/namespaces, and small texts.
#include "lab/model/reader.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "tests/unit/reader/namespace_text.hpp"

namespace lab::model {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path stories = fs::path{LAB_SOURCE_FOLDER} / "fixtures" / "namespaces";

/// Everything that is said about a text, without its file's name.
std::string problems_in(const std::string& text) {
  return to_text(read_namespace_text(text, "").problems);
}

/// A definition with MQTT on and further parts.
std::string with(const std::string& parts) {
  return R"({"namespace": {"properties": {"topicSpacesConfiguration": {"state": "Enabled"}}}, )" +
         parts + "}";
}

/// A definition with one client that has these properties.
std::string with_client(const std::string& properties) {
  return with(R"("clients": {"device1": {"properties": )" + properties + "}}");
}

Client only_client(const std::string& text) {
  const ReadResult result = read_namespace_text(text, "");
  EXPECT_TRUE(result.definition) << to_text(result.problems);
  return result.definition ? result.definition->clients.at(0) : Client{};
}

TEST(Reader, ReadsTheHowTosNamespace) {
  const Namespace definition = load_namespace(stories / "request-response.json");

  EXPECT_EQ(definition.name, "request-response");
  EXPECT_EQ(definition.location, "westeurope");
  EXPECT_EQ(definition.capacity, 1U);
  EXPECT_TRUE(definition.topic_spaces_configuration.enabled);
  EXPECT_THAT(definition.topic_spaces_configuration.alternative_authentication_name_sources,
              testing::ElementsAre(AlternativeNameSource::client_certificate_subject));
  ASSERT_EQ(definition.clients.size(), 3U);
  EXPECT_EQ(definition.clients[0].name, "cloudapp");
  EXPECT_EQ(std::get<std::string>(definition.clients[2].attributes.at("type")), "device");
  EXPECT_EQ(definition.client_groups.size(), 2U);
  EXPECT_EQ(definition.topic_spaces.size(), 4U);
  ASSERT_EQ(definition.permission_bindings.size(), 4U);
  EXPECT_EQ(definition.permission_bindings[1].permission, Permission::subscriber);
}

TEST(Reader, ReadsTheThreeFormsToEqualNamespaces) {
  const std::string canonical = namespace_text(load_namespace(stories / "request-response.json"));

  EXPECT_EQ(namespace_text(load_namespace(stories / "request-response.arm.json",
                                          stories / "request-response.parameters.json")),
            canonical);
  EXPECT_EQ(namespace_text(load_namespace(stories / "request-response-folder")), canonical);
}

class Story : public testing::TestWithParam<const char*> {};

TEST_P(Story, IsReadWithoutAWord) {
  EXPECT_EQ(to_text(read_namespace(stories / GetParam()).problems), "");
}

INSTANTIATE_TEST_SUITE_P(Stories, Story,
                         testing::Values("request-response.json", "attributes.json",
                                         "authentication.json", "request-response-folder"));

TEST(Reader, SortsCollectionsByName) {
  const Namespace definition = load_namespace(stories / "attributes.json");
  const auto by_name = [](const auto& left, const auto& right) { return left.name < right.name; };
  EXPECT_TRUE(std::is_sorted(definition.clients.begin(), definition.clients.end(), by_name));
  EXPECT_TRUE(std::is_sorted(definition.permission_bindings.begin(),
                             definition.permission_bindings.end(), by_name));
}

TEST(Reader, FillsInTheServicesDefaults) {
  const Client client = only_client(with(R"("clients": {"device1": {"properties": {}}})"));

  EXPECT_EQ(client.authentication_name, "device1");
  EXPECT_EQ(client.state, ClientState::enabled);
  EXPECT_EQ(client.validation_scheme, ValidationScheme::subject_matches_authentication_name);
}

TEST(Reader, WithoutANamespace_MqttIsTakenToBeOn) {
  const ReadResult result = read_namespace_text(R"({"clients": {}})", "somewhere/fleet.v1.json");

  ASSERT_TRUE(result.definition);
  EXPECT_TRUE(result.definition->topic_spaces_configuration.enabled);
  EXPECT_EQ(result.definition->name, "fleet.v1");
}

TEST(Reader, ReadsAnExportWithReadOnlyPropertiesAndNulls_WithoutAWord) {
  const std::string text = with(R"("clients": {"device1": {"name": "device1", "id": "/x/y",
      "type": "Microsoft.EventGrid/namespaces/clients", "systemData": null, "properties": {
      "description": null, "attributes": null, "provisioningState": "Succeeded",
      "clientCertificateAuthentication": {"allowedThumbprints": null}}}})");
  EXPECT_EQ(problems_in(text), "");
}

TEST(Reader, ReadsArraysAsTheCommandLineListsThem_FlatOrNot) {
  const std::string text = with(R"("clients": [
      {"name": "device1", "resourceGroup": "g", "authenticationName": "one"},
      {"name": "device2", "id": "/x", "properties": {"authenticationName": "two"}}])");

  const ReadResult result = read_namespace_text(text, "");

  ASSERT_TRUE(result.definition) << to_text(result.problems);
  EXPECT_EQ(result.problems.size(), 0U) << to_text(result.problems);
  EXPECT_EQ(result.definition->clients.at(0).authentication_name, "one");
  EXPECT_EQ(result.definition->clients.at(1).authentication_name, "two");
}

TEST(Reader, ReportsAllProblemsAtOnce_InTheOrderOfTheText) {
  const std::string text = R"({"clients": {"a b": {"properties": {"state": "Off"}}},
      "topicSpaces": {"x": {"properties": {"topicTemplates": ["a/#/b"]}}},
      "permissionBindings": {"bind": {"properties": {"clientGroupName": "nobody",
      "topicSpaceName": "y", "permission": "Reader"}}}})";

  std::vector<std::string> rules;
  for (const Problem& problem : read_namespace_text(text, "").problems) {
    rules.push_back(problem.rule + " " + problem.pointer);
  }

  EXPECT_THAT(rules,
              testing::ElementsAre(
                  "client-name-pattern /clients/a b", "enum-value /clients/a b/properties/state",
                  "resource-name-length /topicSpaces/x",
                  "topic-template-syntax /topicSpaces/x/properties/topicTemplates/0",
                  "binding-group-unknown /permissionBindings/bind/properties/clientGroupName",
                  "binding-space-unknown /permissionBindings/bind/properties/topicSpaceName",
                  "enum-value /permissionBindings/bind/properties/permission"));
}

TEST(Reader, EscapesPointersByRfc6901) {
  EXPECT_THAT(problems_in(R"({"clients": {"a/b~c": 7}})"), HasSubstr("#/clients/a~1b~0c: error"));
}

TEST(Reader, GivesNoDefinitionWithAnError_ButOneWithAWarning) {
  EXPECT_FALSE(read_namespace_text(with_client(R"({"state": "Off"})"), "").definition);
  EXPECT_TRUE(read_namespace_text(with_client(R"({"state": "enabled"})"), "").definition);
}

TEST(Reader, KeepsThumbprintsInUpperCase) {
  const std::string digits(40, 'a');
  const Client client = only_client(with_client(
      R"({"clientCertificateAuthentication": {"validationScheme": "ThumbprintMatch",
          "allowedThumbprints": [")" +
      digits + R"("]}})"));
  EXPECT_THAT(client.allowed_thumbprints, testing::ElementsAre(std::string(40, 'A')));
}

TEST(Reader, KeepsIntegersOf64Bits) {
  const Client client = only_client(with_client(
      R"({"attributes": {"least": -9223372036854775808, "most": 9223372036854775807}})"));
  EXPECT_EQ(std::get<std::int64_t>(client.attributes.at("least")),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(std::get<std::int64_t>(client.attributes.at("most")),
            std::numeric_limits<std::int64_t>::max());
}

TEST(Reader, CountsAnAuthenticationNamesLengthInCharacters) {
  const auto named = [](std::size_t count) {
    std::string name;
    for (std::size_t index = 0; index < count; ++index) name += "ä";
    return with_client(R"({"authenticationName": ")" + name + R"("})");
  };
  EXPECT_EQ(problems_in(named(128)), "");
  EXPECT_THAT(problems_in(named(129)), HasSubstr("authentication-name-length"));
}

TEST(Reader, AuthenticationNamesThatDifferInAsciiCaseOnly_AreRefused) {
  const std::string text = with(R"("clients": {
      "a": {"properties": {"authenticationName": "Pump"}},
      "b": {"properties": {"authenticationName": "pUMP"}}})");
  EXPECT_THAT(problems_in(text), HasSubstr("authentication-name-duplicate"));
}

TEST(Reader, AClientInNoBoundGroup_MayHaveAnyValue) {
  // Nothing is substituted for it, so nothing can be injected.
  const std::string text = with(R"("clients": {"a": {"properties": {"authenticationName": "x/#"}}},
      "topicSpaces": {"own": {"properties": {
          "topicTemplates": ["d/${client.authenticationName}"]}}})");
  EXPECT_EQ(problems_in(text), "");
}

TEST(Reader, AQueryWithAnError_DoesNotMakeItsBindingsBroken) {
  const std::string text = with(R"("clientGroups": {"devices": {"properties": {"query": "("}}},
      "topicSpaces": {"own": {"properties": {"topicTemplates": ["d"]}}},
      "permissionBindings": {"bind": {"properties": {"clientGroupName": "devices",
          "topicSpaceName": "own", "permission": "Publisher"}}})");
  const ReadResult result = read_namespace_text(text, "");
  ASSERT_EQ(result.problems.size(), 1U) << to_text(result.problems);
  EXPECT_EQ(result.problems[0].rule, "query-syntax");
}

TEST(Reader, QuotasGrowWithCapacity) {
  std::string clients;
  for (int index = 0; index < 10'001; ++index) {
    clients += fmt::format(R"({}"c{}": {{"properties": {{}}}})", index == 0 ? "" : ",", index);
  }
  const auto of_capacity = [&](int capacity) {
    return fmt::format(
        R"({{"namespace": {{"sku": {{"capacity": {}}}, "properties": {{
            "topicSpacesConfiguration": {{"state": "Enabled"}}}}}}, "clients": {{{}}}}})",
        capacity, clients);
  };
  EXPECT_THAT(problems_in(of_capacity(1)), HasSubstr("quota-clients"));
  EXPECT_EQ(problems_in(of_capacity(2)), "");
}

TEST(Reader, ReadsTenThousandClientsInWellUnderASecond) {
  std::string clients;
  for (int index = 0; index < 10'000; ++index) {
    clients += fmt::format(
        R"({}"device-{:05}": {{"properties": {{"authenticationName": "device-{:05}",
          "clientCertificateAuthentication": {{"validationScheme":
          "SubjectMatchesAuthenticationName"}},
          "attributes": {{"type": "device", "floor": {}}}}}}})",
        index == 0 ? "" : ",", index, index, index % 40);
  }
  const std::string text = with("\"clients\": {" + clients + R"(},
      "clientGroups": {"devices": {"properties": {"query": "attributes.type = 'device'"}}},
      "topicSpaces": {"own": {"properties": {"topicTemplates": [
          "d/${client.authenticationName}/x", "f/${client.attributes.floor}/x"]}}},
      "permissionBindings": {"bind": {"properties": {"clientGroupName": "devices",
          "topicSpaceName": "own", "permission": "Publisher"}}})");

  const auto start = std::chrono::steady_clock::now();
  const ReadResult result = read_namespace_text(text, "");
  const auto took = std::chrono::steady_clock::now() - start;

  ASSERT_TRUE(result.definition) << to_text(result.problems);
  EXPECT_EQ(result.definition->clients.size(), 10'000U);
  RecordProperty(
      "milliseconds",
      static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
  // Far above what it takes, for a busy machine and the sanitizers; quadratic work still shows.
  EXPECT_LT(took, std::chrono::seconds{5});
}

TEST(LoadNamespace, ThrowsEveryErrorAsText_AndNoWarning) {
  const RunDirectory folder;
  const fs::path path = folder / "broken.json";
  write_file(path, with_client(R"({"state": "Off", "colour": "red", "description": 1})"));
  try {
    load_namespace(path);
    FAIL() << "it was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::definition);
    EXPECT_THAT(error.what(), HasSubstr("has 2 errors"));
    EXPECT_THAT(error.what(), HasSubstr("[enum-value]"));
    EXPECT_THAT(error.what(), HasSubstr("[wrong-type]"));
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("warning")));
  }
}

TEST(ReadNamespace, ThrowsIfTheFileIsMissing) {
  EXPECT_THROW(read_namespace("/nowhere/at/all.json"), Error);
}

TEST(ReadFolder, NamesTheFileThatHoldsTheProblem) {
  const RunDirectory folder;
  make_folder(folder / "clients");
  write_file(folder / "clients/device1.json", R"({"properties": {"state": "Off"}})");
  write_file(folder / "clients/device2.json", R"({"attributes": {"a": 1,}})");

  const ReadResult result = read_namespace(folder.path());

  ASSERT_EQ(result.problems.size(), 2U) << to_text(result.problems);
  EXPECT_EQ(result.problems[0].file, (folder / "clients/device1.json").string());
  EXPECT_EQ(result.problems[0].pointer, "/properties/state");
  EXPECT_EQ(result.problems[1].file, (folder / "clients/device2.json").string());
  EXPECT_EQ(result.problems[1].rule, "json-syntax");
}

TEST(ReadFolder, AnEmptyFolderIsNoDefinition) {
  const RunDirectory folder;
  const ReadResult result = read_namespace(folder.path());
  ASSERT_EQ(result.problems.size(), 1U);
  EXPECT_EQ(result.problems[0].rule, "not-a-definition");
}

}  // namespace
}  // namespace lab::model
