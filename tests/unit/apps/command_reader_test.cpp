// Goal: commands come line by line whatever pieces they are written in; a bad line ends nothing.
// Method: the reader on a pipe, a file and /dev/null, on a loop that runs until it is idle.

#include "lab/apps/command_reader.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "tests/unit/apps/pipe.hpp"

namespace lab::apps {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CommandReaderTest : public testing::Test {
 protected:
  void read_from(int descriptor) {
    reader_.emplace(loop_, descriptor,
                    CommandReader::Handlers{
                        .command = [this](const json& command) { commands_.push_back(command); },
                        .trouble = [this](std::string_view text) { troubles_.emplace_back(text); },
                        .closed = [this] { ++closed_; }});
  }

  /// Runs until the input has ended; five seconds at most.
  void run_to_the_end() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{5};
    while (closed_ == 0 && loop_.run_one_until(deadline) > 0) {
    }
    EXPECT_EQ(closed_, 1);
  }

  boost::asio::io_context loop_{1};
  Pipe pipe_;
  std::vector<json> commands_;
  std::vector<std::string> troubles_;
  int closed_ = 0;
  std::optional<CommandReader> reader_;
};

TEST_F(CommandReaderTest, LinesInPieces_AreReadWhole) {
  read_from(pipe_.reading());
  for (const char* piece : {"{\"command\"", ":\"a\"}\n{\"command\":\"b\"}\r\n\n  \n{\"comm",
                            "and\":\"without a line end\"}"}) {
    pipe_.write(piece);
    loop_.run_one_for(std::chrono::seconds{5});
  }
  pipe_.close_writing();
  run_to_the_end();

  EXPECT_THAT(commands_, ElementsAre(json{{"command", "a"}}, json{{"command", "b"}},
                                     json{{"command", "without a line end"}}));
  EXPECT_THAT(troubles_, IsEmpty());
}

TEST_F(CommandReaderTest, LineThatIsNoCommand_IsReportedAndTheNextOneRead) {
  read_from(pipe_.reading());
  pipe_.write("nonsense\n[1]\n{\"a\":1,\"a\":2}\n" + std::string(10'000, '[') +
              "\n\xFF\n{\"command\":\"good\"}\n");
  pipe_.close_writing();
  run_to_the_end();

  EXPECT_THAT(troubles_, ElementsAre(HasSubstr("not JSON"), HasSubstr("not a JSON object"),
                                     HasSubstr("repeats"), HasSubstr("nested over 64"),
                                     HasSubstr("not JSON")));
  EXPECT_THAT(commands_, ElementsAre(json{{"command", "good"}}));
}

TEST_F(CommandReaderTest, LineOverTheLimit_IsSkippedInBoundedMemory) {
  const RunDirectory folder{"commands"};
  const std::string longest =
      "{\"command\":\"a\"}" + std::string(CommandReader::longest_line - 15, ' ');
  write_file(folder / "input", std::string(3 * CommandReader::longest_line, 'x') + "\n" + longest +
                                   "\n" + longest + " \n{\"command\":\"b\"}\n");
  const int file = ::open((folder / "input").c_str(), O_RDONLY | O_CLOEXEC);
  read_from(file);
  run_to_the_end();
  ::close(file);

  EXPECT_THAT(troubles_, ElementsAre(HasSubstr("over 1048576 bytes"), HasSubstr("over 1048576")));
  EXPECT_THAT(commands_, ElementsAre(json{{"command", "a"}}, json{{"command", "b"}}));
}

TEST_F(CommandReaderTest, DevNull_IsAnEndAndNoTrouble) {
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  read_from(null);
  run_to_the_end();
  ::close(null);

  EXPECT_THAT(troubles_, IsEmpty());
}

TEST_F(CommandReaderTest, FolderAsInput_IsReportedAndEndsTheCommands) {
  const int folder = ::open("/", O_RDONLY | O_CLOEXEC);
  read_from(folder);
  run_to_the_end();
  ::close(folder);

  EXPECT_THAT(troubles_, ElementsAre(HasSubstr("Is a directory")));
}

TEST_F(CommandReaderTest, SharedDescriptor_StaysBlocking) {
  read_from(pipe_.reading());
  pipe_.write("{\"command\":\"a\"}\n");
  loop_.run_one_for(std::chrono::seconds{5});

  EXPECT_EQ(::fcntl(pipe_.reading(), F_GETFL) & O_NONBLOCK, 0);
  reader_.reset();
  EXPECT_NE(::fcntl(pipe_.reading(), F_GETFL), -1) << "the descriptor is the caller's";
}

TEST_F(CommandReaderTest, ReaderEndedByItsOwnCommand_ReadsNoFurther) {
  int seen = 0;
  reader_.emplace(loop_, pipe_.reading(),
                  CommandReader::Handlers{.command =
                                              [&](const json&) {
                                                ++seen;
                                                reader_.reset();
                                              },
                                          .trouble = {},
                                          .closed = [&] { ++closed_; }});
  pipe_.write("{\"command\":\"stop\"}\n{\"command\":\"late\"}\n");
  pipe_.close_writing();
  loop_.run_for(std::chrono::seconds{5});

  EXPECT_EQ(seen, 1);
  EXPECT_EQ(closed_, 0);
}

}  // namespace
}  // namespace lab::apps
