#include "lab/mqtt/responder.hpp"

#include <algorithm>
#include <exception>
#include <map>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "lab/base/log.hpp"
#include "lab/base/terminal.hpp"
#include "lab/base/utf8.hpp"
#include "lab/model/topic_filter.hpp"
#include "lab/mqtt/answer_cache.hpp"
#include "lab/mqtt/envelope.hpp"
#include "lab/mqtt/error_answer.hpp"
#include "lab/mqtt/misbehaviour.hpp"

namespace lab::mqtt {
namespace {

using std::chrono::steady_clock;
using Kind = Responder::Misbehaviour::Kind;

constexpr int no_matching_subscribers = 0x10;
constexpr int first_refusal = 0x80;
constexpr int bad_request = 400;
constexpr int answer_too_large = 413;
constexpr int answer_not_sendable = 500;
constexpr std::size_t most_in_flight = 65'535;  // Packet identifiers: MQTT 5 §2.2.1.

/// The filter without the `$share/<group>/` in front, as topics match it.
std::string matched_part(const std::string& filter) {
  const std::string_view inner = model::shared_subscription_filter(filter);
  return inner.empty() ? filter : std::string{inner};
}

void flip_every_bit(std::string& bytes) {
  for (char& byte : bytes) byte = static_cast<char>(~static_cast<unsigned char>(byte));
}

/// A request on its way from arrival to answer.
struct Incoming {
  Message request;  ///< As it was meant.
  std::optional<steady_clock::time_point> expires;
  std::shared_ptr<const Responder::Misbehaviour> how;
};

}  // namespace

class Responder::State : public std::enable_shared_from_this<State> {
 public:
  State(boost::asio::io_context& loop, Transport& transport, ResponderOptions options,
        Execute execute, Observer observer)
      : loop_(loop),
        transport_(transport),
        options_(std::move(options)),
        matched_filter_(matched_part(options_.request_filter)),
        execute_(std::move(execute)),
        observer_(std::move(observer)),
        kept_(options_.remember_most, options_.remember_most_bytes) {
    if (transport_.is_connected()) subscribe();
  }

  void close() {
    closing_ = true;
    delayed_.clear();
  }
  void misbehave(const Misbehaviour& how) { how_ = std::make_shared<const Misbehaviour>(how); }
  void subscribe();
  void on_published(int token, int reason_code);
  bool on_message(const Message& message);

  [[nodiscard]] const ResponderCounters& counters() const { return counters_; }

 private:
  struct Ignored {
    std::uint64_t ResponderCounters::*counter;
    const char* why;
  };

  [[nodiscard]] Message meant_by(const Message& message, bool& unreadable) const;
  [[nodiscard]] std::optional<Ignored> reason_to_ignore(const Message& request,
                                                        bool unreadable) const;
  [[nodiscard]] bool may_answer_on(const std::string& topic) const;
  void ignore(const Message& request, Ignored reason);
  void delay(Incoming incoming);
  void serve(const Incoming& incoming);
  [[nodiscard]] Answer run(const Message& request);
  [[nodiscard]] Message response_to(const Message& request, Answer answer) const;
  void answer(const Incoming& incoming, Message response, bool again);
  bool publish(const Message& response, const std::shared_ptr<const Misbehaviour>& how, bool again);

  boost::asio::io_context& loop_;
  Transport& transport_;
  ResponderOptions options_;
  std::string matched_filter_;
  Execute execute_;
  Observer observer_;
  bool closing_ = false;
  std::shared_ptr<const Misbehaviour> how_ = std::make_shared<const Misbehaviour>();
  AnswerCache kept_;
  ResponderCounters counters_;
  /// Responses without a PUBACK, and how the responder misbehaves when it comes.
  std::map<int, std::shared_ptr<const Misbehaviour>> in_flight_;
  std::map<std::uint64_t, boost::asio::steady_timer> delayed_;
  std::uint64_t next_delayed_ = 1;
};

// ---- what came ----------------------------------------------------------------------------------

void Responder::State::subscribe() {
  int token = 0;
  try {
    token = transport_.subscribe({options_.request_filter}, 1);
  } catch (const std::exception& trouble) {
    // The connection is lost and its news on the way here: the next one subscribes.
    log::debug("not subscribed to {}: {}", printable(options_.request_filter),
               printable(trouble.what()));
    return;
  }
  if (observer_.subscribing) observer_.subscribing(options_.request_filter, token);
}

bool Responder::State::on_message(const Message& message) {
  if (!model::filter_matches_topic(matched_filter_, message.topic)) return false;
  if (closing_) return true;
  ++counters_.received;
  bool unreadable = false;
  Incoming incoming{meant_by(message, unreadable), std::nullopt, how_};
  if (observer_.received) observer_.received(incoming.request);
  if (closing_) return true;
  if (const std::optional<Ignored> reason = reason_to_ignore(incoming.request, unreadable)) {
    ignore(incoming.request, *reason);
    return true;
  }
  // Event Grid and Mosquitto take 0 as "no expiry" (CA-105), so it is none here too.
  if (const std::uint32_t expiry = message.message_expiry_interval.value_or(0); expiry != 0) {
    incoming.expires = steady_clock::now() + std::chrono::seconds{expiry};
  }
  if (incoming.how->kind == Kind::slow) {
    delay(std::move(incoming));
  } else {
    serve(incoming);
  }
  return true;
}

/// Properties first: a message that has any of the two is in the v5 form, whatever its payload is.
Message Responder::State::meant_by(const Message& message, bool& unreadable) const {
  if (message.response_topic || message.correlation_data) return message;
  std::optional<Message> unpacked = unpack(message);
  unreadable = !unpacked && transport_.version() == Version::v311;
  if (!unpacked) return message;
  // Any JSON object can be read as an envelope; one that holds neither is just a payload.
  if (!unpacked->response_topic && !unpacked->correlation_data) return message;
  return *unpacked;
}

std::optional<Responder::State::Ignored> Responder::State::reason_to_ignore(const Message& request,
                                                                            bool unreadable) const {
  using Counters = ResponderCounters;
  if (request.retain) return Ignored{&Counters::retained, "retained"};
  if (unreadable) return Ignored{&Counters::unreadable, "unreadable"};
  if (!request.response_topic) return Ignored{&Counters::no_response_topic, "no_response_topic"};
  if (!may_answer_on(*request.response_topic)) {
    return Ignored{&Counters::rejected_response_topic, "rejected_response_topic"};
  }
  if (request.correlation_data &&
      request.correlation_data->size() > options_.most_correlation_data) {
    return Ignored{&Counters::too_large, "too_large"};
  }
  return std::nullopt;
}

/// Threats T2 (a requester must not make this responder publish where it likes) and T12 (nor make
/// it talk to itself).
bool Responder::State::may_answer_on(const std::string& topic) const {
  if (topic.size() > options_.most_response_topic || topic.starts_with('$')) return false;
  if (!model::topic_name_problem(topic).empty()) return false;
  if (model::filter_matches_topic(matched_filter_, topic)) return false;
  return !options_.allowed_response_topic.empty() &&
         model::filter_matches_topic(options_.allowed_response_topic, topic);
}

void Responder::State::ignore(const Message& request, Ignored reason) {
  ++(counters_.*reason.counter);
  log::debug("request on {} ignored: {}", printable(request.topic), reason.why);
  if (observer_.ignored) observer_.ignored(request, reason.why);
}

// ---- executing ----------------------------------------------------------------------------------

void Responder::State::delay(Incoming incoming) {
  const std::uint64_t number = next_delayed_++;
  auto& timer = delayed_.try_emplace(number, loop_).first->second;
  timer.expires_after(incoming.how->delay);
  timer.async_wait([state = weak_from_this(), number,
                    incoming = std::move(incoming)](const boost::system::error_code& cancelled) {
    const auto self = state.lock();
    if (cancelled || !self || self->closing_) return;
    self->delayed_.erase(number);
    self->serve(incoming);
  });
}

/// Runs a request once, or sends the answer that it got the first time.
void Responder::State::serve(const Incoming& incoming) {
  const Message& request = incoming.request;
  const auto now = steady_clock::now();
  if (incoming.expires && *incoming.expires <= now) {
    return ignore(request, Ignored{&ResponderCounters::expired, "expired"});
  }
  std::string key = AnswerCache::key(request);
  const bool may_be_known = request.correlation_data || request.dup;
  if (may_be_known && incoming.how->kind != Kind::ignore_redelivery) {
    if (const Message* kept = kept_.find(key, now)) return answer(incoming, *kept, true);
  }
  Answer result = run(request);
  if (closing_) return;
  Message response = response_to(request, std::move(result));
  if (incoming.how->kind != Kind::crash_before_answer) {  // A crash would forget it, too.
    const auto until = incoming.expires.value_or(now + options_.remember_without_expiry);
    kept_.keep(std::move(key), response, until, now);
  }
  answer(incoming, std::move(response), false);
}

/// The application's answer, or an error answer if it has none that can be sent (T10).
Answer Responder::State::run(const Message& request) {
  try {
    Answer answer = execute_(request);
    ++counters_.executed;
    if (answer.payload.size() > options_.most_answer) {
      return error_answer(answer_too_large,
                          "the answer has " + std::to_string(answer.payload.size()) + " bytes");
    }
    if (request.enveloped && !is_utf8(answer.payload)) {
      return error_answer(answer_not_sendable, "the answer is not UTF-8, as an envelope must be");
    }
    const bool has_status =
        std::any_of(answer.user_properties.begin(), answer.user_properties.end(),
                    [](const auto& property) { return property.first == "status"; });
    if (!has_status) answer.user_properties.emplace_back("status", "200");
    return answer;
  } catch (const std::exception& trouble) {
    log::debug("request on {} refused: {}", printable(request.topic), printable(trouble.what()));
    return error_answer(bad_request, trouble.what());
  } catch (...) {
    return error_answer(bad_request, "the request cannot be executed");
  }
}

// ---- answering ----------------------------------------------------------------------------------

Message Responder::State::response_to(const Message& request, Answer answer) const {
  Message response;
  response.topic = *request.response_topic;
  response.payload = std::move(answer.payload);
  response.correlation_data = request.correlation_data;
  response.content_type = answer.content_type.value_or("application/json");
  if (is_utf8(response.payload)) response.payload_format_indicator = 1;
  response.user_properties = std::move(answer.user_properties);
  response.enveloped = request.enveloped;
  return response;
}

/// Publishes a response, as the misbehaviour wants it.
void Responder::State::answer(const Incoming& incoming, Message response, bool again) {
  const Misbehaviour& how = *incoming.how;
  if (incoming.expires && transport_.version() == Version::v5) {
    const auto left = *incoming.expires - steady_clock::now();
    response.message_expiry_interval = static_cast<std::uint32_t>(
        std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(left).count()));
  }
  auto& correlation = response.correlation_data;
  switch (how.kind) {
    case Kind::mute: return;
    case Kind::crash_before_answer:
      if (how.crash) how.crash();
      return;
    case Kind::wrong_correlation:
      if (correlation && !correlation->empty()) {
        flip_every_bit(*correlation);
      } else {
        correlation = "wrong";
      }
      break;
    case Kind::truncated_correlation:
      if (correlation && !correlation->empty()) correlation->pop_back();
      break;
    case Kind::no_correlation: correlation.reset(); break;
    case Kind::wrong_response_topic:
      response.topic = how.wrong_topic.empty() ? response.topic + "/wrong" : how.wrong_topic;
      break;
    case Kind::none:
    case Kind::slow:
    case Kind::twice:
    case Kind::crash_after_answer:
    case Kind::ignore_redelivery: break;
  }
  if (!publish(response, incoming.how, again)) return;
  ++(again ? counters_.answered_again : counters_.answered);
  if (how.kind == Kind::twice && !closing_) publish(response, incoming.how, again);
}

/// False if the transport does not take it: then this response is lost, and nothing else.
bool Responder::State::publish(const Message& response,
                               const std::shared_ptr<const Misbehaviour>& how, bool again) {
  int token = 0;
  try {
    token = transport_.publish(response.enveloped ? pack(response) : response);
  } catch (const std::exception& trouble) {
    ++counters_.response_refused;
    log::error("response on {} not sent: {}", printable(response.topic), printable(trouble.what()));
    return false;
  }
  in_flight_[token] = how;
  if (in_flight_.size() > most_in_flight) in_flight_.erase(in_flight_.begin());
  if (observer_.answered && !closing_) observer_.answered(response, token, again);
  return true;
}

void Responder::State::on_published(int token, int reason_code) {
  const auto found = in_flight_.find(token);
  if (found == in_flight_.end()) return;
  const std::shared_ptr<const Misbehaviour> how = std::move(found->second);
  in_flight_.erase(found);
  if (reason_code == no_matching_subscribers) ++counters_.unheard;
  if (reason_code >= first_refusal) ++counters_.response_refused;
  if (how->kind == Kind::crash_after_answer && how->crash) how->crash();
}

// ---- the responder ------------------------------------------------------------------------------
// Each call keeps the state alive until it returns: what it calls may destroy the responder.

Responder::Responder(boost::asio::io_context& loop, Transport& transport, ResponderOptions options,
                     Execute execute, Observer observer)
    : state_(std::make_shared<State>(loop, transport, std::move(options), std::move(execute),
                                     std::move(observer))) {}

Responder::~Responder() {
  state_->close();
}

void Responder::misbehave(const Misbehaviour& how) {
  state_->misbehave(how);
}

void Responder::on_connected(bool) {
  const auto state = state_;
  state->subscribe();
}

void Responder::on_published(int token, int reason_code) {
  const auto state = state_;
  state->on_published(token, reason_code);
}

bool Responder::on_message(const Message& message) {
  const auto state = state_;
  return state->on_message(message);
}

const ResponderCounters& Responder::counters() const {
  return state_->counters();
}

}  // namespace lab::mqtt
