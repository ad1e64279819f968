#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "certs/client_files.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/model/namespace.hpp"
#include "lab/process/broker.hpp"
#include "lab/process/folder_lock.hpp"

namespace lab::process {

/// How to serve a namespace. Everything has a default that works.
struct ServeOptions {
  BrokerOptions broker;
  /// Where certificates, configuration, logs and queued messages go; a run folder of its own,
  /// removed at the end, if absent.
  std::optional<std::filesystem::path> folder;
  /// The clients (ARM names) that get certificates; all if empty.
  std::vector<std::string> clients;
  /// The name that clients reach the broker by: goes into the `.env` files and the server
  /// certificate.
  std::string host = "localhost";
  /// Keep sessions and queued messages in the folder, across restarts of the broker.
  bool persistent = false;
};

/// A namespace that is up: certificates made, `.env` files written, Mosquitto serving the compiled
/// definition. Its end stops the broker and removes the run folder.
class ServedNamespace {
 public:
  /// Throws `Error` (environment) if the broker cannot be started or the folder not written.
  ServedNamespace(model::Namespace definition, ServeOptions options);
  /// The same with every default.
  explicit ServedNamespace(model::Namespace definition);

  /// The definition as served: ThumbprintMatch clients list the thumbprints that were issued.
  [[nodiscard]] const model::Namespace& definition() const { return definition_; }
  [[nodiscard]] const certs::CredentialFolder& credentials() const { return credentials_; }
  /// Whoever signed the certificates, to issue more (and bad) ones.
  [[nodiscard]] const certs::LabAuthorities& authorities() const { return authorities_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] Broker& broker() { return *broker_; }
  [[nodiscard]] const Broker& broker() const { return *broker_; }

  /// The `.env` file of a client, by its ARM name. Throws `Error` (usage) if it has none.
  [[nodiscard]] const std::filesystem::path& env_file(const std::string& client_name) const;

 private:
  std::optional<RunDirectory> run_directory_;  // first: removed after all else has ended
  std::filesystem::path folder_;
  std::optional<FolderLock> lock_;  // only for a folder that was named
  certs::LabAuthorities authorities_;
  model::Namespace definition_;
  certs::CredentialFolder credentials_;
  std::optional<Broker> broker_;
  std::map<std::string, std::filesystem::path, std::less<>> env_files_;
};

}  // namespace lab::process
