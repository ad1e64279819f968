#include "lab/apps/command_reader.hpp"

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "lab/base/error.hpp"
#include "lab/state/strict_json.hpp"

namespace lab::apps {

class CommandReader::State : public std::enable_shared_from_this<State> {
 public:
  State(boost::asio::io_context& loop, int descriptor, Handlers handlers)
      : loop_(loop), stream_(loop, descriptor), handlers_(std::move(handlers)) {}

  /// Waits for readability and reads then. Asio makes a descriptor that it waits for non-blocking,
  /// for everyone who shares it; that is taken back at once, since a read after the wait never
  /// blocks.
  void wait() {
    if (!stream_.is_open()) return;
    const int mode = ::fcntl(stream_.native_handle(), F_GETFL);
    stream_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                       [self = shared_from_this()](boost::system::error_code error) {
                         if (!self->stream_.is_open()) return;
                         if (error == boost::asio::error::operation_not_supported) {
                           // A plain file cannot be waited for, and never needs to be.
                           error.clear();
                         }
                         self->read(error);
                       });
    if (mode >= 0) ::fcntl(stream_.native_handle(), F_SETFL, mode);
  }

  /// Nothing is read or told from here on. The descriptor stays open.
  void stop() {
    handlers_ = {};
    if (stream_.is_open()) stream_.release();
  }

 private:
  void read(boost::system::error_code error) {
    std::array<char, 65'536> chunk;  // NOLINT: filled by read
    const auto count = error ? -1 : ::read(stream_.native_handle(), chunk.data(), chunk.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN) && !error) return wait();
    if (count > 0) {
      take({chunk.data(), static_cast<std::size_t>(count)});
      return wait();
    }
    const auto handlers = handlers_;
    if (count < 0 && handlers.trouble) {
      handlers.trouble("commands cannot be read: " + (error ? error.message() : errno_text(errno)));
    }
    if (!line_.empty() || skipping_) end_line();
    stop();
    if (handlers.closed) handlers.closed();
  }

  void take(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto end = bytes.find('\n');
      const auto part = bytes.substr(0, end);
      if (line_.size() + part.size() > longest_line) {
        skipping_ = true;
        line_.clear();
        line_.shrink_to_fit();
      }
      if (!skipping_) line_.append(part);
      if (end == std::string_view::npos) return;
      end_line();
      bytes.remove_prefix(end + 1);
    }
  }

  void end_line() {
    const auto line = std::exchange(line_, {});
    // A copy: the handler may end the reader.
    const auto handlers = handlers_;
    if (std::exchange(skipping_, false)) {
      if (handlers.trouble) {
        handlers.trouble(fmt::format("a command has over {} bytes", longest_line));
      }
      return;
    }
    if (line.find_first_not_of(" \t\r") == std::string::npos) return;
    nlohmann::json command;
    auto why_not = state::read_strict_json(line, command, {.most_bytes = longest_line});
    if (why_not.empty() && !command.is_object()) why_not = "it is not a JSON object";
    if (why_not.empty()) {
      if (handlers.command) handlers.command(command);
    } else if (handlers.trouble) {
      handlers.trouble("a command cannot be read: " + why_not);
    }
  }

  boost::asio::io_context& loop_;
  boost::asio::posix::stream_descriptor stream_;
  Handlers handlers_;
  std::string line_;
  bool skipping_ = false;  ///< The line is too long; its rest is thrown away.
};

CommandReader::CommandReader(boost::asio::io_context& loop, int descriptor, Handlers handlers)
    : state_(std::make_shared<State>(loop, descriptor, std::move(handlers))) {
  state_->wait();
}

CommandReader::~CommandReader() {
  state_->stop();
}

}  // namespace lab::apps
