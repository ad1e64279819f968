#include "lab/process/app_process.hpp"

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"

namespace lab::process {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Deadline soon() {
  return Deadline::after(seconds{10});
}

class AppProcessTest : public ::testing::Test {
 protected:
  /// An app that prints these lines and then every command it gets.
  AppProcess app_that_says(std::vector<std::string> lines) {
    lines.insert(lines.begin(), "say");
    return {"device-1",
            {.program = LAB_PROGRAM_FOLDER "/process_probe",
             .arguments = std::move(lines),
             .wants_input = true},
            folder_.path()};
  }

  RunDirectory folder_;
};

TEST_F(AppProcessTest, EventsBeforeTheWait_AreFoundByNameAndMemberAndTakenOnce) {
  AppProcess app = app_that_says({R"({"event":"connected","at_us":1})",
                                  R"({"event":"subscribed","filter":"a/b","at_us":2})",
                                  R"({"event":"subscribed","filter":"c/d","at_us":3})"});

  const auto second = app.wait_for(
      "subscribed", [](const json& body) { return body["filter"] == "c/d"; }, soon());
  const auto first = app.wait_for("subscribed", soon());

  ASSERT_TRUE(second);
  EXPECT_EQ(second->name, "subscribed");
  EXPECT_EQ(second->body["at_us"], 3);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->body["filter"], "a/b");
  EXPECT_FALSE(app.wait_for("subscribed", Deadline::after(milliseconds{1})));
  EXPECT_EQ(app.all_events().size(), 3) << "the history keeps what was taken";
  EXPECT_EQ(app.all_events()[0].name, "connected");
}

TEST_F(AppProcessTest, Command_ReachesTheApp) {
  AppProcess app = app_that_says({});
  ASSERT_TRUE(app.send({{"event", "echoed"}, {"text", "a\nb \xC3\xA4"}}));
  const auto event = app.wait_for("echoed", soon());
  ASSERT_TRUE(event);
  EXPECT_EQ(event->body["text"], "a\nb \xC3\xA4");
}

TEST_F(AppProcessTest, InputClosed_EndsTheAppAndTheWait) {
  AppProcess app = app_that_says({R"({"event":"connected"})"});
  app.close_input();
  EXPECT_FALSE(app.wait_for("never", Deadline::after(seconds{60})));
  const auto how = app.wait(soon());
  ASSERT_TRUE(how);
  EXPECT_EQ(how->code, 0);
  EXPECT_FALSE(app.running());
  EXPECT_FALSE(app.send({{"event", "too late"}}));
}

TEST_F(AppProcessTest, LineThatIsNoEvent_MakesEveryWaitThrowIt) {
  const std::vector<std::string> no_events{"plain text",
                                           R"({"event":"cut)",
                                           R"(["event"])",
                                           R"({"events":"connected"})",
                                           R"({"event":7})",
                                           R"({"event":""})",
                                           "{\"event\":\"bad \xFF utf-8\"}",
                                           "",
                                           std::string(4000, '[')};
  for (const std::string& line : no_events) {
    AppProcess app = app_that_says({R"({"event":"connected"})", line});
    EXPECT_THROW(static_cast<void>(app.wait_for("never", soon())), Error) << line;
    try {
      static_cast<void>(app.wait_for("connected", soon()));
      FAIL() << "not noticed: " << line;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::peer);
      EXPECT_THAT(error.what(), HasSubstr("device-1 printed a line that is no event"));
    }
    EXPECT_THAT(app.unreadable_lines(), ElementsAre(line));
    EXPECT_EQ(app.all_events().size(), 1);
  }
}

TEST_F(AppProcessTest, StandardError_GoesToTheLogAndIsNoEvent) {
  AppProcess app = app_that_says({});
  app.close_input();
  ASSERT_TRUE(app.wait(soon()));
  EXPECT_EQ(app.log_file(), folder_ / "device-1.log");
  EXPECT_EQ(read_file(app.log_file()), "log line\n");
  EXPECT_EQ(app.log_tail(), "log line\n");
  EXPECT_TRUE(app.all_events().empty());
}

TEST_F(AppProcessTest, DescribePending_SaysWhatCameInsteadSafely) {
  AppProcess app =
      app_that_says({R"({"event":"connected"})", R"({"event":"taken"})",
                     R"({"event":"refused","reason":")" + std::string(900, 'x') + R"("})",
                     R"({"event":"last"})"});
  ASSERT_TRUE(app.wait_for("taken", soon()));
  ASSERT_TRUE(app.wait_for("last", soon()));
  ASSERT_TRUE(app.send("\x1b[2J"));
  EXPECT_THROW(static_cast<void>(app.wait_for("never", soon())), Error);

  const std::string text = app.describe_pending();

  EXPECT_THAT(text, AllOf(HasSubstr("device-1 (running) sent 2 events that nobody took"),
                          HasSubstr(R"({"event":"connected"})"), HasSubstr("\"refused\""),
                          HasSubstr(" bytes)"), HasSubstr("no event: \"\\u001b[2J\""),
                          HasSubstr("device-1.log, ends:\nlog line")));
  EXPECT_THAT(text, Not(HasSubstr("taken\"")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST_F(AppProcessTest, Killed_IsReportedBySignal) {
  AppProcess app = app_that_says({});
  app.signal(SIGKILL);
  const auto how = app.wait(soon());
  ASSERT_TRUE(how);
  EXPECT_EQ(to_text(*how), "ended by signal 9 (Killed)");
}

}  // namespace
}  // namespace lab::process
