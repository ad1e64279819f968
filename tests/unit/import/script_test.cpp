// Goal: scripts of az calls, in the forms that Microsoft's documentation and samples use, become
// the definition that running them would create; what cannot be read is told with its line. Method:
// scripts of a few lines each, and what comes out.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/file.hpp"
#include "tests/unit/import/importing.hpp"

namespace lab::model {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string id_line =
    "id=/subscriptions/s/resourceGroups/g/providers/Microsoft.EventGrid/namespaces/fleet\n";

TEST(ScriptImport, OfResourceCreate_ReadsEachKind) {
  const ImportResult result = import_of(id_line + R"(
az resource create --id $id --is-full-object --properties '{
  "properties": { "topicSpacesConfiguration": { "state": "Enabled" } },
  "location": "westeurope", "tags": { "a": "b" }
}'
az resource create --resource-type Microsoft.EventGrid/namespaces/clients \
  --id "$id/clients/device1" --api-version 2025-02-15 \
  --properties '{ "attributes": { "type": "device", "n": 3 } }'
az resource create --id "$id/clientGroups/devices" \
  --properties "{ \"query\": \"attributes.type = 'device'\" }"
az resource create --id "$id/topicSpaces/all" \
  --properties '{"topicTemplates": ["devices/${client.authenticationName}/#"]}'
az resource create --id "$id/permissionBindings/pub" \
  --properties '{"clientGroupName":"$all", "topicSpaceName":"all", "permission":"Publisher"}'
)");

  EXPECT_THAT(not_read_of(result), IsEmpty());
  json document = document_of(result);
  EXPECT_EQ(document["namespace"]["name"], "fleet");
  EXPECT_EQ(document["namespace"]["location"], "westeurope");
  EXPECT_EQ(document["namespace"]["tags"], (json{{"a", "b"}}));
  EXPECT_EQ(document["clients"]["device1"]["properties"]["attributes"],
            (json{{"type", "device"}, {"n", 3}}));
  EXPECT_EQ(document["clientGroups"]["devices"]["properties"]["query"],
            "attributes.type = 'device'");
  EXPECT_EQ(document["topicSpaces"]["all"]["properties"]["topicTemplates"],
            json{"devices/${client.authenticationName}/#"});
  EXPECT_EQ(document["permissionBindings"]["pub"]["properties"]["clientGroupName"], "$all");
}

TEST(ScriptImport, OfEventGridCommands_ReadsShorthandAndCamelCase) {
  const ImportResult result = import_of(R"(
group=g; ns=fleet
az eventgrid namespace create -g $group -n $ns -l westeurope --sku "{name:standard,capacity:2}" \
  --topic-spaces-configuration "{state:Enabled,maximum-session-expiry-in-hours:2}" \
  --tags a=b "c=d e"
az eventgrid namespace client create -g $group --namespace-name $ns -n client1 \
  --authentication-name client1-authnID --attributes "{'room':'345','floor':5}" --state disabled \
  --client-certificate-authentication "{validationScheme:ThumbprintMatch,allowed-thumbprints:[\
0123456789012345678901234567890123456789]}"
az eventgrid namespace client-group create -g $group --namespace-name $ns -n fifth \
  --group-query "attributes.floor = 5"
az eventgrid namespace topic-space create -g $group --namespace-name $ns --name topics \
  --topic-templates ['contosotopics/topic1']
az eventgrid namespace topic-space create -g $group --namespace-name $ns --name more \
  --topic-templates a/+ "b c/#"
az eventgrid namespace permission-binding create -g $group --namespace-name $ns -n pub \
  --client-group-name '$all' --permission publisher --topic-space-name=topics
)");

  EXPECT_THAT(not_read_of(result), IsEmpty());
  EXPECT_THAT(result.warnings, IsEmpty()) << "letter case is mended";
  json document = document_of(result);
  EXPECT_EQ(document["namespace"],
            (json{{"name", "fleet"},
                  {"location", "westeurope"},
                  {"sku", {{"name", "Standard"}, {"capacity", 2}}},
                  {"tags", {{"a", "b"}, {"c", "d e"}}},
                  {"properties",
                   {{"topicSpacesConfiguration",
                     {{"state", "Enabled"}, {"maximumSessionExpiryInHours", 2}}}}}}));
  EXPECT_EQ(document["clients"]["client1"]["properties"],
            (json{{"authenticationName", "client1-authnID"},
                  {"attributes", {{"room", "345"}, {"floor", 5}}},
                  {"state", "Disabled"},
                  {"clientCertificateAuthentication",
                   {{"validationScheme", "ThumbprintMatch"},
                    {"allowedThumbprints", {"0123456789012345678901234567890123456789"}}}}}));
  EXPECT_EQ(document["topicSpaces"]["more"]["properties"]["topicTemplates"],
            (json{"a/+", "b c/#"}));
  EXPECT_EQ(document["permissionBindings"]["pub"]["properties"]["permission"], "Publisher");
}

TEST(ScriptImport, OfPartialValues_BuildsObjects) {
  const ImportResult result = import_of(
      "az eventgrid namespace client create --namespace-name fleet -n c1 --attributes room=345 "
      "name='a b' --client-certificate-authentication "
      "validation-scheme=SubjectMatchesAuthenticationName\n"
      "az eventgrid namespace create -n fleet --topic-spaces-configuration state=Enabled "
      "client-authentication.alternative-authentication-name-sources=[ClientCertificateDns]\n");

  EXPECT_THAT(not_read_of(result), IsEmpty());
  json document = document_of(result);
  EXPECT_EQ(document["clients"]["c1"]["properties"]["attributes"],
            (json{{"room", 345}, {"name", "a b"}}));
  EXPECT_EQ(document["namespace"]["properties"]["topicSpacesConfiguration"]["clientAuthentication"],
            (json{{"alternativeAuthenticationNameSources", {"ClientCertificateDns"}}}));
}

TEST(ScriptImport, OfResourceTypesAndRest_ReadsThemToo) {
  const ImportResult result = import_of(R"(
az resource create -g g --namespace Microsoft.EventGrid --resource-type clients \
  --parent namespaces/fleet -n one --properties '{}'
az resource create -g g --resource-type Microsoft.EventGrid/namespaces/clients -n fleet/two -p '{}'
az rest --method PUT --url "https://management.azure.com/subscriptions/s/resourceGroups/g/\
providers/Microsoft.EventGrid/namespaces/fleet/clients/three?api-version=2025-02-15" \
  --body '{"properties": {"description": "x"}}'
)");

  EXPECT_THAT(not_read_of(result), IsEmpty());
  json document = document_of(result);
  EXPECT_EQ(document["namespace"]["name"], "fleet");
  EXPECT_EQ(document["clients"].size(), 3U);
  EXPECT_EQ(document["clients"]["three"]["properties"]["description"], "x");
}

TEST(ScriptImport, OfFilesBesideTheScript_ReadsThem) {
  const ImportResult result = import_of(
      "source az.env\naz resource create --id $id/clients/c --properties @./resources/client.json\n"
      "az resource create --id $id/clients/d --properties @missing.json\n",
      "setup.sh", {},
      {{"az.env", id_line},
       {"./resources/client.json", R"({"properties": {"state": "Disabled"}})"}});

  EXPECT_EQ(document_of(result)["clients"]["c"]["properties"]["state"], "Disabled");
  EXPECT_THAT(not_read_of(result),
              ElementsAre(AllOf(StartsWith("setup.sh:3:"), HasSubstr("missing.json"))));
}

TEST(ScriptImport, UnknownBeginningOfAnId_DoesNotMatter) {
  const ImportResult result = import_of(
      "source az.env\n"
      "az resource create --id $res_id --is-full-object --properties "
      "'{\"properties\": {\"topicSpacesConfiguration\": {\"state\": \"Enabled\"}}}'\n"
      "az resource create --id \"$res_id/clients/vehicle01\" --properties '{}'\n");

  EXPECT_THAT(not_read_of(result), IsEmpty());
  EXPECT_TRUE(document_of(result)["clients"].contains("vehicle01"));
}

TEST(ScriptImport, ComputedValue_IsToldWithLineAndWayOut_AndCanBeGiven) {
  const std::string script =
      "thumbprint=$(openssl x509 -noout -fingerprint -in client.pem)\n"
      "az eventgrid namespace client create --namespace-name fleet -n c1 \\\n"
      "  --client-certificate-authentication "
      "\"{validationScheme:ThumbprintMatch,allowed-thumbprints:[$thumbprint]}\"\n"
      "az eventgrid namespace client create --namespace-name fleet -n c2\n";

  const ImportResult without = import_of(script);
  EXPECT_THAT(not_read_of(without),
              ElementsAre(AllOf(StartsWith("setup.sh:2: an item of allowedThumbprints"),
                                HasSubstr("give it with --set thumbprint=VALUE")),
                          AllOf(StartsWith("setup.sh:2: the client \"c1\""),
                                HasSubstr("has no allowedThumbprints"))));
  EXPECT_FALSE(document_of(without)["clients"].contains("c1"));
  EXPECT_TRUE(document_of(without)["clients"].contains("c2"));

  const ImportResult with = import_of(script, "setup.sh", {{"thumbprint", std::string(40, 'A')}});
  EXPECT_THAT(not_read_of(with), IsEmpty());
  EXPECT_TRUE(document_of(with)["clients"].contains("c1"));
}

TEST(ScriptImport, UnknownValueInJson_LeavesOutThatPropertyOnly) {
  const ImportResult result = import_of(
      id_line +
      "az resource create --id $id/clients/c --properties \"{ \\\"description\\\": \\\"by "
      "$USER\\\", \\\"attributes\\\": { \\\"floor\\\": $floor, \\\"type\\\": \\\"x\\\" } }\"\n");

  EXPECT_THAT(not_read_of(result),
              ElementsAre(AllOf(HasSubstr("the value of \"description\""), HasSubstr("$USER")),
                          AllOf(HasSubstr("the value of \"floor\""), HasSubstr("$floor"))));
  EXPECT_EQ(document_of(result)["clients"]["c"]["properties"]["attributes"], (json{{"type", "x"}}));
}

TEST(ScriptImport, UnknownName_IsNotRead) {
  const ImportResult result = import_of(
      "az eventgrid namespace client create --namespace-name fleet -n \"dev-$i\"\n"
      "az eventgrid namespace client create --namespace-name fleet -n dev-2\n");
  EXPECT_THAT(not_read_of(result),
              ElementsAre(AllOf(StartsWith("setup.sh:1:"), HasSubstr("of its name \"dev-…\""))));
}

TEST(ScriptImport, CallsUnderConditions_AreTold) {
  const ImportResult result = import_of(
      "for i in 1 2; do\n  az eventgrid namespace client create --namespace-name fleet -n d$i\n"
      "done\n"
      "if ! az eventgrid namespace show -n fleet; then\n"
      "  az resource create --id /x/Microsoft.EventGrid/namespaces/fleet/clients/a --properties "
      "'{}'\nfi\n"
      "az eventgrid namespace client create --namespace-name fleet -n ok\n");
  EXPECT_THAT(not_read_of(result),
              ElementsAre(AllOf(StartsWith("setup.sh:2:"), HasSubstr("the for of line 1")),
                          AllOf(StartsWith("setup.sh:5:"), HasSubstr("the if of line 4"))));
}

TEST(ScriptImport, WhatChangesOrDeploysOtherwise_IsTold) {
  const ImportResult result = import_of(
      "az eventgrid namespace update -n fleet --state x\n"
      "az eventgrid namespace client delete -n c\n"
      "az deployment group create --template-file main.bicep\n"
      "az resource delete --ids /x/Microsoft.EventGrid/namespaces/fleet\n"
      "curl -X PUT https://management.azure.com/x/Microsoft.EventGrid/namespaces/fleet\n"
      "az eventgrid namespace client create --namespace-name fleet -n c --authentication x\n");
  EXPECT_THAT(not_read_of(result),
              ElementsAre(StartsWith("setup.sh:1:"), StartsWith("setup.sh:2:"),
                          AllOf(StartsWith("setup.sh:3:"), HasSubstr("give the template")),
                          StartsWith("setup.sh:4:"), StartsWith("setup.sh:5:"),
                          AllOf(StartsWith("setup.sh:6:"), HasSubstr("--authentication"))));
}

TEST(ScriptImport, WhatIsNoPartOfANamespace_IsPassedOver_NotSilently) {
  const ImportResult result = import_of(
      "set -e\naz login\naz group create -n g -l x\nstep certificate create a\n"
      "az eventgrid namespace topic create -n t --namespace-name fleet\n"
      "az eventgrid namespace client show -n c\n"
      "az eventgrid namespace client create --namespace-name fleet -n c\n");
  EXPECT_THAT(not_read_of(result), IsEmpty());
  EXPECT_EQ(result.passed_over.size(), 6U);
  EXPECT_EQ(result.passed_over[1].line, 2U);
}

TEST(ScriptImport, CallWhoseOutputIsKept_IsRead_OneThatIsWrapped_IsTold) {
  const ImportResult result = import_of(
      "made=$(/usr/bin/az eventgrid namespace client create --namespace-name fleet -n a)\n"
      "eval \"az eventgrid namespace client create --namespace-name fleet -n b\"\n"
      "echo c | xargs az eventgrid namespace client create --namespace-name fleet -n\n"
      "$AZ eventgrid namespace client create --namespace-name fleet -n d\n");
  EXPECT_TRUE(document_of(result)["clients"].contains("a"));
  EXPECT_THAT(not_read_of(result), ElementsAre(StartsWith("setup.sh:2:"), StartsWith("setup.sh:3:"),
                                               StartsWith("setup.sh:4:")));
}

TEST(ScriptImport, LaterCall_ReplacesTheEarlier) {
  const ImportResult result =
      import_of(id_line +
                "az resource create --id $id/clients/c -p '{\"state\": \"Enabled\"}'\n"
                "az resource create --id $id/clients/c -p '{\"description\": \"2\"}'\n");
  EXPECT_THAT(not_read_of(result), IsEmpty());
  EXPECT_EQ(document_of(result)["clients"]["c"]["properties"], (json{{"description", "2"}}));
  ASSERT_EQ(result.passed_over.size(), 1U);
  EXPECT_THAT(result.passed_over[0].reason, HasSubstr("line 3"));
}

TEST(ScriptImport, OtherNamespacesParts_AreTold) {
  const ImportResult result = import_of(
      "az eventgrid namespace client create --namespace-name fleet -n a\n"
      "az eventgrid namespace client create --namespace-name FLEET -n b\n"
      "az eventgrid namespace client create --namespace-name other -n c\n");
  EXPECT_THAT(not_read_of(result),
              ElementsAre(AllOf(StartsWith("setup.sh:3:"), HasSubstr("belongs to the namespace"))));
  EXPECT_EQ(document_of(result)["clients"].size(), 2U);
}

TEST(ScriptImport, BrokenJson_IsToldWithItsLine) {
  const ImportResult result =
      import_of(id_line + "az resource create --id $id/clients/a --properties '{\"state\": }'\n" +
                "az resource create --id $id/clients/b --properties '[]'\n" +
                "az resource create --id $id/clients/c\n");
  EXPECT_THAT(not_read_of(result), ElementsAre(StartsWith("setup.sh:2:"), StartsWith("setup.sh:3:"),
                                               StartsWith("setup.sh:4:")));
  EXPECT_TRUE(result.text.empty());
}

TEST(ScriptImport, OfTheFixture_GivesTheHowTosNamespace) {
  const std::string fixtures = LAB_SOURCE_FOLDER "/fixtures/";
  const ImportResult result =
      import_definition({{fixtures + "import/request-response.sh"}, std::nullopt, {}, {}});

  EXPECT_THAT(not_read_of(result), IsEmpty());
  json document = document_of(result);
  const json expected = json::parse(read_file(fixtures + "namespaces/request-response.json"));
  for (const char* kind : {"clients", "clientGroups", "topicSpaces", "permissionBindings"}) {
    EXPECT_EQ(document[kind], expected[kind]) << kind;
  }
}

}  // namespace
}  // namespace lab::model
