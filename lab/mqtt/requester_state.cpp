#include "lab/mqtt/requester_state.hpp"

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

#include "lab/base/error.hpp"
#include "lab/base/log.hpp"
#include "lab/base/terminal.hpp"
#include "lab/base/utf8.hpp"
#include "lab/model/topic_filter.hpp"
#include "lab/mqtt/correlation.hpp"
#include "lab/mqtt/envelope.hpp"

namespace lab::mqtt {
namespace {

using std::chrono::steady_clock;
using Stage = PendingRequest::Stage;
using Meaning = PendingRequests::Meaning;
using Outcome = Completion::Outcome;

constexpr int no_matching_subscribers = 0x10;
constexpr int first_refusal = 0x80;
constexpr std::size_t most_binary_bytes = 65'535;  // MQTT 5 §1.5.6.
constexpr std::chrono::milliseconds longest_pause{1'000};

bool time_may_heal(Version version, int connack_code) {
  if (version == Version::v311) return connack_code == 3;  // Server unavailable, §3.2.2.3.
  constexpr int codes[] = {0x88, 0x89, 0x97, 0x9F};        // Unavailable, busy, quota, rate.
  return std::find(std::begin(codes), std::end(codes), connack_code) != std::end(codes);
}

/// Whole seconds, rounded up, at least 1: an expiry of 0 would mean "never" to this broker and to
/// Event Grid (CA-105), or "already".
std::uint32_t expiry_of(steady_clock::duration left) {
  constexpr std::int64_t most = 0xFFFF'FFFF;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(seconds, 1, most));
}

void check(const Request& request) {
  if (const std::string problem = model::topic_name_problem(request.topic); !problem.empty()) {
    throw Error(ErrorKind::usage,
                "request topic '" + printable(request.topic) + "' cannot be published to", problem);
  }
  if (request.correlation_data && request.correlation_data->size() > most_binary_bytes) {
    throw Error(ErrorKind::usage,
                "correlation data of " + std::to_string(request.correlation_data->size()) +
                    " bytes cannot be sent",
                "MQTT carries 65535 bytes at most");
  }
}

}  // namespace

Requester::State::State(boost::asio::io_context& loop, Transport& transport, std::string filter,
                        Observer observer)
    : loop_(loop),
      transport_(transport),
      filter_(std::move(filter)),
      observer_(std::move(observer)),
      connected_(transport.is_connected()) {
  const std::string_view inner = model::shared_subscription_filter(filter_);
  matched_filter_ = inner.empty() ? filter_ : std::string{inner};
  if (connected_) subscribe();
}

// ---- sending ------------------------------------------------------------------------------------

Message Requester::State::to_message(Request asked) const {
  Message message;
  message.topic = std::move(asked.topic);
  message.payload = std::move(asked.payload);
  message.response_topic = std::move(asked.response_topic);
  message.correlation_data =
      asked.correlation_data ? std::move(*asked.correlation_data) : random_correlation_data();
  message.content_type = std::move(asked.content_type);
  if (is_utf8(message.payload)) message.payload_format_indicator = 1;
  message.user_properties = std::move(asked.user_properties);
  message.enveloped = asked.use_envelope || transport_.version() == Version::v311;
  return message;
}

void Requester::State::request(Request asked, Done done) {
  if (closing_) {
    throw Error(ErrorKind::usage, "a request to " + printable(asked.topic) + " is too late",
                "its requester is being closed");
  }
  check(asked);
  const auto request = std::make_shared<PendingRequest>(loop_.get_executor());
  request->asked_at = steady_clock::now();
  request->deadline = request->asked_at + std::clamp<std::chrono::milliseconds>(
                                              asked.timeout, std::chrono::milliseconds{0},
                                              std::chrono::hours{24 * 365});
  request->message = to_message(std::move(asked));
  request->done = std::move(done);
  // What cannot be packed is the caller's to know now, not when the SUBACK comes.
  if (request->message.enveloped && !ready()) static_cast<void>(pack(request->message));
  if (!pending_.add(request)) {
    throw Error(ErrorKind::usage,
                "a request to " + printable(request->message.topic) + " cannot be sent",
                "one with the same response topic and correlation data is pending",
                "give it other correlation data, or none to get a new one");
  }
  if (!model::filter_matches_topic(matched_filter_, *request->message.response_topic)) {
    log::warn("a response on {} cannot reach this requester: it is subscribed to {}",
              printable(*request->message.response_topic), printable(filter_));
  }
  start_deadline(request);
  if (ready()) {
    try {
      publish(request);
    } catch (const std::exception&) {
      if (!request->ended) {
        request->ended = true;
        pending_.remove(request);
      }
      throw;
    }
  } else if (connected_ && subscription_ == Subscription::none) {
    subscribe();  // The last one was refused: permissions may have changed since.
  }
}

void Requester::State::start_deadline(const Pointer& request) {
  request->deadline_timer.expires_at(request->deadline);
  request->deadline_timer.async_wait([state = weak_from_this(), waiting = std::weak_ptr(request)](
                                         const boost::system::error_code& cancelled) {
    const auto self = state.lock();
    const Pointer late = waiting.lock();
    if (cancelled || !self || !late) return;
    self->end(late, Outcome::timed_out);
  });
}

/// Publishes a request; it is already pending, since its response may come before its PUBACK.
void Requester::State::publish(const Pointer& request) {
  const auto left = request->deadline - steady_clock::now();
  if (left <= steady_clock::duration::zero()) return;  // Its timer is about to end it.
  Message& message = request->message;
  if (transport_.version() == Version::v5) message.message_expiry_interval = expiry_of(left);
  request->stage = Stage::published;
  request->subscription = subscriptions_;
  const int token = transport_.publish(message.enveloped ? pack(message) : message);
  if (request->ended) return;
  pending_.set_token(request, token);
  if (++request->times_sent == 1) ++counters_.sent;
  if (observer_.sent) observer_.sent(message, token);
}

/// Publishes a request whose caller is gone: trouble ends the request, and only that one.
void Requester::State::publish_waiting(const Pointer& request) noexcept {
  try {
    publish(request);
  } catch (const std::exception& trouble) {
    log::error("request to {} not sent: {}", printable(request->message.topic),
               printable(trouble.what()));
    end(request, Outcome::cancelled);
  }
}

/// With a new SUBACK, or a session that was kept: what waits goes out, and so does again what the
/// broker acknowledged under an earlier subscription, since its response may be lost.
void Requester::State::send_what_waits() {
  for (const Pointer& request : pending_.all()) {
    if (!ready()) return;
    if (request->ended) continue;
    const bool may_be_lost =
        request->stage == Stage::acknowledged && request->subscription != subscriptions_;
    if (request->stage == Stage::waiting || may_be_lost) publish_waiting(request);
  }
}

void Requester::State::send_again_after_pause(const Pointer& request) {
  request->stage = Stage::waiting;
  request->pause_timer.expires_after(request->next_pause);
  request->next_pause = std::min(request->next_pause * 2, longest_pause);
  request->pause_timer.async_wait([state = weak_from_this(), waiting = std::weak_ptr(request)](
                                      const boost::system::error_code& cancelled) {
    const auto self = state.lock();
    const Pointer next = waiting.lock();
    if (cancelled || !self || !next || next->ended || next->stage != Stage::waiting) return;
    if (self->ready()) self->publish_waiting(next);
  });
}

// ---- the ends -----------------------------------------------------------------------------------

void Requester::State::end(const Pointer& request, Completion completion) {
  if (request->ended) return;
  request->ended = true;
  request->deadline_timer.cancel();
  request->pause_timer.cancel();
  pending_.finish(request, completion.outcome == Outcome::answered);
  completion.correlation_data = *request->message.correlation_data;
  completion.elapsed = steady_clock::now() - request->asked_at;
  switch (completion.outcome) {
    case Outcome::answered: ++counters_.answered; break;
    case Outcome::refused: ++counters_.refused; break;
    case Outcome::timed_out: ++counters_.timed_out; break;
    case Outcome::cancelled: ++counters_.cancelled; break;
  }
  const Done done = std::move(request->done);
  if (!done) return;
  try {
    done(completion);
  } catch (const std::exception& trouble) {
    // One request's caller must not harm the others, nor unwind through the connection.
    log::error("the end of a request to {} was not taken: {}", printable(request->message.topic),
               printable(trouble.what()));
  }
}

void Requester::State::end(const Pointer& request, Outcome outcome) {
  Completion completion;
  completion.outcome = outcome;
  end(request, std::move(completion));
}

void Requester::State::refuse(const Pointer& request, const char* by, int code) {
  Completion completion;
  completion.outcome = Outcome::refused;
  completion.refused_by = by;
  completion.reason_code = code;
  end(request, std::move(completion));
}

void Requester::State::refuse_all(const char* by, int code) {
  for (const Pointer& request : pending_.all()) refuse(request, by, code);
}

void Requester::State::cancel_all() {
  for (const Pointer& request : pending_.all()) {
    end(request, Outcome::cancelled);
  }
}

void Requester::State::close() {
  closing_ = true;  // The observer stays, since it may be what destroys the requester right now.
  cancel_all();
}

// ---- what the connection tells ------------------------------------------------------------------

void Requester::State::subscribe() {
  subscription_ = Subscription::asked;
  try {
    subscribe_token_ = transport_.subscribe({filter_}, 1);
  } catch (const std::exception& trouble) {
    // The connection is lost and its news on the way here: the next one subscribes.
    subscription_ = Subscription::none;
    log::debug("not subscribed to {}: {}", printable(filter_), printable(trouble.what()));
    return;
  }
  if (observer_.subscribing) observer_.subscribing(filter_, subscribe_token_);
}

void Requester::State::on_connected(bool session_present) {
  connected_ = true;
  if (session_present && subscription_ == Subscription::granted) {
    send_what_waits();
  } else {
    subscribe();
  }
}

void Requester::State::on_refused(int connack_code) {
  connected_ = false;
  if (!time_may_heal(transport_.version(), connack_code)) refuse_all("CONNACK", connack_code);
}

void Requester::State::on_disconnected() {
  connected_ = false;
  if (subscription_ == Subscription::asked) subscription_ = Subscription::none;
  for (const Pointer& request : pending_.all()) {
    if (request->stage != Stage::waiting) request->was_cut = true;
  }
}

void Requester::State::on_subscribed(int token, const std::vector<int>& reason_codes) {
  if (closing_ || subscription_ != Subscription::asked || token != subscribe_token_) return;
  const int code = reason_codes.empty() ? first_refusal : reason_codes.front();
  if (code >= first_refusal) {
    subscription_ = Subscription::none;
    refuse_all("SUBACK", code);
    return;
  }
  subscription_ = Subscription::granted;
  ++subscriptions_;
  send_what_waits();
}

void Requester::State::on_published(int token, int reason_code) {
  const Pointer request = pending_.find_token(token);
  if (!request) return;
  pending_.set_token(request, std::nullopt);
  request->stage = Stage::acknowledged;
  if (reason_code == no_matching_subscribers && request->was_cut) {
    send_again_after_pause(request);
  } else if (reason_code == no_matching_subscribers || reason_code >= first_refusal) {
    refuse(request, "PUBACK", reason_code);
  }
}

bool Requester::State::on_message(const Message& message) {
  if (!model::filter_matches_topic(matched_filter_, message.topic)) return false;
  if (!closing_) take_response(message);
  return true;
}

void Requester::State::take_response(const Message& response) {
  if (response.retain) return ignore(response, counters_.retained, "retained");
  // A responder that speaks v3.1.1 answers in an envelope, whatever this side speaks.
  std::optional<Message> unpacked;
  if (!response.correlation_data) unpacked = unpack(response);
  const Message& meant = unpacked ? *unpacked : response;
  if (!meant.correlation_data) return ignore(response, counters_.no_correlation, "no_correlation");
  const auto found = pending_.find(meant.topic, *meant.correlation_data);
  switch (found.meaning) {
    case Meaning::answer: return resolve(found.request, unpacked ? *unpacked : response);
    case Meaning::wrong_topic: return ignore(meant, counters_.wrong_topic, "wrong_topic");
    case Meaning::duplicate: return ignore(meant, counters_.duplicate, "duplicate");
    case Meaning::late: return ignore(meant, counters_.late, "late");
    case Meaning::unknown:
      return ignore(meant, counters_.unknown_correlation, "unknown_correlation");
  }
}

void Requester::State::resolve(const Pointer& request, const Message& response) {
  Completion completion;
  completion.outcome = Outcome::answered;
  completion.response = response;
  if (request->message.enveloped && !response.enveloped) {
    // A responder may carry the correlation data twice: as a property and in the envelope.
    std::optional<Message> unpacked = unpack(response);
    if (unpacked && unpacked->correlation_data == response.correlation_data) {
      completion.response = std::move(unpacked);
    }
  }
  end(request, std::move(completion));
}

void Requester::State::ignore(const Message& response, std::uint64_t& counter, const char* why) {
  ++counter;
  log::debug("response on {} ignored: {}", printable(response.topic), why);
  if (observer_.ignored) observer_.ignored(response, why);
}

}  // namespace lab::mqtt
