// Goal: `eglab import` does what its help says, and reads a script's words as a real shell does.
// Method: the program is run as a user runs it; and random scripts are read by bash and by eglab.

#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/model/import_shell_script.hpp"
#include "lab/model/reader.hpp"
#include "tests/support/finished_process.hpp"

namespace lab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string fixtures = LAB_SOURCE_FOLDER "/fixtures/";
const std::string shell = "/bin/bash";

TEST(ImportVerb, OfEachForm_WritesADefinitionThatTheReaderTakes) {
  const RunDirectory folder{"import-test"};
  const std::vector<std::vector<std::string>> inputs{
      {fixtures + "import/request-response.sh"},
      {fixtures + "import/answers"},
      {fixtures + "namespaces/request-response.arm.json", "--parameters",
       fixtures + "namespaces/request-response.parameters.json"},
      {fixtures + "golden/export/request-response/create.sh"},
      {fixtures + "golden/export/request-response/template.json"}};
  for (const std::vector<std::string>& input : inputs) {
    const fs::path file = folder.path() / "namespace.json";
    std::vector<std::string> arguments{"import"};
    arguments.insert(arguments.end(), input.begin(), input.end());
    arguments.insert(arguments.end(), {"-o", file.string()});

    const FinishedProcess finished = run_to_end("eglab", arguments);

    ASSERT_EQ(finished.how.code, 0) << input[0] << finished.errors;
    EXPECT_THAT(finished.output, AllOf(StartsWith("wrote "), HasSubstr("3 clients"))) << input[0];
    const model::Namespace definition = model::load_namespace(file);
    EXPECT_EQ(definition.clients.size(), 3U) << input[0];
    EXPECT_EQ(definition.permission_bindings.size(), 4U) << input[0];
  }
}

TEST(ImportVerb, SomethingNotRead_IsListedWithItsLine_ExitCode1) {
  const RunDirectory folder{"import-test"};
  const fs::path script = folder.path() / "setup.sh";
  write_file(script,
             "az eventgrid namespace client create --namespace-name fleet -n a\n"
             "az eventgrid namespace client create --namespace-name fleet -n \"$name\"\n");
  const fs::path file = folder.path() / "out.json";

  const FinishedProcess finished =
      run_to_end("eglab", {"import", script.string(), "-o", file.string()});
  EXPECT_EQ(finished.how.code, 1);
  EXPECT_THAT(finished.errors,
              AllOf(HasSubstr(script.string() + ":2: "), HasSubstr("--set name=VALUE")));
  EXPECT_EQ(model::load_namespace(file).clients.size(), 1U);

  const FinishedProcess set =
      run_to_end("eglab", {"import", script.string(), "--set", "name=b", "-o", file.string()});
  EXPECT_EQ(set.how.code, 0) << set.errors;
  EXPECT_EQ(model::load_namespace(file).clients.size(), 2U);
}

TEST(ImportVerb, Json_HoldsDefinitionAndWhatIsMissing) {
  const RunDirectory folder{"import-test"};
  const fs::path script = folder.path() / "setup.sh";
  write_file(script,
             "echo hello\n"
             "az eventgrid namespace client create --namespace-name fleet -n a --frob 1\n");
  const FinishedProcess finished = run_to_end("eglab", {"import", script.string(), "--json"});
  EXPECT_EQ(finished.how.code, 1);
  json document = json::parse(finished.output);
  EXPECT_EQ(document["file"], nullptr);
  EXPECT_TRUE(document["definition"]["clients"].contains("a"));
  ASSERT_EQ(document["not_read"].size(), 1U);
  EXPECT_EQ(document["not_read"][0]["file"], script.string());
  EXPECT_EQ(document["not_read"][0]["line"], 2);
  EXPECT_EQ(document["not_read"][0]["pointer"], "");
  EXPECT_THAT(document["not_read"][0]["what"].get<std::string>(), HasSubstr("--frob"));
  ASSERT_EQ(document["passed_over"].size(), 1U);
  EXPECT_EQ(document["passed_over"][0]["line"], 1);
}

TEST(ImportVerb, NothingReadable_ExitCode3_WritesNoFile) {
  const RunDirectory folder{"import-test"};
  const fs::path file = folder.path() / "out.json";
  write_file(folder.path() / "empty.sh", "echo hello\n");
  write_file(folder.path() / "binary.sh", std::string{"\xFF\x00\x01", 3});
  for (const char* name : {"empty.sh", "binary.sh", "missing.sh"}) {
    const FinishedProcess finished =
        run_to_end("eglab", {"import", (folder.path() / name).string(), "-o", file.string()});
    EXPECT_EQ(finished.how.code, 3) << name;
    EXPECT_THAT(finished.errors, HasSubstr("next:")) << name;
    EXPECT_FALSE(fs::exists(file)) << name;
  }
  const FinishedProcess as_json =
      run_to_end("eglab", {"import", (folder.path() / "empty.sh").string(), "--json"});
  EXPECT_EQ(as_json.how.code, 3);
  EXPECT_EQ(json::parse(as_json.output)["definition"], nullptr);
}

TEST(ImportVerb, StandardInput_IsAScriptOrJson) {
  const std::string command = "\"$1\" import - < \"$2\"";
  for (const char* file :
       {"import/request-response.sh", "golden/export/attributes/template.json"}) {
    const FinishedProcess piped =
        run_to_end(shell, {"-c", command, "x", program_path("eglab"), fixtures + file});
    EXPECT_EQ(piped.how.code, 0) << piped.errors;
    EXPECT_TRUE(model::read_namespace_text(piped.output, "x.json").definition) << file;
  }
}

TEST(ImportVerb, WrongSet_IsAUsageError) {
  const FinishedProcess finished =
      run_to_end("eglab", {"import", fixtures + "import/request-response.sh", "--set", "name"});
  EXPECT_EQ(finished.how.code, 2);
  EXPECT_THAT(finished.errors, HasSubstr("NAME=VALUE"));
}

/// Scripts of assignments and words in every kind of quoting, without what only running tells.
class RandomScripts {
 public:
  explicit RandomScripts(unsigned seed) : random_(seed) {}

  /// Its words go to a command called `show`.
  std::string next() {
    std::string script = "a=1; b=2; c=3\n";
    for (const char* name : {"b", "c", "a"}) script += std::string{name} + "=" + word(3) + "\n";
    script += "b+=" + word(2) + "; export d=" + word(2) + "\n";
    for (int line = 0; line < 4; ++line) {
      script += "show x" + word(1);
      for (std::size_t count = below(4); count > 0; --count) {
        script += once_in(4) ? " \\\n  " : " ";
        script += word(4);
      }
      script += once_in(3) ? " # it's a 'comment\n" : once_in(2) ? ";\n" : "\n";
    }
    return script;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool once_in(std::size_t times) { return below(times) == 0; }
  template <typename Texts>
  std::string one_of(const Texts& texts) {
    return texts[below(std::size(texts))];
  }

  std::string word(std::size_t most_pieces) {
    static const char* const pieces[] = {"plain",
                                         "é",
                                         "'si ngle'",
                                         "'a\"$b`\\'",
                                         "''",
                                         "\"\"",
                                         "\\ ",
                                         "\\$",
                                         "\\'",
                                         "\\\"",
                                         "\\\\",
                                         "${a}",
                                         "${b}",
                                         "\"$c\"",
                                         "\"${a}x\"",
                                         "$'t\\ta\\'b'",
                                         "a=b",
                                         "#no",
                                         "\"do\\\"u\\$ble\\q '$a'\"",
                                         "${u:-d e}",
                                         "\"${u:-d 'e'}\"",
                                         "${a:+s}",
                                         "${u-}",
                                         "\"l1\nl2\"",
                                         "'l1\nl2'",
                                         "%",
                                         "@",
                                         "\"\\\nz\"",
                                         "\\\ny",
                                         "\"{\\\"k\\\": \\\"$a\\\"}\"",

                                         "\"$\"",
                                         "\"a$ b\"",
                                         "${a:=n}",
                                         "\"${e:=m n}\"",
                                         "[x]"};
    std::string text;
    for (std::size_t count = 1 + below(most_pieces); count > 0; --count) text += one_of(pieces);
    // A # that begins a word would be a comment.
    return text.front() == '#' ? "p" + text : text;
  }

  std::mt19937 random_;
};

TEST(ShellReading, OfRandomScripts_IsWhatBashReads) {
  RandomScripts scripts{37};
  const RunDirectory folder{"import-test"};
  for (int round = 0; round < 40; ++round) {
    std::string text;
    for (int part = 0; part < 10; ++part) text += scripts.next();
    const fs::path file = folder.path() / "script.sh";
    const fs::path shown = folder.path() / "shown";
    write_file(file, "set -f\nshow() { printf '%s\\0' \"$@\" $'\\n' >> '" + shown.string() +
                         "'; }\n" + text);
    fs::remove(shown);
    const FinishedProcess bash = run_to_end(shell, {file.string()});
    ASSERT_EQ(bash.errors, "") << text;

    model::UnknownTexts unknown;
    model::ImportLog log;
    std::string read;
    for (const model::ShellCommand& command : model::read_shell_script(
             text, "x", {}, [](const std::string&) { return std::optional<std::string>{}; },
             unknown, log)) {
      for (std::size_t i = 1; i < command.words.size(); ++i) (read += command.words[i]) += '\0';
      (read += '\n') += '\0';
    }

    EXPECT_THAT(log.not_read(), IsEmpty());
    ASSERT_EQ(read, read_file(shown)) << text;
  }
}

}  // namespace
}  // namespace lab::test
