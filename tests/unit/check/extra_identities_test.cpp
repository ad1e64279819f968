// Goal: each extra identity is on disk with its key, for its purpose. Whether a bad one is refused
// for its own reason is tested where it is made (unit_certs).

#include "lab/check/extra_identities.hpp"

#include <filesystem>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certs/client_files.hpp"
#include "certs/identity_check.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/check/built_in_namespace.hpp"
#include "lab/model/reader.hpp"

namespace lab::check {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

std::size_t certificates_in(const fs::path& file) {
  const std::string text = read_file(file);
  std::size_t count = 0;
  for (std::size_t at = text.find("BEGIN CERT"); at != std::string::npos;
       at = text.find("BEGIN CERT", at + 1)) {
    ++count;
  }
  return count;
}

std::string thumbprint_in(const fs::path& file) {
  return certs::thumbprint_of(read_file(file), file);
}

std::set<std::string> stems_in(const fs::path& folder) {
  std::set<std::string> stems;
  for (const auto& entry : fs::directory_iterator(folder)) stems.insert(entry.path().stem());
  return stems;
}

class ExtraIdentities : public testing::Test {
 protected:
  /// Writes those of a definition.
  void write(const model::Namespace& definition) {
    const auto credentials = certs::make_credentials(definition, folder_, authorities_);
    definition_ = certs::with_issued_thumbprints(definition, credentials);
    write_extra_identities(authorities_, definition_, folder_);
  }

  RunDirectory run_;
  fs::path folder_ = run_ / "credentials";
  fs::path extra_ = folder_ / "extra";
  certs::LabAuthorities authorities_ = certs::LabAuthorities::create();
  model::Namespace definition_;
};

TEST_F(ExtraIdentities, OfTheSuitesNamespace_AreAllThereWithTheirKeys) {
  const std::string text{built_in_namespace("conformance")};
  write(*model::read_namespace_text(text, "conformance.json").definition);

  std::set<std::string> names;
  for (const ExtraIdentity& one : extra_identities()) {
    const std::string name{one.name};
    names.insert(name);
    EXPECT_NO_THROW(certs::check_identity_files(extra_ / (name + ".pem"), extra_ / (name + ".key")))
        << name;
    EXPECT_FALSE(one.purpose.empty()) << name;
  }
  EXPECT_EQ(stems_in(extra_), names);
}

TEST_F(ExtraIdentities, LeafOnly_HasOneCertificateWhereOthersHaveTheirChain) {
  model::Client device1;
  device1.name = device1.authentication_name = "device1";
  model::Namespace definition;
  definition.clients = {device1};

  write(definition);

  EXPECT_EQ(certificates_in(extra_ / "device1-leaf-only.pem"), 1U);
  EXPECT_EQ(certificates_in(extra_ / "device1-expired.pem"), 2U);
}

TEST_F(ExtraIdentities, OfTheThumbprintClient_AreTheSecondOnItsListAndOneThatIsNot) {
  model::Client meter;
  meter.name = meter.authentication_name = "meter";
  meter.validation_scheme = model::ValidationScheme::thumbprint_match;
  meter.allowed_thumbprints = {std::string(64, 'A'), std::string(64, 'B')};
  model::Namespace definition;
  definition.clients = {meter};

  write(definition);

  EXPECT_THAT(definition_.clients[0].allowed_thumbprints,
              ElementsAre(thumbprint_in(folder_ / "clients" / "meter.pem"),
                          thumbprint_in(extra_ / "thumbprint-second.pem")));
  EXPECT_THAT(definition_.clients[0].allowed_thumbprints,
              testing::Not(testing::Contains(thumbprint_in(extra_ / "thumbprint-other.pem"))));
}

TEST_F(ExtraIdentities, OfANamespaceWithoutThoseClients_AreOnlyTheOnesItAllows) {
  write(model::Namespace{});

  EXPECT_THAT(stems_in(extra_), ElementsAre("unregistered"));
}

}  // namespace
}  // namespace lab::check
