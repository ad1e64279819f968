#include "lab/process/served_namespace.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"

namespace lab::process {

ServedNamespace::ServedNamespace(model::Namespace definition)
    : ServedNamespace(std::move(definition), ServeOptions{}) {}

ServedNamespace::ServedNamespace(model::Namespace definition, ServeOptions options)
    : authorities_(certs::LabAuthorities::create()) {
  if (options.folder) {
    folder_ = std::filesystem::absolute(*options.folder);
    make_folder(folder_, FileMode::secret);
    lock_.emplace(folder_);
  } else {
    run_directory_.emplace();
    folder_ = run_directory_->path();
  }
  certs::CredentialOptions wanted{.only = options.clients};
  if (std::ranges::find(wanted.server_hosts, options.host) == wanted.server_hosts.end()) {
    wanted.server_hosts.push_back(options.host);
  }
  credentials_ = certs::make_credentials(definition, folder_ / "certs", authorities_, wanted);
  definition_ = certs::with_issued_thumbprints(std::move(definition), credentials_);
  if (options.persistent) options.broker.persistence_folder = folder_ / "data";
  broker_.emplace(definition_, credentials_, folder_ / "broker", options.broker);
  env_files_ = certs::write_env_files(credentials_, definition_, {options.host, broker_->port()});
}

const std::filesystem::path& ServedNamespace::env_file(const std::string& client_name) const {
  const auto found = env_files_.find(client_name);
  if (found != env_files_.end()) return found->second;
  throw Error(ErrorKind::usage, fmt::format("no certificate was made for client {}", client_name),
              "it is not in the definition, or was left out", "name a client of the definition");
}

}  // namespace lab::process
