#include "lab/process/broker.hpp"

#include <csignal>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/un.h>
#include <unistd.h>

#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/inbox.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/compile/dynamic_security.hpp"
#include "lab/compile/mosquitto_conf.hpp"
#include "lab/process/child_process.hpp"
#include "lab/process/dynamic_security_plugin.hpp"
#include "lab/process/mosquitto_program.hpp"
#include "lab/process/process_log.hpp"
#include "lab/process/ready_probe.hpp"
#include "lab/process/reserved_port.hpp"

namespace lab::process {
namespace {

namespace fs = std::filesystem;

constexpr const char* ready_socket_name = "ready.sock";

/// What a broker that starts tells its starter.
enum class Milestone { says_it_runs, ended };

bool says_it_runs(std::string_view line) {
  return line.find("mosquitto version ") != std::string_view::npos && line.ends_with(" running");
}

/// The folder, made if it is not there, as an absolute path: Mosquitto is told nothing relative.
fs::path prepared(const fs::path& folder) {
  make_folder(folder, FileMode::secret);
  return fs::absolute(folder);
}

/// A folder with a short plain name, if a socket's path in `folder` would be too long for Linux or
/// holds a blank, at which Mosquitto would cut it (`listener 0 PATH` takes one word).
std::optional<RunDirectory> short_folder(const fs::path& folder) {
  const std::string path = folder / ready_socket_name;
  const bool is_one_word = path.find_first_of(" \t") == std::string::npos;
  if (path.size() < sizeof(sockaddr_un{}.sun_path) && is_one_word) return std::nullopt;
  return RunDirectory{"eglab", "/tmp"};
}

}  // namespace

/// Members in order of start. What the child's thread uses comes before the child.
struct Broker::State {
  State(const model::Namespace& definition, const certs::CredentialFolder& credentials,
        const fs::path& wanted_folder, BrokerOptions wanted_options)
      : options(std::move(wanted_options)),
        program(find_mosquitto()),
        folder(prepared(wanted_folder)),
        socket_folder(short_folder(folder)),
        ready_socket((socket_folder ? socket_folder->path() : folder) / ready_socket_name),
        configuration_file(folder / "mosquitto.conf"),
        rights_file(folder / "dynamic-security.json"),
        rights(compile::dynamic_security(definition)),
        log(folder / "broker.log"),
        port(options.port, options.bind_address) {
    if (options.websocket) websocket_port.emplace(std::uint16_t{0}, options.bind_address);
    if (options.persistence_folder) {
      options.persistence_folder = prepared(*options.persistence_folder);
    }
    configuration = compile::mosquitto_conf(definition, settings(credentials));
    start();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { forget_child(); }

  [[nodiscard]] compile::BrokerSettings settings(const certs::CredentialFolder& credentials) const;
  void start();
  [[nodiscard]] bool becomes_ready(Deadline deadline);
  [[noreturn]] void throw_not_started();
  void forget_child() noexcept;

  BrokerOptions options;
  fs::path program;
  fs::path folder;
  std::optional<RunDirectory> socket_folder;
  fs::path ready_socket;
  fs::path configuration_file;
  fs::path rights_file;
  std::string rights;
  std::string configuration;
  ProcessLog log;
  ReservedPort port;
  std::optional<ReservedPort> websocket_port;
  std::unique_ptr<Inbox<Milestone>> milestones;  ///< Of the present run.
  std::optional<ChildProcess> child;
};

compile::BrokerSettings Broker::State::settings(const certs::CredentialFolder& credentials) const {
  compile::BrokerSettings settings;
  settings.bind_address = options.bind_address;
  settings.port = port.number();
  if (websocket_port) settings.websocket_port = websocket_port->number();
  settings.ca_file = fs::absolute(credentials.ca_file);
  settings.certificate_file = fs::absolute(credentials.server.certificate_file);
  settings.key_file = fs::absolute(credentials.server.key_file);
  if (options.crl_file) settings.crl_file = fs::absolute(*options.crl_file);
  settings.dynamic_security_file = rights_file;
  settings.dynamic_security_plugin = find_dynamic_security_plugin();
  settings.ready_socket = ready_socket;
  settings.persistence_folder = options.persistence_folder;
  settings.save_every_change = options.save_every_change;
  settings.log_packets = options.log_packets;
  if (::geteuid() == 0) settings.user = "root";
  return settings;
}

void Broker::State::start() {
  LAB_ASSERT(!child || child->exited());
  forget_child();
  // Each time: Mosquitto 2.0.11 writes the second one itself, and not atomically, so that a kill
  // can leave half of it.
  write_file(configuration_file, configuration);
  write_file(rights_file, rights, FileMode::secret);
  milestones = std::make_unique<Inbox<Milestone>>();
  log.open_run();
  child.emplace(
      Command{.program = program, .arguments = {"-c", configuration_file.string()}},
      [this](std::string_view line, bool) {
        log.append(line);
        if (says_it_runs(line)) milestones->put(Milestone::says_it_runs);
      },
      [this] {
        log.close_run();
        milestones->put(Milestone::ended);
      });
  if (!becomes_ready(Deadline::after(options.start_patience))) throw_not_started();
}

bool Broker::State::becomes_ready(Deadline deadline) {
  // Its sockets are open before it says that it runs, so that one attempt is enough.
  return milestones->next(deadline) == Milestone::says_it_runs &&
         answers_connect(ready_socket, deadline);
}

void Broker::State::throw_not_started() {
  // One that refused the connection may be about to end.
  const bool has_ended = child->wait(Deadline::after(std::chrono::milliseconds{200})).has_value();
  const Exit how = child->stop();
  const std::string tail = log.tail(40);
  forget_child();
  const std::string place = fmt::format("{}:{}", options.bind_address, port.number());
  if (tail.find("Address already in use") != std::string::npos) {
    throw Error(ErrorKind::environment, fmt::format("cannot start the broker on {}", place),
                fmt::format("a program already listens there\n{}", tail),
                fmt::format("see which one with: ss -ltnp 'sport = :{}'; then stop it, or take "
                            "another port with --port",
                            port.number()));
  }
  const std::string what = has_ended
                               ? fmt::format("the broker for {} ended while it started", place)
                               : fmt::format("the broker for {} was not ready after {} ms", place,
                                             options.start_patience.count());
  throw Error(ErrorKind::peer, what,
              fmt::format("{}; its last lines:\n{}", to_text(how), tail.empty() ? "(none)" : tail),
              fmt::format("read {} and {}", log.file().string(), configuration_file.string()));
}

void Broker::State::forget_child() noexcept {
  child.reset();
  std::error_code ignored;
  fs::remove(ready_socket, ignored);
}

Broker::Broker(const model::Namespace& definition, const certs::CredentialFolder& credentials,
               fs::path folder, BrokerOptions options)
    : state_(std::make_unique<State>(definition, credentials, folder, std::move(options))) {}

Broker::Broker(Broker&&) noexcept = default;
Broker& Broker::operator=(Broker&&) noexcept = default;
Broker::~Broker() = default;

std::uint16_t Broker::port() const {
  return state_->port.number();
}

std::optional<std::uint16_t> Broker::websocket_port() const {
  if (!state_->websocket_port) return std::nullopt;
  return state_->websocket_port->number();
}

int Broker::pid() const {
  return state_->child ? state_->child->pid() : -1;
}

bool Broker::running() const {
  return state_->child && !state_->child->exited();
}

const fs::path& Broker::log_file() const {
  return state_->log.file();
}

std::optional<std::string> Broker::wait_for_log(std::string_view text, Deadline deadline) {
  return state_->log.take(text, deadline);
}

std::string Broker::log_tail(std::size_t lines) const {
  return state_->log.tail(lines);
}

void Broker::stop() {
  if (state_->child) state_->child->stop();
  state_->forget_child();
}

void Broker::kill() {
  if (state_->child) {
    state_->child->signal(SIGKILL);
    state_->child->stop();
  }
  state_->forget_child();
}

void Broker::start() {
  state_->start();
}

void Broker::pause() {
  if (state_->child) state_->child->signal(SIGSTOP);
}

void Broker::resume() {
  if (state_->child) state_->child->signal(SIGCONT);
}

}  // namespace lab::process
