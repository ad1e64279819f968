#include "lab/process/app_process.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/base/inbox.hpp"
#include "lab/process/process_log.hpp"

namespace lab::process {
namespace {

using nlohmann::json;

constexpr std::size_t shown_bytes = 400;  // Of one line, in a message.
constexpr std::size_t shown_events = 30;  // In a message; the newest.
constexpr std::size_t shown_log_lines = 20;

/// The event that a line holds, or nothing.
std::optional<Event> parse(std::string_view line) {
  json body = json::parse(line, nullptr, false);
  if (!body.is_object()) return std::nullopt;
  const auto name = body.find("event");
  if (name == body.end() || !name->is_string()) return std::nullopt;
  std::string text = name->get<std::string>();
  if (text.empty()) return std::nullopt;
  return Event{std::move(text), std::move(body)};
}

/// A line for a message: bounded, and harmless to a terminal.
std::string shown(std::string_view line) {
  std::string text;
  for (const char byte : line.substr(0, shown_bytes)) {
    const auto code = static_cast<unsigned char>(byte);
    if (code < 0x20 || code == 0x7F) {
      text += fmt::format("\\x{:02X}", code);
    } else {
      text += byte;
    }
  }
  if (line.size() > shown_bytes) text += fmt::format("… ({} bytes)", line.size());
  return text;
}

std::string shown(const Event& event) {
  // Events hold what peers sent; replace what is not UTF-8 rather than throw.
  return shown(event.body.dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace

/// Members in order of start. What the child's thread uses comes before the child.
struct AppProcess::State {
  State(std::string app_name, const Command& command, const std::filesystem::path& folder)
      : name(std::move(app_name)),
        log(folder / (name + ".log")),
        child(
            command, [this](std::string_view line, bool is_error) { take_line(line, is_error); },
            [this] { inbox.close(); }) {}

  void take_line(std::string_view line, bool is_error);
  void throw_if_unreadable() const;

  std::string name;
  ProcessLog log;
  /// What nobody took. An event without a name stands for an unreadable line, to wake the reader.
  Inbox<Event> inbox;
  mutable std::mutex mutex;
  std::vector<Event> history;
  std::vector<std::string> unreadable;
  ChildProcess child;
};

void AppProcess::State::take_line(std::string_view line, bool is_error) {
  if (is_error) {
    log.append(line);
    return;
  }
  auto event = parse(line);
  {
    const std::lock_guard lock{mutex};
    if (event) {
      history.push_back(*event);
    } else {
      unreadable.emplace_back(line);
    }
  }
  inbox.put(event ? *std::move(event) : Event{});
}

void AppProcess::State::throw_if_unreadable() const {
  const std::lock_guard lock{mutex};
  if (unreadable.empty()) return;
  throw Error(ErrorKind::peer, fmt::format("{} printed a line that is no event", name),
              shown(unreadable.front()),
              fmt::format("standard output is for events (docs/events.md); its log is {}",
                          log.file().string()));
}

AppProcess::AppProcess(std::string name, const Command& command,
                       const std::filesystem::path& folder)
    : state_(std::make_unique<State>(std::move(name), command, folder)) {}

AppProcess::AppProcess(AppProcess&&) noexcept = default;
AppProcess& AppProcess::operator=(AppProcess&&) noexcept = default;
AppProcess::~AppProcess() = default;

const std::string& AppProcess::name() const {
  return state_->name;
}

int AppProcess::pid() const {
  return state_->child.pid();
}

bool AppProcess::running() const {
  return !state_->child.exited();
}

std::optional<Event> AppProcess::wait_for(std::string_view event, const Predicate& wanted,
                                          Deadline deadline) {
  state_->throw_if_unreadable();
  auto found = state_->inbox.wait(deadline, [&](const Event& candidate) {
    return candidate.name.empty() ||
           (candidate.name == event && (!wanted || wanted(candidate.body)));
  });
  if (found && found->name.empty()) state_->throw_if_unreadable();
  return found;
}

std::optional<Event> AppProcess::wait_for(std::string_view event, Deadline deadline) {
  return wait_for(event, Predicate{}, deadline);
}

bool AppProcess::send(const json& command) {
  return state_->child.write_line(command.dump());
}

void AppProcess::close_input() {
  state_->child.close_input();
}

std::vector<Event> AppProcess::all_events() const {
  const std::lock_guard lock{state_->mutex};
  return state_->history;
}

std::vector<std::string> AppProcess::unreadable_lines() const {
  const std::lock_guard lock{state_->mutex};
  return state_->unreadable;
}

std::string AppProcess::describe_pending() const {
  std::vector<Event> pending = state_->inbox.pending();
  std::erase_if(pending, [](const Event& event) { return event.name.empty(); });
  const std::size_t left_out = pending.size() - std::min(pending.size(), shown_events);
  std::string text = fmt::format("{} ({}) sent {} events that nobody took", state_->name,
                                 running() ? "running" : "ended", pending.size());
  if (left_out > 0) text += fmt::format("; the newest {}", shown_events);
  text += pending.empty() ? "\n" : ":\n";
  for (std::size_t at = left_out; at < pending.size(); ++at) {
    text += fmt::format("  {}\n", shown(pending[at]));
  }
  for (const std::string& line : unreadable_lines()) {
    text += fmt::format("  no event: {}\n", shown(line));
  }
  const std::string tail = log_tail(shown_log_lines);
  if (!tail.empty()) text += fmt::format("its log, {}, ends:\n{}", log_file().string(), tail);
  return text;
}

std::string AppProcess::log_tail(std::size_t lines) const {
  return state_->log.tail(lines);
}

const std::filesystem::path& AppProcess::log_file() const {
  return state_->log.file();
}

void AppProcess::signal(int number) {
  state_->child.signal(number);
}

std::optional<Exit> AppProcess::wait(Deadline deadline) {
  return state_->child.wait(deadline);
}

Exit AppProcess::stop(std::chrono::milliseconds patience) {
  return state_->child.stop(patience);
}

}  // namespace lab::process
