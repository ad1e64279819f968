#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "lab/model/namespace.hpp"

namespace lab::compile {

/// What a person's own Mosquitto needs to be told. Relative paths are taken from the folder that is
/// written; the certificates' names are those that `eglab certs` gives its files.
struct StockSettings {
  std::string bind_address = "127.0.0.1";
  std::uint16_t port = 8883;
  std::filesystem::path ca_file = "certs/ca.pem";
  std::filesystem::path certificate_file = "certs/server.pem";
  std::filesystem::path key_file = "certs/server.key";
  /// Where Debian's package puts the plugin, unless given.
  std::filesystem::path dynamic_security_plugin;
};

/// One file of the folder.
struct StockFile {
  std::string name;
  std::string text;
};

/// What `eglab compile` gives to people who run their own stock Mosquitto: `dynamic-security.json`,
/// `mosquitto.conf` and a `README.txt` with the one line that starts it. `folder` is where they
/// will stand: the line goes there first, since Mosquitto takes relative paths from the folder it
/// is started in. Throws `Error` (definition) if a path cannot be written down.
std::vector<StockFile> stock_files(const model::Namespace& definition,
                                   const std::filesystem::path& folder,
                                   const StockSettings& settings = {});

/// Writes them into `folder`, which is made if it is missing. All texts are made before the first
/// file is written. Throws `Error` (environment) if the folder cannot be written.
void write_stock_folder(const model::Namespace& definition, const std::filesystem::path& folder,
                        const StockSettings& settings = {});

}  // namespace lab::compile
