#include "lab/apps/export_certificates.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "certs/authority.hpp"
#include "certs/client_files.hpp"
#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/model/limits.hpp"

namespace lab::apps {
namespace {

namespace fs = std::filesystem;

void put_ca_certificate(model::Namespace& definition, std::string pem) {
  std::vector<model::CaCertificate>& all = definition.ca_certificates;
  auto place = std::find_if(all.begin(), all.end(), [](const model::CaCertificate& one) {
    return one.name >= exported_ca_name;
  });
  if (place == all.end() || place->name != exported_ca_name) {
    if (all.size() >= model::limits::ca_certificates) {
      throw Error(ErrorKind::definition, "cannot add the folder's CA certificate",
                  fmt::format("the namespace has {}, and Event Grid allows no more", all.size()),
                  "take one out of the definition");
    }
    place = all.insert(place, {exported_ca_name, "signs the client certificates of eglab", {}});
  }
  place->encoded_certificate = std::move(pem);
}

/// The thumbprint of a certificate file; empty if the file is not there.
std::string thumbprint_of_file(const fs::path& file) {
  std::error_code failure;
  if (!fs::exists(file, failure)) return {};
  return certs::thumbprint_of(read_file(file), file.string());
}

void put_thumbprints(const model::Namespace& definition, model::Client& client,
                     const fs::path& folder, std::vector<std::string>& warnings) {
  const std::string stem = certs::file_name_of(client.authentication_name);
  const std::string first = thumbprint_of_file(folder / (stem + ".pem"));
  if (first.empty()) {
    warnings.push_back(fmt::format(
        "{} holds no certificate of client {}: its thumbprints stay those of the definition",
        folder.string(), client.name));
    return;
  }
  const std::string second =
      thumbprint_of_file(folder / (certs::second_file_name_of(definition, client) + ".pem"));
  const bool had_two = client.allowed_thumbprints.size() > 1;
  client.allowed_thumbprints = {first};
  if (had_two && !second.empty()) client.allowed_thumbprints.push_back(second);
}

}  // namespace

model::Namespace with_certificates(model::Namespace definition, const fs::path& folder,
                                   std::vector<std::string>& warnings) {
  const fs::path intermediate = folder / "intermediate.pem";
  std::error_code failure;
  if (!fs::exists(intermediate, failure)) {
    throw Error(ErrorKind::definition,
                fmt::format("{} is no folder of certificates", folder.string()),
                "it holds no intermediate.pem, which signs the clients' certificates",
                "make one: eglab certs DEFINITION -o FOLDER");
  }
  std::string pem = read_file(intermediate);
  // Reads it whole, so that a damaged file is told here and not by Azure.
  static_cast<void>(certs::thumbprint_of(pem, intermediate.string()));
  put_ca_certificate(definition, std::move(pem));
  const model::Namespace as_given = definition;
  for (model::Client& client : definition.clients) {
    if (client.validation_scheme != model::ValidationScheme::thumbprint_match) continue;
    put_thumbprints(as_given, client, folder / "clients", warnings);
  }
  return definition;
}

}  // namespace lab::apps
