#pragma once

#include <cerrno>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "certs/client_files.hpp"
#include "lab/base/error.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/model/namespace.hpp"
#include "lab/process/broker.hpp"

namespace lab::process {

/// Two clients that may both publish and subscribe below `t/`.
inline model::Namespace small_namespace() {
  model::Namespace definition;
  definition.name = "small";
  definition.topic_spaces_configuration.enabled = true;
  for (const char* name : {"alice", "bob"}) {
    model::Client client;
    client.name = name;
    client.authentication_name = name;
    definition.clients.push_back(client);
  }
  definition.topic_spaces.push_back(
      {"everything", "", {std::get<model::TopicTemplate>(model::TopicTemplate::parse("t/#"))}});
  for (const auto& [name, permission] :
       {std::pair{"may-publish", model::Permission::publisher},
        std::pair{"may-subscribe", model::Permission::subscriber}}) {
    definition.permission_bindings.push_back(
        {name, "", std::string{model::all_clients_group}, "everything", permission});
  }
  return definition;
}

/// Each test has credentials and a folder, and checks that no child is left.
class BrokerTest : public ::testing::Test {
 protected:
  void TearDown() override {
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left behind";
    EXPECT_EQ(errno, ECHILD);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "broker" / "ready.sock"));
  }

  Broker broker(BrokerOptions options = {}) {
    return {definition_, credentials_, folder_ / "broker", std::move(options)};
  }

  /// Why a broker with these options cannot be started.
  Error refusal(const BrokerOptions& options = {}) {
    try {
      const Broker started = broker(options);
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "it started";
    return Error{ErrorKind::usage, ""};
  }

  RunDirectory folder_;
  model::Namespace definition_ = small_namespace();
  certs::CredentialFolder credentials_ =
      certs::make_credentials(definition_, folder_ / "credentials");
};

}  // namespace lab::process
