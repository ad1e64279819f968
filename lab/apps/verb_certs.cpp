#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "certs/client_files.hpp"
#include "certs/lab_authorities.hpp"
#include "lab/apps/definition_option.hpp"
#include "lab/apps/verbs.hpp"
#include "lab/check/extra_identities.hpp"

namespace lab::apps {
namespace {

struct Options {
  DefinitionOption definition;
  std::filesystem::path folder;
  std::vector<std::string> clients;
  certs::EndpointNames endpoint;
  bool rsa = false;
  bool extra = false;
};

/// Those of an earlier call were signed by another CA, and would be refused for that alone.
void remove_extra_identities(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const check::ExtraIdentity& identity : check::extra_identities()) {
    for (const char* ending : {".pem", ".key"}) {
      std::filesystem::remove(folder / (std::string{identity.name} + ending), ignored);
    }
  }
  std::filesystem::remove(folder, ignored);  // if nothing else is in it
}

int make_certificates(const Options& options) {
  const model::Namespace definition = options.definition.load();
  const certs::KeyKind key_kind = options.rsa ? certs::KeyKind::rsa_2048 : certs::KeyKind::ec_p256;
  const auto authorities = certs::LabAuthorities::create(key_kind);
  const certs::CredentialFolder credentials =
      certs::make_credentials(definition, std::filesystem::absolute(options.folder), authorities,
                              {.only = options.clients, .key_kind = key_kind});
  const auto env_files = certs::write_env_files(credentials, definition, options.endpoint);
  fmt::print("CA           {}\nintermediate {}\nserver       {}\n", credentials.ca_file.string(),
             credentials.intermediate_file.string(), credentials.server.certificate_file.string());
  remove_extra_identities(credentials.folder / "extra");
  if (options.extra) {
    check::write_extra_identities(authorities, definition, credentials.folder);
    fmt::print("extra        {}\n", (credentials.folder / "extra").string());
  }
  for (const auto& [name, file] : env_files) fmt::print("{:<12} {}\n", name, file.string());
  return 0;
}

}  // namespace

void add_certs(CLI::App& eglab, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = eglab.add_subcommand(
      "certs", "Make a CA, a server certificate, and a certificate and .env file per client");
  verb->footer(
      "Example:\n"
      "  eglab certs namespace.json -o certificates/ --client device1 --client cloudapp\n"
      "  eglab certs namespace.json -o certificates/ --extra        for eglab conform\n"
      "\n"
      "Private keys are new each time, and readable by you alone.");
  options->definition.add_to(*verb);
  verb->add_option("-o,--output", options->folder, "Folder to write to; made if it is not there")
      ->required()
      ->type_name("DIR");
  verb->add_option("--client", options->clients, "Only this client (repeatable); else all")
      ->type_name("NAME")
      ->allow_extra_args(false);
  verb->add_option("--host", options->endpoint.host, "Host name for the .env files")
      ->type_name("HOST")
      ->capture_default_str();
  verb->add_option("--port", options->endpoint.port, "TCP port for the .env files")
      ->type_name("PORT")
      ->capture_default_str();
  verb->add_flag("--rsa", options->rsa, "RSA 2048 keys instead of EC P-256");
  verb->add_flag("--extra", options->extra,
                 "Also the certificates that eglab conform shows a namespace elsewhere beside the "
                 "clients' own, most of them to be refused: expired, forged, for another name …");
  verb->callback(
      [options, &chosen] { chosen = [options] { return make_certificates(*options); }; });
}

}  // namespace lab::apps
