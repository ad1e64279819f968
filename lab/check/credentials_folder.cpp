#include "lab/check/credentials_folder.hpp"

#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "certs/client_files.hpp"
#include "lab/base/error.hpp"
#include "lab/base/nearest.hpp"
#include "lab/check/extra_identities.hpp"

namespace lab::check {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
  std::error_code failure;
  return fs::is_regular_file(path, failure);
}

Credentials pair(const fs::path& folder, const std::string& stem) {
  return {folder / (stem + ".pem"), folder / (stem + ".key")};
}

[[noreturn]] void throw_no_client(const model::Namespace& definition, std::string_view name) {
  std::vector<std::string> known;
  for (const model::Client& client : definition.clients) known.push_back(client.name);
  const auto nearest = nearest_word(std::string{name}, known);
  throw Error(ErrorKind::definition, fmt::format("there is no certificate for client {}", name),
              "the namespace's definition has no client of that name",
              nearest ? fmt::format("did you mean {}?", *nearest) : std::string{});
}

}  // namespace

CredentialsFolder::CredentialsFolder(fs::path folder, const model::Namespace& definition)
    : folder_(std::move(folder)), definition_(definition) {
  std::error_code failure;
  if (fs::is_directory(folder_, failure)) return;
  throw Error(
      ErrorKind::definition, fmt::format("cannot read the credentials in {}", folder_.string()),
      failure && failure != std::errc::no_such_file_or_directory ? failure.message()
                                                                 : "there is no such folder",
      fmt::format("make it with: eglab certs NAMESPACE.json -o {}", folder_.string()));
}

Credentials CredentialsFolder::client(std::string_view name) const {
  const model::Client* client = model::find_client(definition_, name);
  if (client == nullptr) throw_no_client(definition_, name);
  Credentials found = pair(folder_ / "clients", certs::file_name_of(client->authentication_name));
  for (const fs::path& file : {found.certificate_file, found.key_file}) {
    if (is_file(file)) continue;
    throw Error(ErrorKind::definition, fmt::format("client {} has no {}", name, file.string()),
                "the file is not there, or is not one",
                "put its certificate and key there, or make new ones with: eglab certs "
                "NAMESPACE.json -o DIR");
  }
  return found;
}

std::optional<Credentials> CredentialsFolder::extra(std::string_view identity) const {
  Credentials found = pair(folder_ / "extra", std::string{identity});
  if (!is_file(found.certificate_file) || !is_file(found.key_file)) return std::nullopt;
  return found;
}

}  // namespace lab::check
