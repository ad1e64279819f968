// Goal: each event is one whole JSON line that is there at once, and a reader that goes is noticed.
// Method: the writer on a pipe, read back.

#include "lab/apps/event_writer.hpp"

#include <cerrno>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "tests/unit/apps/pipe.hpp"

namespace lab::apps {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const EventSource device2{"device2", mqtt::Version::v311};

TEST(EventWriter, Event_IsOneLineWithNameTimeClientAndVersionFirst) {
  Pipe pipe;
  EventWriter events{pipe.writing(), {}};
  const auto before = EventWriter::now_us();

  events.write("connected", device2, {{"session_present", true}});

  const auto text = pipe.read_available();
  EXPECT_THAT(text, StartsWith(R"({"event":"connected","at_us":)"));
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  const auto event = json::parse(text);
  EXPECT_GE(event.at("at_us").get<std::int64_t>(), before);
  EXPECT_EQ(event.at("client"), "device2");
  EXPECT_EQ(event.at("version"), "3.1.1");
  EXPECT_EQ(event.at("session_present"), true);
}

TEST(EventWriter, HostileText_StaysOnItsLineAndIsJson) {
  Pipe pipe;
  EventWriter events{pipe.writing(), {}};

  events.write("message", device2, {{"topic", "a\n{\"event\":\"x\"}\r\x1b[2J\xFF"}});

  const auto text = pipe.read_available();
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(json::parse(text).at("topic"), "a\n{\"event\":\"x\"}\r\x1b[2J\xEF\xBF\xBD");
}

TEST(EventWriter, HiddenText_IsNeverPrinted) {
  Pipe pipe;
  EventWriter events{pipe.writing(), {}};
  events.hide("/run/secret/device2.key");
  events.hide("");
  events.hide("/");

  events.error(device2, "cannot read /run/secret/device2.key, again /run/secret/device2.key");

  const auto text = pipe.read_available();
  EXPECT_THAT(text, Not(HasSubstr("secret")));
  EXPECT_EQ(json::parse(text).at("text"), "cannot read (hidden), again (hidden)");
}

TEST(EventWriter, LargeEventOnANonBlockingPipe_ArrivesWhole) {
  Pipe pipe;
  ::fcntl(pipe.writing(), F_SETFL, O_NONBLOCK);
  const std::string payload(500'000, 'p');  // Eight times what a pipe holds.
  std::string text;
  std::thread reader{[&] { text = pipe.read_line(); }};

  EventWriter{pipe.writing(), {}}.write("message", device2, {{"payload", payload}});

  reader.join();
  EXPECT_EQ(json::parse(text).at("payload"), payload);
}

TEST(EventWriter, ReaderThatIsGone_IsToldOnce) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  std::vector<int> told;
  EventWriter events{pipe.writing(), [&](int error_number) { told.push_back(error_number); }};
  pipe.close_reading();

  events.error(device2, "one");
  events.error(device2, "two");

  EXPECT_THAT(told, ElementsAre(EPIPE));
}

TEST(EventWriter, FullDisk_IsToldAsSuch) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  std::vector<int> told;
  EventWriter events{full, [&](int error_number) { told.push_back(error_number); }};

  events.error(device2, "one");

  ::close(full);
  EXPECT_THAT(told, ElementsAre(ENOSPC));
}

}  // namespace
}  // namespace lab::apps
