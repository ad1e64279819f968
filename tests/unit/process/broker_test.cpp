#include "lab/process/broker.hpp"

#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/inbox.hpp"
#include "lab/process/child_process.hpp"
#include "lab/process/descriptor.hpp"
#include "lab/process/ready_probe.hpp"
#include "lab/process/reserved_port.hpp"
#include "tests/unit/process/broker_fixture.hpp"

namespace lab::process {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;

Deadline soon() {
  return Deadline::after(seconds{10});
}

sockaddr_in address_of(const char* host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, host, &address.sin_addr);
  return address;
}

bool accepts_connections(std::uint16_t port) {
  const Descriptor client{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const sockaddr_in address = address_of("127.0.0.1", port);
  return ::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

Descriptor listen_on(const char* host, std::uint16_t port) {
  Descriptor listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const sockaddr_in address = address_of(host, port);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener.get(), 1) != 0) {
    listener.close();
  }
  return listener;
}

/// "R", "S", "T" …: what the kernel says the process does.
std::string process_state(int pid) {
  std::ifstream file{"/proc/" + std::to_string(pid) + "/stat"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  return text.substr(text.rfind(')') + 2, 1);
}

TEST_F(BrokerTest, Started_ServesItsPortAndAnswersConnect) {
  const Broker first = broker();
  EXPECT_TRUE(first.running());
  EXPECT_NE(first.port(), 0);
  EXPECT_TRUE(accepts_connections(first.port()));
  EXPECT_TRUE(answers_connect(folder_ / "broker" / "ready.sock", soon()));
  EXPECT_THAT(read_file(first.log_file()), HasSubstr(" running\n"));
  EXPECT_THAT(first.log_tail(), HasSubstr(" running\n"));
}

TEST_F(BrokerTest, Destroyed_StopsInOrderAndFreesThePort) {
  std::uint16_t port = 0;
  {
    const Broker short_lived = broker();
    port = short_lived.port();
  }
  EXPECT_FALSE(accepts_connections(port));
  EXPECT_THAT(read_file(folder_ / "broker" / "broker.log"), HasSubstr(" terminating\n"));
}

TEST_F(BrokerTest, StoppedAndStarted_ServesTheSamePort) {
  Broker restarted = broker();
  const std::uint16_t port = restarted.port();
  for (int round = 0; round < 3; ++round) {
    restarted.stop();
    EXPECT_FALSE(restarted.running());
    EXPECT_EQ(restarted.pid(), -1);
    EXPECT_FALSE(accepts_connections(port));

    restarted.start();

    EXPECT_TRUE(restarted.running());
    EXPECT_EQ(restarted.port(), port);
    EXPECT_TRUE(accepts_connections(port));
  }
}

TEST_F(BrokerTest, WithWebsocket_ServesASecondPortOfItsAddressAlone) {
  EXPECT_EQ(broker().websocket_port(), std::nullopt);
  Broker both = broker({.websocket = true});
  ASSERT_TRUE(both.websocket_port());
  const std::uint16_t port = *both.websocket_port();
  EXPECT_NE(port, both.port());
  EXPECT_TRUE(accepts_connections(both.port()));
  EXPECT_TRUE(accepts_connections(port));
  EXPECT_TRUE(listen_on("127.0.0.2", port).is_open()) << "it listens on all addresses";

  both.stop();
  EXPECT_FALSE(accepts_connections(port));
  both.start();

  EXPECT_EQ(both.websocket_port(), port);
  EXPECT_TRUE(accepts_connections(port));
}

TEST_F(BrokerTest, Crashed_CanBeStartedAgain) {
  Broker crashed = broker();
  ASSERT_EQ(::kill(crashed.pid(), SIGKILL), 0);
  EXPECT_EQ(crashed.wait_for_log("never", Deadline::after(seconds{60})), std::nullopt)
      << "the wait ends with the broker";
  crashed.stop();
  EXPECT_FALSE(crashed.running());

  crashed.start();

  EXPECT_TRUE(accepts_connections(crashed.port()));
}

TEST_F(BrokerTest, Moved_GoesOn) {
  Broker first = broker();
  const int pid = first.pid();
  Broker second{std::move(first)};
  EXPECT_EQ(second.pid(), pid);
  EXPECT_TRUE(second.running());
}

TEST_F(BrokerTest, Paused_StandsStillUntilResumed) {
  Broker paused = broker();
  paused.pause();
  EXPECT_EQ(process_state(paused.pid()), "T");
  EXPECT_TRUE(paused.running());
  paused.resume();
  EXPECT_TRUE(answers_connect(folder_ / "broker" / "ready.sock", soon()));
  paused.pause();
  paused.stop();
  EXPECT_THAT(paused.log_tail(), HasSubstr(" terminating\n"));
}

TEST_F(BrokerTest, SigtermAsSoonAsItSaysItRuns_StillStopsIt) {
  // Mosquitto 2.0.11 loses a SIGTERM that comes between that line and its loop (notes §0.8).
  { const Broker writes_the_files = broker(); }
  const fs::path program = find_program("mosquitto", "mosquitto");
  for (int round = 0; round < 20; ++round) {
    Inbox<std::string> lines;
    ChildProcess child{
        {.program = program, .arguments = {"-c", (folder_ / "broker" / "mosquitto.conf").string()}},
        [&](std::string_view line, bool) { lines.put(std::string{line}); }};
    ASSERT_TRUE(
        lines.wait(soon(), [](const std::string& line) { return line.ends_with(" running"); }))
        << "round " << round;
    const Exit how = child.stop();
    EXPECT_EQ(how.code, 0) << "round " << round << ": " << to_text(how);
  }
}

TEST_F(BrokerTest, SigtermWhileItStarts_StillStopsIt) {
  { const Broker writes_the_files = broker(); }
  const fs::path program = find_program("mosquitto", "mosquitto");
  for (int round = 0; round < 20; ++round) {
    ChildProcess child{
        {.program = program, .arguments = {"-c", (folder_ / "broker" / "mosquitto.conf").string()}},
        {}};
    const Exit how = child.stop();
    EXPECT_NE(how.signal, SIGKILL) << "round " << round;
    ::unlink((folder_ / "broker" / "ready.sock").c_str());
  }
}

TEST_F(BrokerTest, BrokenKeyFile_IsReportedWithTheLog) {
  write_file(credentials_.server.key_file, "this is no key\n", FileMode::secret);
  const Error error = refusal();
  EXPECT_EQ(error.kind(), ErrorKind::peer);
  EXPECT_THAT(error.what(),
              AllOf(HasSubstr("ended while it started"), HasSubstr("exit code 1"),
                    HasSubstr("key file"), HasSubstr("broker.log"), HasSubstr("mosquitto.conf")));
}

TEST_F(BrokerTest, MissingCertificate_IsReportedWithTheLog) {
  credentials_.server.certificate_file = folder_ / "no-such.pem";
  EXPECT_THAT(refusal().what(), AllOf(HasSubstr("ended while it started"), HasSubstr("no-such")));
}

TEST_F(BrokerTest, StartAgainAfterAFailedStart_WorksOnceTheCauseIsGone) {
  Broker repaired = broker();
  repaired.stop();
  const std::string key = read_file(credentials_.server.key_file);
  write_file(credentials_.server.key_file, "this is no key\n", FileMode::secret);
  EXPECT_THROW(repaired.start(), Error);
  EXPECT_FALSE(repaired.running());
  write_file(credentials_.server.key_file, key, FileMode::secret);
  repaired.start();
  EXPECT_TRUE(repaired.running());
}

TEST_F(BrokerTest, PortThatSomebodyListensOn_IsRefusedWithTheWayOut) {
  const Broker first = broker();
  BrokerOptions options;
  options.port = first.port();
  try {
    const Broker second{definition_, credentials_, folder_ / "second", options};
    FAIL() << "two brokers on one port";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::environment);
    EXPECT_THAT(error.what(), AllOf(HasSubstr(std::to_string(first.port())), HasSubstr("--port")));
  }
}

TEST_F(BrokerTest, PortTakenOnTheAddressAskedFor_IsRefusedWithTheWayOut) {
  // Given a port that is free on 127.0.0.1, and taken on the address that the broker is to bind
  BrokerOptions options;
  options.bind_address = "127.0.0.2";
  { options.port = ReservedPort{}.number(); }
  const Descriptor other = listen_on("127.0.0.2", options.port);
  ASSERT_TRUE(other.is_open());

  const Error error = refusal(options);

  EXPECT_EQ(error.kind(), ErrorKind::environment);
  EXPECT_THAT(error.what(),
              AllOf(HasSubstr("port " + std::to_string(options.port) + " of 127.0.0.2"),
                    HasSubstr("already listens"), HasSubstr("--port")));
}

TEST_F(BrokerTest, MissingPlugin_SaysWhatToInstall) {
  ::setenv("EGLAB_DYNAMIC_SECURITY_PLUGIN", "/nowhere/plugin.so", 1);
  const Error error = refusal();
  ::unsetenv("EGLAB_DYNAMIC_SECURITY_PLUGIN");
  EXPECT_EQ(error.kind(), ErrorKind::environment);
  EXPECT_THAT(error.what(),
              AllOf(HasSubstr("dynamic-security plugin"), HasSubstr("/nowhere/plugin.so")));
}

TEST_F(BrokerTest, FolderThatCannotBeWritten_IsNamed) {
  write_file(folder_ / "a-file", "");
  try {
    const Broker never{definition_, credentials_, folder_ / "a-file" / "broker"};
    FAIL() << "it started";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::environment);
    EXPECT_THAT(error.what(), HasSubstr("a-file/broker"));
  }
}

TEST_F(BrokerTest, FolderWithALongName_IsServedAllTheSame) {
  const fs::path deep = folder_ / std::string(90, 'd') / std::string(90, 'e');
  {
    const Broker far_away{definition_, credentials_, deep};
    EXPECT_TRUE(accepts_connections(far_away.port()));
  }
  EXPECT_TRUE(fs::exists(deep / "broker.log"));
}

TEST_F(BrokerTest, LogLine_CanBeWaitedForOnce) {
  Broker logged = broker();
  ASSERT_TRUE(answers_connect(folder_ / "broker" / "ready.sock", soon()));
  EXPECT_TRUE(logged.wait_for_log("not authorised", soon()));
  logged.kill();
  EXPECT_TRUE(logged.wait_for_log(" running", soon())) << "the start took no line away";
  EXPECT_FALSE(logged.wait_for_log(" running", soon()));
  EXPECT_THAT(read_file(logged.log_file()), ::testing::Not(HasSubstr(" terminating")));
}

}  // namespace
}  // namespace lab::process
