#include "lab/compile/stock_folder.hpp"

#include <string_view>

#include <fmt/format.h>

#include "lab/base/file.hpp"
#include "lab/compile/dynamic_security.hpp"
#include "lab/compile/mosquitto_conf.hpp"

namespace lab::compile {
namespace {

constexpr std::string_view dynamic_security_name = "dynamic-security.json";
constexpr std::string_view mosquitto_conf_name = "mosquitto.conf";
constexpr std::string_view readme_name = "README.txt";

BrokerSettings broker_settings(const StockSettings& settings) {
  BrokerSettings broker;
  broker.bind_address = settings.bind_address;
  broker.port = settings.port;
  broker.ca_file = settings.ca_file;
  broker.certificate_file = settings.certificate_file;
  broker.key_file = settings.key_file;
  broker.dynamic_security_file = dynamic_security_name;
  broker.dynamic_security_plugin = settings.dynamic_security_plugin.empty()
                                       ? std::filesystem::path(LAB_DYNAMIC_SECURITY_PLUGIN)
                                       : settings.dynamic_security_plugin;
  return broker;
}

/// A text as one word of a shell's command line.
std::string shell_word(std::string_view text) {
  std::string word = "'";
  for (const char letter : text) {
    if (letter == '\'') {
      word += "'\\''";
    } else {
      word += letter;
    }
  }
  return word + "'";
}

std::string readme(const model::Namespace& definition, const std::filesystem::path& folder,
                   const StockSettings& settings) {
  return fmt::format(
      "The Event Grid namespace \"{name}\" for a stock Mosquitto 2.0 with its dynamic-security\n"
      "plugin (Debian package mosquitto). Start it with this line:\n"
      "\n"
      "cd {folder} && /usr/sbin/mosquitto -c {conf}\n"
      "\n"
      "It needs three files of yours first; a relative path starts in this folder:\n"
      "\n"
      "  {ca}  authorities trusted to sign client certificates\n"
      "  {certificate}  the server's certificate, with its chain\n"
      "  {key}  the server's private key\n"
      "\n"
      "`eglab certs DEFINITION -o certs`, run in this folder, makes them and the clients' files.\n"
      "As root, give them to the user that Mosquitto becomes, before you start it:\n"
      "\n"
      "  chown -R mosquitto: certs\n"
      "\n"
      "It listens on {address}, port {port}; to serve other machines, change the `listener` line\n"
      "of {conf}. Sessions and queued messages end with it; to keep them, set\n"
      "`persistence true` and a `persistence_location`.\n"
      "\n"
      "A client is known by the common name of its certificate, which must be its authentication\n"
      "name, letter case included. Mosquitto lets every certificate of a trusted authority "
      "connect;\n"
      "an unknown or disabled client may then neither publish nor subscribe.\n",
      fmt::arg("name", definition.name),
      fmt::arg("folder", shell_word(std::filesystem::absolute(folder).lexically_normal().string())),
      fmt::arg("conf", mosquitto_conf_name), fmt::arg("ca", settings.ca_file.string()),
      fmt::arg("certificate", settings.certificate_file.string()),
      fmt::arg("key", settings.key_file.string()), fmt::arg("address", settings.bind_address),
      fmt::arg("port", settings.port));
}

}  // namespace

std::vector<StockFile> stock_files(const model::Namespace& definition,
                                   const std::filesystem::path& folder,
                                   const StockSettings& settings) {
  return {
      {std::string(dynamic_security_name), dynamic_security(definition)},
      {std::string(mosquitto_conf_name), mosquitto_conf(definition, broker_settings(settings))},
      {std::string(readme_name), readme(definition, folder, settings)},
  };
}

void write_stock_folder(const model::Namespace& definition, const std::filesystem::path& folder,
                        const StockSettings& settings) {
  const std::vector<StockFile> files = stock_files(definition, folder, settings);
  make_folder(folder);
  for (const StockFile& file : files) write_file(folder / file.name, file.text);
}

}  // namespace lab::compile
