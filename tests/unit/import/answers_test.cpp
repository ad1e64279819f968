// Goal: what `az … show` and `az … list -o json` print becomes the definition, without what only
// the service writes. Method: a folder of such answers, and single ones in their several shapes.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "tests/unit/import/importing.hpp"

namespace lab::model {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string fixtures = LAB_SOURCE_FOLDER "/fixtures/";

TEST(AnswersImport, OfAFolder_GivesTheHowTosNamespace) {
  const ImportResult result =
      import_definition({{fixtures + "import/answers"}, std::nullopt, {}, {}});

  EXPECT_THAT(not_read_of(result), IsEmpty());
  json document = document_of(result);
  const json expected = json::parse(read_file(fixtures + "namespaces/request-response.json"));
  for (const char* kind : {"clients", "clientGroups", "topicSpaces", "permissionBindings"}) {
    EXPECT_EQ(document[kind], expected[kind]) << kind;
  }
  EXPECT_EQ(document["namespace"]["name"], "contoso-fleet");
  EXPECT_EQ(document["namespace"]["location"], "westeurope");
  EXPECT_EQ(document["namespace"]["properties"],
            (json{{"inboundIpRules", json::array()},
                  {"isZoneRedundant", true},
                  {"minimumTlsVersionAllowed", "1.2"},
                  {"publicNetworkAccess", "Enabled"},
                  {"topicSpacesConfiguration",
                   {{"clientAuthentication",
                     {{"alternativeAuthenticationNameSources", {"ClientCertificateSubject"}}}},
                    {"maximumClientSessionsPerAuthenticationName", 1},
                    {"maximumSessionExpiryInHours", 1},
                    {"state", "Enabled"}}},
                  {"topicsConfiguration", json::object()}}))
      << "hostname, provisioningState and privateEndpointConnections are the service's";
}

TEST(AnswersImport, ListOfTheRestApi_IsReadToo) {
  const std::string text = R"({"value": [
    {"id": "/s/providers/Microsoft.EventGrid/namespaces/fleet/clients/a", "name": "a",
     "type": "Microsoft.EventGrid/namespaces/clients", "properties": {"state": "Disabled"}}],
    "nextLink": "https://next"})";
  const ImportResult result = import_of(text, "x.json");

  EXPECT_EQ(document_of(result)["clients"]["a"]["properties"]["state"], "Disabled");
  EXPECT_THAT(not_read_of(result), ElementsAre(HasSubstr("nextLink")));
}

TEST(AnswersImport, KindComesFromIdFileOrProperties_WhereTypeIsMissing) {
  const auto kind_of = [](const std::string& text, const std::string& file) {
    const json document = document_of(import_of(text, file));
    for (const auto& [kind, list] : document.items()) {
      if (list.contains("thing")) return kind;
    }
    return std::string{"none"};
  };
  EXPECT_EQ(
      kind_of(R"([{"id": "/p/Microsoft.EventGrid/namespaces/fleet/clients/thing"}])", "x.json"),
      "clients");
  for (const char* file :
       {"client-list.json", "clients.json", "list_clients.json", "Client.json"}) {
    EXPECT_EQ(kind_of(R"([{"name": "thing"}])", file), "clients") << file;
  }
  EXPECT_EQ(kind_of(R"({"name": "thing", "query": "attributes.a = 1"})", "x.json"), "clientGroups");
  EXPECT_EQ(kind_of(R"({"name": "thing", "topicTemplates": ["a"]})", "x.json"), "topicSpaces");
}

TEST(AnswersImport, WhatIsOfNoKind_IsToldOrPassedOver) {
  const ImportResult result = import_of(
      R"([{"name": "a"}, 5, {"name": "t", "type": "Microsoft.EventGrid/namespaces/topics"},
          {"name": "c", "type": "Microsoft.EventGrid/namespaces/clients", "newThing": 1}])",
      "x.json");
  EXPECT_THAT(not_read_of(result),
              ElementsAre(AllOf(HasSubstr("x.json#/0"), HasSubstr("what kind")),
                          AllOf(HasSubstr("x.json#/1"), HasSubstr("an integer")),
                          AllOf(HasSubstr("x.json#/3/newThing"), HasSubstr("newThing"))));
  ASSERT_EQ(result.passed_over.size(), 1U);
  EXPECT_THAT(result.passed_over[0].what, HasSubstr("namespaces/topics"));
}

TEST(AnswersImport, SameResourceTwice_IsTold) {
  const RunDirectory folder{"import-test"};
  const std::string client =
      R"({"name": "a", "type": "Microsoft.EventGrid/namespaces/clients", "state": "Enabled"})";
  write_file(folder.path() / "1.json", client);
  write_file(folder.path() / "2.json", "[" + client + "]");
  write_file(folder.path() / "notes.txt", "x");

  const ImportResult result = import_definition({{folder.path()}, std::nullopt, {}, {}});

  EXPECT_THAT(not_read_of(result),
              ElementsAre(AllOf(HasSubstr("2.json#/0"), HasSubstr("a second time"))));
  ASSERT_EQ(result.passed_over.size(), 1U);
  EXPECT_THAT(result.passed_over[0].file, HasSubstr("notes.txt"));
}

TEST(AnswersImport, BrokenFile_IsToldAndTheRestRead) {
  const RunDirectory folder{"import-test"};
  write_file(folder.path() / "broken.json", "{");
  write_file(folder.path() / "client-list.json", R"([{"name": "a"}])");

  const ImportResult result = import_definition({{folder.path()}, std::nullopt, {}, {}});

  EXPECT_THAT(not_read_of(result), ElementsAre(HasSubstr("broken.json")));
  EXPECT_TRUE(document_of(result)["clients"].contains("a"));
}

}  // namespace
}  // namespace lab::model
