// Goal: whatever a worker does, its requirements have a result, in bounded time.
// Method: workers that are shell scripts, each of which misbehaves in one way.

#include "lab/check/conform_run.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"

namespace lab::check {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// What each script begins with: its arguments as variables, and `passes ID` to write a result.
constexpr const char* head = R"(#!/bin/sh
set -eu
while [ $# -gt 0 ]; do
  case $1 in
    --case) id=$2 ;; --version) version=$2 ;; --results) results=$2 ;; --prefix) prefix=$2 ;;
  esac
  shift 2
done
passes() {
  printf '{"id": "%s", "version": "%s", "outcome": "pass", "reason": "", "claims": [],
    "recorded": [], "transcript": [], "seconds": 0.5}' "$1" "$version" > "$results/$1-$version.json"
}
)";

/// A run folder with a worker in it.
class Scene {
 public:
  explicit Scene(const std::string& script) {
    setup.program = folder_ / "worker";
    setup.folder = folder_ / "run";
    make_folder(setup.folder);
    write_file(setup.program, head + script);
    std::filesystem::permissions(setup.program, std::filesystem::perms::owner_all);
    setup.prefix = "abcd1234";
    setup.target = parse_target("direct");
  }

  std::vector<CaseResult> run(const std::vector<Job>& jobs, const RunWatcher& watcher = {}) const {
    return run_jobs(jobs, setup, 2, watcher);
  }

  WorkerSetup setup;

 private:
  RunDirectory folder_;
};

Job job(const std::string& id, const std::string& version = "5") {
  return {{id}, version, "conformance", std::chrono::seconds{0}};
}

TEST(Worker, ThatWritesItsResults_IsBelieved) {
  const Scene scene{"passes CA-001; passes CA-002\n"};

  const auto results = scene.run({{{"CA-001", "CA-002"}, "5", "conformance", {}}});

  ASSERT_THAT(results, SizeIs(2));
  EXPECT_EQ(results[0].id, "CA-001");
  EXPECT_EQ(results[1].id, "CA-002");
  EXPECT_EQ(results[1].version, "5");
  EXPECT_EQ(results[1].outcome, Outcome::pass);
}

TEST(Worker, ThatFails_IsAFailedResultWithItsLastWords) {
  const Scene scene{"echo 'the lab broke' >&2; exit 70\n"};

  const auto results = scene.run({job("CA-001")});

  ASSERT_THAT(results, SizeIs(1));
  EXPECT_EQ(results[0].outcome, Outcome::fail);
  EXPECT_THAT(results[0].reason, HasSubstr("exit code 70"));
  ASSERT_THAT(results[0].claims, SizeIs(1));
  EXPECT_FALSE(results[0].claims[0].holds);
  EXPECT_THAT(results[0].claims[0].evidence, HasSubstr("the lab broke"));
}

TEST(Worker, ThatDiesAfterItPassed_IsAFailedResult) {
  const Scene scene{"passes CA-001; kill -SEGV $$\n"};

  const auto results = scene.run({job("CA-001")});

  ASSERT_THAT(results, SizeIs(1));
  EXPECT_EQ(results[0].outcome, Outcome::fail);
  EXPECT_THAT(results[0].reason, HasSubstr("signal 11"));
}

TEST(Worker, ThatWritesNothing_IsAFailedResult) {
  const Scene scene{"exit 0\n"};

  const auto results = scene.run({job("CA-001")});

  ASSERT_THAT(results, SizeIs(1));
  EXPECT_EQ(results[0].outcome, Outcome::fail);
  EXPECT_EQ(results[0].reason, "the worker wrote no result");
}

TEST(Worker, ThatWritesSomethingElse_IsAFailedResult) {
  for (const char* written : {"no JSON", "{}", R"({"id": "CA-999"})"}) {
    SCOPED_TRACE(written);
    const Scene scene{"echo '" + std::string{written} + "' > \"$results/CA-001-5.json\"\n"};

    const auto results = scene.run({job("CA-001")});

    ASSERT_THAT(results, SizeIs(1));
    EXPECT_EQ(results[0].id, "CA-001");
    EXPECT_EQ(results[0].outcome, Outcome::fail);
    EXPECT_THAT(results[0].reason, HasSubstr("the worker's result"));
  }
}

TEST(Worker, ThatHangs_IsEndedWhenItsTimeIsUp) {
  Scene scene{"echo 'waiting for ever' >&2; trap '' TERM; passes CA-001; exec tail -f /dev/null\n"};
  scene.setup.grace = std::chrono::seconds{1};

  const auto results = scene.run({job("CA-001")});

  ASSERT_THAT(results, SizeIs(1));
  EXPECT_EQ(results[0].outcome, Outcome::fail);
  EXPECT_THAT(results[0].reason, HasSubstr("hung"));
  EXPECT_THAT(results[0].claims.back().evidence, HasSubstr("waiting for ever"));
}

TEST(Worker, ThatCannotBeStarted_EndsTheRun) {
  Scene scene{""};
  scene.setup.program = "/no/such/worker";

  EXPECT_THROW(scene.run({job("CA-001")}), Error);
}

// Each says how many of its kind it sees; its mark goes when it ends.
TEST(Run, NeverHasMoreWorkersThanAllowed) {
  const Scene scene{R"(mkdir -p "$results/../marks"; touch "$results/../marks/$id"
    ls "$results/../marks" | wc -l >> "$results/../seen"
    passes "$id"; rm "$results/../marks/$id"
)"};
  std::vector<Job> jobs;
  for (int number = 100; number < 120; ++number)
    jobs.push_back(job("CA-" + std::to_string(number)));

  EXPECT_THAT(scene.run(jobs), SizeIs(20));

  const std::string seen = read_file(scene.setup.folder / "seen");
  EXPECT_EQ(std::ranges::count(seen, '\n'), 20);
  EXPECT_EQ(seen.find_first_not_of("12\n"), std::string::npos) << seen;
}

// Each end of the pipe waits for the other to be opened.
TEST(Run, HasAsManyWorkersAtOnceAsAllowed) {
  Scene scene{R"(mkfifo "$results/../pipe" 2> /dev/null || true
    if [ "$id" = CA-001 ]; then echo here > "$results/../pipe"; else cat "$results/../pipe"; fi
    passes "$id"
)"};
  scene.setup.grace = std::chrono::seconds{20};

  const auto results = scene.run({job("CA-001"), job("CA-002")});

  ASSERT_THAT(results, SizeIs(2));
  EXPECT_EQ(results[0].outcome, Outcome::pass) << results[0].reason;
  EXPECT_EQ(results[1].outcome, Outcome::pass) << results[1].reason;
}

TEST(Run, StartsJobsInTheirOrder_AndGivesResultsById) {
  const Scene scene{"echo \"$id\" >> \"$results/../order\"; passes \"$id\"\n"};
  std::vector<std::string> told;
  RunWatcher watcher;
  watcher.on_result = [&](const CaseResult& result) { told.push_back(result.id); };

  const auto results = run_jobs({job("CA-003"), job("CA-001", "5"), job("CA-001", "3.1.1")},
                                scene.setup, 1, watcher);

  EXPECT_EQ(read_file(scene.setup.folder / "order"), "CA-003\nCA-001\nCA-001\n");
  EXPECT_THAT(told, ElementsAre("CA-003", "CA-001", "CA-001"));
  ASSERT_THAT(results, SizeIs(3));
  EXPECT_EQ(results[0].version, "3.1.1");
  EXPECT_EQ(results[1].version, "5");
  EXPECT_EQ(results[2].id, "CA-003");
}

TEST(Run, ThatIsInterrupted_KeepsWhatWasDoneAndNamesTheRest) {
  const Scene scene{
      "if [ \"$id\" = CA-001 ]; then passes CA-001; else exec tail -f /dev/null; fi\n"};
  bool first_is_done = false;
  RunWatcher watcher;
  watcher.on_result = [&](const CaseResult& result) { first_is_done |= result.id == "CA-001"; };
  watcher.interrupted = [&] { return first_is_done; };

  const auto results =
      scene.run({job("CA-001"), job("CA-002"), job("CA-003"), job("CA-004")}, watcher);

  ASSERT_THAT(results, SizeIs(4));
  EXPECT_EQ(results[0].outcome, Outcome::pass);
  for (std::size_t index = 1; index < 4; ++index) {
    EXPECT_EQ(results[index].outcome, Outcome::not_run);
    EXPECT_EQ(results[index].reason, "the run was interrupted");
  }
}

TEST(Run, TellsWhatIsUnderWay) {
  const Scene scene{"passes \"$id\"\n"};
  std::vector<std::string> oldest;
  RunWatcher watcher;
  watcher.on_progress = [&](const RunProgress& progress) {
    EXPECT_LE(progress.running, 2U);
    if (progress.oldest != nullptr) oldest.push_back(progress.oldest->ids.front());
  };

  scene.run({job("CA-001"), job("CA-002")}, watcher);

  ASSERT_FALSE(oldest.empty());
  EXPECT_EQ(oldest.front(), "CA-001");
}

TEST(CaseListing, OfAWorker_IsRead) {
  const Scene scene{""};
  write_file(
      scene.setup.program,
      "#!/bin/sh\n[ \"$*\" = --list ]\n"
      "echo '[{\"ids\": [\"CA-001\"], \"suite\": \"Transport\", \"file\": \"a\", \"line\": 1}]'\n");
  std::filesystem::permissions(scene.setup.program, std::filesystem::perms::owner_all);

  const auto cases = list_cases(scene.setup.program);

  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_THAT(cases[0].ids, ElementsAre("CA-001"));
}

TEST(CaseListing, OfAWorkerThatFails_IsAnErrorWithItsWords) {
  const Scene scene{""};
  write_file(scene.setup.program, "#!/bin/sh\necho 'no such library' >&2; exit 127\n");
  std::filesystem::permissions(scene.setup.program, std::filesystem::perms::owner_all);
  try {
    list_cases(scene.setup.program);
    ADD_FAILURE() << "it was taken";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("exit code 127"), HasSubstr("no such library")));
  }
}

}  // namespace
}  // namespace lab::check
