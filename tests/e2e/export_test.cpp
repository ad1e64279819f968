// Goal: what `eglab export` writes creates the namespace when a real shell runs it, and the verb
// does what its help says.
// Method: the az script is run by bash with a stand-in for `az` that notes how it was called; the
// program is run as a user runs it, and its files are read back.

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "certs/authority.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/compile/export_az.hpp"
#include "lab/compile/export_resources.hpp"
#include "lab/model/reader.hpp"
#include "tests/support/finished_process.hpp"
#include "tests/unit/export/random_definition.hpp"

namespace lab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string fixtures = LAB_SOURCE_FOLDER "/fixtures/";
const std::string how_to = fixtures + "namespaces/request-response.json";
const std::string shell = "/bin/bash";

/// A folder with an `az` that notes each call's words, and answers the questions of a script.
class AzureStandIn {
 public:
  /// With `fails_at`, the call whose id ends with that fails.
  explicit AzureStandIn(const std::string& fails_at = "none") {
    make_folder(folder_ / "bin");
    const fs::path az = folder_ / "bin" / "az";
    write_file(az,
               "#!/bin/bash\n"
               "printf '%s\\0' \"$@\" >> \"$AZ_CALLS\"\n"
               "printf '\\n\\0' >> \"$AZ_CALLS\"\n"
               "case \"$1 $2\" in\n"
               "  'account show') echo the-subscription ;;\n"
               "  'group show') echo the-region ;;\n"
               "esac\n"
               "[[ \"$4\" != *" +
                   fails_at + " ]]\n");
    fs::permissions(az, fs::perms::owner_all);
  }

  FinishedProcess run(const std::string& script, bool with_group = true) {
    write_file(folder_ / "create.sh", script);
    std::vector<std::string> environment{"AZ_CALLS=" + (folder_ / "calls").string(),
                                         "PATH=" + (folder_ / "bin").string() + ":/usr/bin:/bin"};
    if (with_group) environment.push_back("RESOURCE_GROUP=the-group");
    return run_to_end(shell, {(folder_ / "create.sh").string()}, environment);
  }

  /// The words of each call.
  [[nodiscard]] std::vector<std::vector<std::string>> calls() const {
    std::vector<std::vector<std::string>> calls;
    if (!fs::exists(folder_ / "calls")) return calls;
    const std::string text = read_file(folder_ / "calls");
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\0', at);
      const std::string word = text.substr(at, end - at);
      at = end + 1;
      if (word == "\n") {
        calls.push_back(std::exchange(words, {}));
      } else {
        words.push_back(word);
      }
    }
    return calls;
  }

 private:
  RunDirectory folder_{"export-test"};
};

/// What follows an option in a call.
std::string value_of(const std::vector<std::string>& call, const std::string& option) {
  for (std::size_t i = 0; i + 1 < call.size(); ++i) {
    if (call[i] == option) return call[i + 1];
  }
  return {};
}

TEST(AzScript, RunByAShell_CreatesEachResourceWithItsExactProperties) {
  RandomDefinitions definitions{31};
  for (int round = 0; round < 8; ++round) {
    const model::Namespace definition = definitions.next();
    const compile::ExportedNamespace exported = compile::exported_namespace(definition);
    AzureStandIn azure;

    const FinishedProcess finished = azure.run(compile::export_az(definition));

    ASSERT_EQ(finished.how.code, 0) << finished.errors;
    std::vector<std::vector<std::string>> created;
    for (const auto& call : azure.calls()) {
      if (call[1] == "create") created.push_back(call);
    }
    ASSERT_EQ(created.size(), exported.children.size() + 1);
    const std::string id =
        "/subscriptions/the-subscription/resourceGroups/the-group/providers/Microsoft.EventGrid/"
        "namespaces/" +
        definition.name;
    ordered_json own{{"location", definition.location}};
    own.update(exported.envelope);
    EXPECT_EQ(value_of(created[0], "--id"), id);
    EXPECT_EQ(ordered_json::parse(value_of(created[0], "--properties")), own);
    for (std::size_t i = 0; i < exported.children.size(); ++i) {
      const compile::ExportedResource& child = exported.children[i];
      EXPECT_EQ(value_of(created[i + 1], "--id"), id + "/" + child.kind + "/" + child.name);
      EXPECT_EQ(value_of(created[i + 1], "--api-version"), exported.api_version.version);
      EXPECT_EQ(ordered_json::parse(value_of(created[i + 1], "--properties")), child.properties);
    }
  }
}

TEST(AzScript, OfEachGoldenFile_IsValidForAShell) {
  for (const char* story : {"request-response", "attributes", "authentication"}) {
    const std::string script = fixtures + "golden/export/" + story + "/create.sh";
    const FinishedProcess finished = run_to_end(shell, {"-n", script});
    EXPECT_EQ(finished.how.code, 0) << script << finished.errors;
  }
}

TEST(AzScript, WithoutALocation_TakesTheResourceGroups) {
  model::Namespace definition = model::load_namespace(how_to);
  definition.location.clear();
  AzureStandIn azure;

  ASSERT_EQ(azure.run(compile::export_az(definition)).how.code, 0);

  EXPECT_EQ(ordered_json::parse(value_of(azure.calls()[2], "--properties"))["location"],
            "the-region");
}

TEST(AzScript, WithoutAResourceGroup_SaysSoAndCallsNothing) {
  AzureStandIn azure;
  const FinishedProcess finished =
      azure.run(compile::export_az(model::load_namespace(how_to)), false);
  EXPECT_NE(finished.how.code, 0);
  EXPECT_THAT(finished.errors, HasSubstr("RESOURCE_GROUP: is to be the resource group"));
  EXPECT_TRUE(azure.calls().empty());
}

TEST(AzScript, CallThatFails_EndsIt) {
  AzureStandIn azure{"/clients/device1"};
  const FinishedProcess finished = azure.run(compile::export_az(model::load_namespace(how_to)));
  EXPECT_NE(finished.how.code, 0);
  EXPECT_THAT(value_of(azure.calls().back(), "--id"), testing::EndsWith("/clients/device1"));
}

TEST(ExportVerb, WritesAFile_OrStandardOutput_TheSame) {
  const RunDirectory folder{"export-test"};
  for (const char* language : {"az", "bicep", "arm", "terraform"}) {
    const std::string file = (folder.path() / language).string();
    const FinishedProcess to_file =
        run_to_end("eglab", {"export", how_to, "--as", language, "-o", file});
    const FinishedProcess to_output = run_to_end("eglab", {"export", how_to, "--as", language});

    ASSERT_EQ(to_file.how.code, 0) << to_file.errors;
    EXPECT_THAT(to_file.output, AllOf(StartsWith("wrote " + file), HasSubstr("use it: ")));
    EXPECT_EQ(read_file(file), to_output.output);
  }
}

TEST(ExportVerb, ReadsStandardInput) {
  const FinishedProcess piped =
      run_to_end(shell, {"-c", "\"$1\" export - --as arm --name from-a-pipe < \"$2\"", "x",
                         program_path("eglab"), how_to});
  ASSERT_EQ(piped.how.code, 0) << piped.errors;
  const model::ReadResult read = model::read_namespace_text(piped.output, "x.json");
  ASSERT_TRUE(read.definition);
  EXPECT_EQ(read.definition->name, "from-a-pipe");
  EXPECT_EQ(read.definition->clients.size(), 3U);
}

TEST(ExportVerb, Subset_KeepsTheseClientsAndAllElse) {
  const FinishedProcess finished =
      run_to_end("eglab", {"export", how_to, "--as", "arm", "--subset", "device1,cloudapp"});
  ASSERT_EQ(finished.how.code, 0) << finished.errors;
  const model::ReadResult read = model::read_namespace_text(finished.output, "x.json");
  ASSERT_TRUE(read.definition);
  ASSERT_EQ(read.definition->clients.size(), 2U);
  EXPECT_EQ(read.definition->clients[0].name, "cloudapp");
  EXPECT_EQ(read.definition->client_groups.size(), 2U);
  EXPECT_EQ(read.definition->permission_bindings.size(), 4U);

  const FinishedProcess wrong =
      run_to_end("eglab", {"export", how_to, "--as", "arm", "--subset", "devise1"});
  EXPECT_EQ(wrong.how.code, 2);
  EXPECT_THAT(wrong.errors, HasSubstr("did you mean device1?"));
}

TEST(ExportVerb, NameAndLocation_GoBeforeTheDefinitions) {
  const FinishedProcess finished = run_to_end("eglab", {"export", how_to, "--as", "bicep", "--name",
                                                        "fleet-7", "--location", "northeurope"});
  EXPECT_THAT(finished.output, AllOf(HasSubstr("param namespaceName string = 'fleet-7'"),
                                     HasSubstr("param location string = 'northeurope'")));

  const FinishedProcess wrong =
      run_to_end("eglab", {"export", how_to, "--as", "bicep", "--name", "fleet_7"});
  EXPECT_EQ(wrong.how.code, 2);
  EXPECT_THAT(wrong.errors, HasSubstr("--name"));
}

TEST(ExportVerb, Certificates_RegisterTheirIssuerAndThumbprints) {
  const std::string definition = fixtures + "namespaces/authentication.json";
  const RunDirectory folder{"export-test"};
  const fs::path certificates = folder.path() / "certificates";
  ASSERT_EQ(run_to_end("eglab", {"certs", definition, "-o", certificates.string()}).how.code, 0);

  const FinishedProcess finished =
      run_to_end("eglab", {"export", definition, "--as", "arm", "--certs", certificates.string()});

  ASSERT_EQ(finished.how.code, 0) << finished.errors;
  const model::ReadResult read = model::read_namespace_text(finished.output, "x.json");
  ASSERT_TRUE(read.definition) << model::to_text(read.problems);
  ASSERT_EQ(read.definition->ca_certificates.size(), 1U);
  EXPECT_EQ(read.definition->ca_certificates[0].name, "eglab-intermediate");
  EXPECT_EQ(read.definition->ca_certificates[0].encoded_certificate,
            read_file(certificates / "intermediate.pem"));
  const auto thumbprint_of = [&](const char* file) {
    return certs::thumbprint_of(read_file(certificates / "clients" / file), file);
  };
  EXPECT_THAT(model::find_client(*read.definition, "by-thumbprint")->allowed_thumbprints,
              ElementsAre(thumbprint_of("pump-6.pem")));
  EXPECT_THAT(model::find_client(*read.definition, "same-thumbprint")->allowed_thumbprints,
              ElementsAre(thumbprint_of("pump-7.pem"), thumbprint_of("pump-7-2.pem")));
  EXPECT_THAT(finished.output, Not(HasSubstr("PRIVATE KEY")));
}

TEST(ExportVerb, CertificatesThatAreNotThere_AreTold) {
  const std::string definition = fixtures + "namespaces/authentication.json";
  const RunDirectory folder{"export-test"};
  const FinishedProcess none =
      run_to_end("eglab", {"export", definition, "--as", "arm", "--certs", folder.path().string()});
  EXPECT_EQ(none.how.code, 3);
  EXPECT_THAT(none.errors, HasSubstr("eglab certs DEFINITION"));

  const std::string some = (folder.path() / "some").string();
  ASSERT_EQ(
      run_to_end("eglab", {"certs", definition, "-o", some, "--client", "by-subject"}).how.code, 0);
  const FinishedProcess finished =
      run_to_end("eglab", {"export", definition, "--as", "arm", "--certs", some});
  EXPECT_EQ(finished.how.code, 0);
  EXPECT_THAT(finished.errors, HasSubstr("no certificate of client by-thumbprint"));
}

TEST(ExportVerb, SettingsBesideMqtt_AreNotLost) {
  const RunDirectory folder{"export-test"};
  const fs::path file = folder.path() / "closed.json";
  write_file(file, R"({"namespace": {"tags": {"cost": "${x}"}, "properties": {
    "publicNetworkAccess": "Disabled", "topicSpacesConfiguration": {"state": "Enabled"}}}})");
  for (const char* language : {"az", "bicep", "arm", "terraform"}) {
    const FinishedProcess finished =
        run_to_end("eglab", {"export", file.string(), "--as", language});
    EXPECT_THAT(finished.output,
                AllOf(testing::ContainsRegex("publicNetworkAccess.*Disabled"), HasSubstr("cost")))
        << language;
  }
}

TEST(ExportVerb, Json_SaysWhatWasWritten) {
  const RunDirectory folder{"export-test"};
  const std::string file = (folder.path() / "x.bicep").string();
  const FinishedProcess finished =
      run_to_end("eglab", {"export", how_to, "--as", "bicep", "-o", file, "--json"});
  const ordered_json document = ordered_json::parse(finished.output);
  EXPECT_EQ(document["as"], "bicep");
  EXPECT_EQ(document["file"], file);
  EXPECT_EQ(document["name"], "request-response");
  EXPECT_EQ(document["api_version"]["version"], "2025-07-15-preview");
  EXPECT_EQ(document["resources"]["clients"], 3);
  EXPECT_EQ(document["resources"]["caCertificates"], 0);
  EXPECT_EQ(document["warnings"], ordered_json::array());
  EXPECT_FALSE(document.contains("text"));

  const FinishedProcess in_place = run_to_end("eglab", {"export", how_to, "--as", "az", "--json"});
  EXPECT_EQ(ordered_json::parse(in_place.output)["text"],
            run_to_end("eglab", {"export", how_to, "--as", "az"}).output);
}

TEST(ExportVerb, MoreThanOneDeploymentTakes_IsWarnedOf) {
  const RunDirectory folder{"export-test"};
  ordered_json document;
  for (int i = 0; i < 800; ++i) {
    document["clients"]["c" + std::to_string(i)]["properties"] = ordered_json::object();
  }
  const fs::path file = folder.path() / "many.json";
  write_file(file, document.dump());
  EXPECT_THAT(run_to_end("eglab", {"export", file.string(), "--as", "arm"}).errors,
              AllOf(HasSubstr("800"), HasSubstr("801")));
  EXPECT_EQ(run_to_end("eglab", {"export", file.string(), "--as", "az"}).errors, "");
}

TEST(ExportVerb, OfABrokenDefinition_WritesNothing) {
  const RunDirectory folder{"export-test"};
  const fs::path file = folder.path() / "out";
  const FinishedProcess finished = run_to_end(
      "eglab", {"export", fixtures + "invalid/enum-value.json", "--as", "az", "-o", file.string()});
  EXPECT_EQ(finished.how.code, 3);
  EXPECT_THAT(finished.errors, HasSubstr("[enum-value]"));
  EXPECT_FALSE(fs::exists(file));

  EXPECT_EQ(run_to_end("eglab", {"export", how_to, "--as", "pulumi"}).how.code, 2);
  EXPECT_EQ(run_to_end("eglab", {"export", how_to}).how.code, 2);
}

}  // namespace
}  // namespace lab::test
