#include "lab/compile/stock_folder.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "tests/unit/compile/definition.hpp"

namespace lab::compile {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::string file_of(const std::vector<StockFile>& files, std::string_view name) {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const StockFile& file) { return file.name == name; });
  return found == files.end() ? "no such file" : found->text;
}

TEST(StockFolder, ConfigurationNamesItsFiles_RelativeToTheFolder) {
  const std::string conf =
      file_of(stock_files(subscriber_of("a").get(), "/srv/broker"), "mosquitto.conf");

  EXPECT_THAT(conf, HasSubstr("\nplugin_opt_config_file dynamic-security.json\n"));
  EXPECT_THAT(conf, HasSubstr("\ncafile certs/ca.pem\n"));
  EXPECT_THAT(conf, HasSubstr("\nkeyfile certs/server.key\n"));
  EXPECT_THAT(conf, HasSubstr("/mosquitto_dynamic_security.so\n"));
}

TEST(StockFolder, Readme_StartsMosquittoInTheFolder) {
  EXPECT_THAT(file_of(stock_files(subscriber_of("a").get(), "/srv/broker"), "README.txt"),
              HasSubstr("\ncd '/srv/broker' && /usr/sbin/mosquitto -c mosquitto.conf\n"));
}

TEST(StockFolder, FolderNameThatAShellWouldReadOtherwise_IsQuoted) {
  EXPECT_THAT(file_of(stock_files(subscriber_of("a").get(), "/srv/it's; rm"), "README.txt"),
              HasSubstr("\ncd '/srv/it'\\''s; rm' && "));
}

TEST(StockFolder, Settings_ReachTheFiles) {
  StockSettings settings;
  settings.bind_address = "0.0.0.0";
  settings.port = 18883;
  settings.ca_file = "/etc/ca.pem";
  settings.dynamic_security_plugin = "/opt/plugin.so";
  const std::vector<StockFile> files =
      stock_files(subscriber_of("a").get(), "/srv/broker", settings);

  EXPECT_THAT(file_of(files, "mosquitto.conf"), HasSubstr("\nlistener 18883 0.0.0.0\n"));
  EXPECT_THAT(file_of(files, "mosquitto.conf"), HasSubstr("\nplugin /opt/plugin.so\n"));
  EXPECT_THAT(file_of(files, "README.txt"), HasSubstr("/etc/ca.pem"));
}

TEST(StockFolder, Write_MakesTheFolderWithThreeFiles) {
  const RunDirectory run;
  write_stock_folder(subscriber_of("a").get(), run / "new/folder");

  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(run / "new/folder")) {
    names.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(names, UnorderedElementsAre("dynamic-security.json", "mosquitto.conf", "README.txt"));
  EXPECT_EQ(
      read_file(run / "new/folder/dynamic-security.json"),
      file_of(stock_files(subscriber_of("a").get(), run / "new/folder"), "dynamic-security.json"));
}

TEST(StockFolder, BadSetting_WritesNothing) {
  const RunDirectory run;
  StockSettings settings;
  settings.key_file = "a\nb";

  EXPECT_THROW(write_stock_folder(subscriber_of("a").get(), run / "folder", settings), Error);
  EXPECT_FALSE(std::filesystem::exists(run / "folder"));
}

TEST(StockFolder, FolderThatIsAFile_IsAnEnvironmentError) {
  const RunDirectory run;
  write_file(run / "taken", "");

  EXPECT_THROW(
      try {
        write_stock_folder(subscriber_of("a").get(), run / "taken");
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::environment);
        throw;
      },
      Error);
}

}  // namespace
}  // namespace lab::compile
