// Goal: an import's text is a definition that the reader takes, whatever came in; what breaks a
// rule is left out, told, and nothing else is lost. Method: the reader's own fixtures, good and
// bad, are imported; and made-up faults of each sort.

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/file.hpp"
#include "lab/model/import_other_settings.hpp"
#include "lab/model/reader.hpp"
#include "tests/unit/export/random_definition.hpp"
#include "tests/unit/import/importing.hpp"

namespace lab::model {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const fs::path fixtures = fs::path(LAB_SOURCE_FOLDER) / "fixtures";

ImportResult import_file(const fs::path& path, const std::optional<fs::path>& parameters = {}) {
  return import_definition({{path}, parameters, {}, {}});
}

TEST(DefinitionImport, OfGoodFixtures_LosesNothing) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(fixtures / "namespaces")) {
    const std::string file = entry.path().filename().string();
    if (file.ends_with(".parameters.json")) continue;
    std::optional<fs::path> parameters;
    if (file.ends_with(".arm.json"))
      parameters = fixtures / "namespaces/request-response.parameters.json";
    const ReadResult direct = read_namespace(entry.path(), parameters);
    ASSERT_TRUE(direct.definition) << file << to_text(direct.problems);

    const ImportResult imported = import_file(entry.path(), parameters);

    EXPECT_THAT(not_read_of(imported), IsEmpty()) << file;
    ASSERT_TRUE(imported.definition) << file;
    Namespace back = *imported.definition;
    back.name = direct.definition->name;  // Without one, it is the file's.
    EXPECT_EQ(test::all_values(back), test::all_values(*direct.definition)) << file;
    ++count;
  }
  EXPECT_GE(count, 5U);
}

TEST(DefinitionImport, OfBrokenFixtures_IsADefinitionOrNothing_AndSaysWhatIsMissing) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(fixtures / "invalid")) {
    const std::string file = entry.path().filename().string();
    if (entry.path().extension() == ".txt" || file.ends_with(".parameters.json")) continue;
    const ReadResult direct = read_namespace(entry.path());

    const ImportResult imported = import_file(entry.path());

    EXPECT_EQ(imported.definition.has_value(), !imported.text.empty()) << file;
    EXPECT_TRUE(!has_error(direct.problems) || !imported.not_read.empty()) << file;
    if (imported.definition) {
      EXPECT_FALSE(has_error(read_namespace_text(imported.text, file).problems)) << file;
    }
    ++count;
  }
  EXPECT_GE(count, 50U);
}

TEST(DefinitionImport, OfItsOwnText_IsTheSameText) {
  const ImportResult first = import_file(fixtures / "namespaces/attributes.json");
  const ImportResult second = import_of(first.text, "attributes.json");
  EXPECT_EQ(first.text, second.text);
}

TEST(DefinitionImport, FaultyAttribute_IsLeftOut_FaultyClientGoesWhole) {
  const ImportResult result = import_of(
      R"({"clients": {
          "a": {"properties": {"attributes": {"ok": true, "type": "x"}}},
          "b": {"properties": {"authenticationName": ""}},
          "c": {"properties": {}}}})",
      "x.json");
  EXPECT_THAT(not_read_of(result),
              ElementsAre(HasSubstr("the attribute \"ok\" of the client \"a\""),
                          HasSubstr("the client \"b\"")));
  EXPECT_EQ(document_of(result)["clients"],
            (json{{"a", {{"properties", {{"attributes", {{"type", "x"}}}}}}},
                  {"c", {{"properties", json::object()}}}}));
}

TEST(DefinitionImport, BindingOfAGroupThatCouldNotBeRead_GoesToo) {
  const ImportResult result = import_of(
      R"({"clientGroups": {"grp": {"properties": {"query": "attributes.a LIKE 'b'"}}},
          "topicSpaces": {"all": {"properties": {"topicTemplates": ["a"]}}},
          "permissionBindings": {"bind": {"properties": {"clientGroupName": "grp",
            "topicSpaceName": "all", "permission": "Publisher"}}}})",
      "x.json");
  EXPECT_THAT(not_read_of(result), ElementsAre(HasSubstr("the client group \"grp\""),
                                               HasSubstr("the permission binding \"bind\"")));
}

TEST(DefinitionImport, OverAQuota_KeepsWhatFits_NamesTheRest) {
  json document;
  for (int i = 10; i < 24; ++i) {
    document["topicSpaces"]["space" + std::to_string(i)]["properties"]["topicTemplates"] = {"a"};
  }
  const ImportResult result = import_of(document.dump(), "x.json");
  EXPECT_EQ(document_of(result)["topicSpaces"].size(), 10U);
  EXPECT_EQ(result.not_read.size(), 4U);
}

TEST(DefinitionImport, SwitchedOffMqtt_IsSwitchedOnAndTold) {
  const ImportResult result = import_of(
      R"({"namespace": {"properties": {"topicSpacesConfiguration": {"state": "Disabled"}}},
          "clients": {"a": {"properties": {}}}})",
      "x.json");
  EXPECT_THAT(not_read_of(result),
              ElementsAre(AllOf(HasSubstr("MQTT is off"), HasSubstr("written as Enabled"))));
  EXPECT_EQ(document_of(result)["namespace"]["properties"]["topicSpacesConfiguration"]["state"],
            "Enabled");
}

TEST(DefinitionImport, NameThatOnlyChildrenTell_AndNoNamespaceCanHave_IsLeftOut) {
  const ImportResult result =
      import_of(R"([{"name": "a", "id": "/p/Microsoft.EventGrid/namespaces/a_b/clients/a"}])",
                "clients.json");
  EXPECT_THAT(not_read_of(result), ElementsAre(HasSubstr("the namespace's \"name\"")));
  ASSERT_TRUE(result.definition);
}

TEST(DefinitionImport, OfSeveralInputs_JoinsThem) {
  const ImportResult result = import_definition(
      {{fixtures / "import/answers/client-list.json", fixtures / "import/answers/namespace.json"},
       std::nullopt,
       {},
       {}});
  EXPECT_THAT(not_read_of(result), IsEmpty());
  EXPECT_EQ(document_of(result)["clients"].size(), 3U);
  EXPECT_EQ(document_of(result)["namespace"]["location"], "westeurope");
}

TEST(DefinitionImport, OfNothing_GivesNothing) {
  for (const char* text : {"{}", "[]", "5", "\"x\"", "{", "{\"a\": 1}"}) {
    EXPECT_TRUE(import_of(text, "x.json").text.empty()) << text;
  }
  EXPECT_TRUE(import_of("", "x.sh").text.empty());
  EXPECT_TRUE(import_of("", "x").text.empty());
}

TEST(OtherSettings, AreWhatTheModelDoesNotKeep) {
  const std::string text = R"({
    "namespace": {
      "name": "n-1", "location": "x", "sku": {"name": "Standard", "capacity": 2},
      "tags": {"a": "b"}, "identity": {"type": "SystemAssigned"},
      "properties": {
        "provisioningState": "Succeeded", "publicNetworkAccess": "Disabled",
        "inboundIpRules": [{"ipMask": "10.0.0.0/8", "action": "Allow"}],
        "topicSpacesConfiguration": {
          "state": "Enabled", "maximumSessionExpiryInHours": 3, "hostname": "h",
          "routingIdentityInfo": {"type": "SystemAssigned"},
          "clientAuthentication": {
            "alternativeAuthenticationNameSources": ["ClientCertificateDns"],
            "webhookAuthentication": {"endpointUrl": "https://x",
              "identity": {"type": "SystemAssigned"}},
            "customJwtAuthentication": {"tokenIssuer": "i",
              "issuerCertificates": [{"certificateUrl": "https://y"}]}}}}}})";
  EXPECT_EQ(json::parse(other_settings_of_text(text)), json::parse(R"({
              "tags": {"a": "b"}, "identity": {"type": "SystemAssigned"},
              "properties": {
                "publicNetworkAccess": "Disabled",
                "inboundIpRules": [{"ipMask": "10.0.0.0/8", "action": "Allow"}],
                "topicSpacesConfiguration": {
                  "routingIdentityInfo": {"type": "SystemAssigned"},
                  "clientAuthentication": {
                    "webhookAuthentication": {"identity": {"type": "SystemAssigned"}}}}}})"));
}

TEST(OtherSettings, OfMostDefinitions_AreNone) {
  EXPECT_EQ(other_settings(fixtures / "namespaces/request-response.json"), "");
  EXPECT_EQ(other_settings(fixtures / "namespaces/request-response-folder"), "");
  EXPECT_EQ(other_settings_of_text("{\"clients\": {}}"), "");
  EXPECT_EQ(other_settings(fixtures / "namespaces/request-response.arm.json",
                           fixtures / "namespaces/request-response.parameters.json"),
            "");
}

}  // namespace
}  // namespace lab::model
