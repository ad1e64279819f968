// What the tests of this room start: a program that behaves well or badly as its first argument
// says, and prints what it sees of itself.

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "lab/base/error.hpp"
#include "lab/process/child_process.hpp"

namespace {

using Arguments = std::vector<std::string>;

void print(const std::string& line) {
  std::cout << line << std::endl;
}

int wait_for_ever() {
  print("ready");
  while (true) ::pause();
}

int print_descriptors(const Arguments&) {
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    const int number = std::stoi(entry.path().filename());
    std::error_code is_the_listing_itself;
    const auto target = std::filesystem::read_symlink(entry.path(), is_the_listing_itself);
    if (target.string().find("/fd") == std::string::npos) print(std::to_string(number));
  }
  return 0;
}

int print_signals(const Arguments&) {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("SigBlk") || line.starts_with("SigIgn")) print(line);
  }
  print(::getpgrp() == ::getpid() ? "own group" : "group of another");
  return 0;
}

int echo(const Arguments&) {
  for (std::string line; std::getline(std::cin, line);) print(line);
  print("end of input");
  return 0;
}

/// Plays an app: prints its arguments, then what it reads; says nothing of its own but in its log.
int say(const Arguments& arguments) {
  std::cerr << "log line" << std::endl;
  for (const std::string& line : arguments) print(line);
  for (std::string line; std::getline(std::cin, line);) print(line);
  return 0;
}

int ignore_terminate(const Arguments&) {
  std::signal(SIGTERM, SIG_IGN);
  return wait_for_ever();
}

/// Drops the first signals, as a program does that installs its handler late.
int lose_terminate(const Arguments& arguments) {
  sigset_t terminate;
  sigemptyset(&terminate);
  sigaddset(&terminate, SIGTERM);
  sigprocmask(SIG_BLOCK, &terminate, nullptr);
  const int signals = ::signalfd(-1, &terminate, SFD_CLOEXEC);
  print("ready");
  for (int left = std::stoi(arguments.at(0)); left >= 0; --left) {
    signalfd_siginfo got{};
    if (::read(signals, &got, sizeof got) < 0) return 1;
  }
  return 7;
}

/// Prints that many MiB without a newline, then a line.
int flood(const Arguments& arguments) {
  const std::string block(std::size_t{1} << 20U, 'x');
  for (int left = std::stoi(arguments.at(0)); left > 0; --left) std::cout << block;
  std::cout << "\nafter the flood" << std::endl;
  return 0;
}

int print_lines(const Arguments& arguments) {
  const int count = std::stoi(arguments.at(0));
  for (int line = 0; line < count; ++line) {
    std::cout << "out " << line << '\n';
    std::cerr << "err " << line << '\n';
  }
  std::cout << "no newline at the end" << std::flush;
  return 3;
}

/// Exits and leaves a child behind that holds our output open; with "escaped" in a session of its
/// own.
int leave_grandchild(const Arguments& arguments) {
  int ready[2];
  if (::pipe(ready) != 0) return 1;
  const pid_t child = ::fork();
  if (child == 0) {
    if (!arguments.empty()) ::setsid();
    const char byte = 0;
    if (::write(ready[1], &byte, 1) != 1) ::_exit(1);
    while (true) ::pause();
  }
  char byte = 0;
  if (::read(ready[0], &byte, 1) != 1) return 1;
  print(std::to_string(child));
  return 0;
}

/// A lab of its own: starts another probe, and waits to be killed.
int parent(const Arguments& arguments) {
  const lab::process::ChildProcess child{
      {.program = arguments.at(0), .arguments = {"ignore-terminate"}},
      [&](std::string_view line, bool) {
        if (line == "ready") print("child is ready");
      }};
  print(std::to_string(child.pid()));
  return wait_for_ever();
}

/// Fails to start a program while output of its own is still in the buffer.
int fail_to_start(const Arguments& arguments) {
  std::setvbuf(stdout, nullptr, _IOFBF, 4096);
  std::fputs("buffered once\n", stdout);
  try {
    const lab::process::ChildProcess never{{.program = arguments.at(0)}, {}};
  } catch (const lab::Error&) {
    std::fputs("refused\n", stdout);
  }
  return 0;
}

int close_input(const Arguments&) {
  ::close(STDIN_FILENO);
  return wait_for_ever();
}

int print_variable(const Arguments& arguments) {
  const char* value = std::getenv(arguments.at(0).c_str());
  print(value == nullptr ? "unset" : value);
  return 0;
}

}  // namespace

int main(int count, char** values) {
  const std::map<std::string, int (*)(const Arguments&)> behaviours{
      {"close-input", close_input},
      {"descriptors", print_descriptors},
      {"echo", echo},
      {"exit", [](const Arguments& arguments) { return std::stoi(arguments.at(0)); }},
      {"fail-to-start", fail_to_start},
      {"flood", flood},
      {"ignore-terminate", ignore_terminate},
      {"leave-grandchild", leave_grandchild},
      {"lines", print_lines},
      {"lose-terminate", lose_terminate},
      {"parent", parent},
      {"say", say},
      {"signals", print_signals},
      {"variable", print_variable},
      {"wait", [](const Arguments&) { return wait_for_ever(); }},
  };
  const Arguments all{values + 1, values + count};
  if (all.empty() || !behaviours.contains(all[0])) return 2;
  return behaviours.at(all[0])(Arguments{all.begin() + 1, all.end()});
}
