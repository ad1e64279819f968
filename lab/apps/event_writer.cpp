#include "lab/apps/event_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>
#include <poll.h>
#include <unistd.h>

namespace lab::apps {
namespace {

using nlohmann::ordered_json;

void replace_all(std::string& text, const std::string& what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

}  // namespace

std::int64_t EventWriter::now_us() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

EventWriter::EventWriter(int descriptor, std::function<void(int)> trouble)
    : descriptor_(descriptor), trouble_(std::move(trouble)) {}

void EventWriter::hide(const std::filesystem::path& path) {
  if (path.empty()) return;
  auto text = std::filesystem::absolute(path).lexically_normal().string();
  // A path such as "/" is no secret, and stands in every topic.
  if (std::count(text.begin(), text.end(), '/') > 1) hidden_.push_back(std::move(text));
}

void EventWriter::write(std::string_view event, const EventSource& source, ordered_json members,
                        std::optional<std::int64_t> at_us) {
  if (stopped_) return;
  ordered_json line{{"event", event},
                    {"at_us", at_us.value_or(now_us())},
                    {"client", source.client},
                    {"version", mqtt::to_text(source.version)}};
  for (auto& [name, value] : members.items()) {
    if (value.is_string()) {
      for (const auto& text : hidden_) {
        replace_all(value.get_ref<std::string&>(), text, "(hidden)");
      }
    }
    line[name] = std::move(value);
  }
  auto text = line.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  text += '\n';
  send(text);
}

void EventWriter::error(const EventSource& source, std::string_view text) {
  write("error", source, {{"text", text}});
}

void EventWriter::send(std::string_view line) {
  while (!line.empty()) {
    const auto written = ::write(descriptor_, line.data(), line.size());
    if (written >= 0) {
      line.remove_prefix(static_cast<std::size_t>(written));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN) {
      // Whoever shares this pipe or terminal made it non-blocking; wait as a blocking write would.
      pollfd wanted{.fd = descriptor_, .events = POLLOUT, .revents = 0};
      ::poll(&wanted, 1, -1);
      continue;
    }
    stopped_ = true;
    if (trouble_) trouble_(errno);
    return;
  }
}

}  // namespace lab::apps
