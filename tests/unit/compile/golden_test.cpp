// Goal: what is compiled from the fixture namespaces is reviewed by a person.
// Method: it must equal the files in fixtures/golden/compile; LAB_UPDATE_GOLDEN=1 rewrites them, so
// that the difference shows in review.

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "lab/base/file.hpp"
#include "lab/compile/dynamic_security.hpp"
#include "lab/compile/mosquitto_conf.hpp"
#include "lab/model/reader.hpp"

namespace lab::compile {
namespace {

const std::filesystem::path fixtures = std::filesystem::path(LAB_SOURCE_FOLDER) / "fixtures";

void expect_golden(const std::filesystem::path& golden, const std::string& text) {
  if (std::getenv("LAB_UPDATE_GOLDEN") != nullptr) {
    make_folder(golden.parent_path());
    write_file(golden, text);
  }
  EXPECT_EQ(text, read_file(golden))
      << "if the new text is right, run again with LAB_UPDATE_GOLDEN=1 to rewrite " << golden;
}

/// Every setting that a broker of the lab gets, with names that are the same on every machine.
BrokerSettings settings() {
  BrokerSettings settings;
  settings.ca_file = "ca.pem";
  settings.certificate_file = "server.pem";
  settings.key_file = "server.key";
  settings.crl_file = "revoked.pem";
  settings.dynamic_security_file = "dynamic-security.json";
  settings.dynamic_security_plugin = "mosquitto_dynamic_security.so";
  settings.ready_socket = "ready.sock";
  settings.persistence_folder = "data";
  settings.save_every_change = true;
  settings.user = "root";
  return settings;
}

class CompiledStory : public testing::TestWithParam<const char*> {};

TEST_P(CompiledStory, EqualsItsGoldenFiles) {
  const std::string story = GetParam();
  const model::Namespace definition =
      model::load_namespace(fixtures / "namespaces" / (story + ".json"));
  const std::filesystem::path golden = fixtures / "golden" / "compile" / story;

  expect_golden(golden / "dynamic-security.json", dynamic_security(definition));
  expect_golden(golden / "mosquitto.conf", mosquitto_conf(definition, settings()));
}

INSTANTIATE_TEST_SUITE_P(Stories, CompiledStory,
                         testing::Values("request-response", "attributes", "authentication"),
                         [](const auto& story) {
                           std::string name = story.param;
                           for (char& letter : name) letter = letter == '-' ? '_' : letter;
                           return name;
                         });

}  // namespace
}  // namespace lab::compile
