#include "lab/probe/tls_words.hpp"

#include <algorithm>
#include <cctype>

#include <boost/asio/ssl/error.hpp>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"
#include "lab/probe/tcp_connector.hpp"

namespace lab::probe {
namespace {

/// An alert by its number, as RFC 8446 §6 calls it but with blanks: OpenSSL 3.0 has no word for
/// 116.
std::string alert_text(int alert) {
  if (alert == 116) return "certificate required";
  std::string text = SSL_alert_desc_string_long(alert);
  std::ranges::transform(text, text.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return text == "unknown" ? fmt::format("number {}", alert) : text;
}

std::string reason_of(unsigned long code) {
  if (ERR_SYSTEM_ERROR(code)) return errno_text(ERR_GET_REASON(code));
  const char* reason = ERR_reason_error_string(code);
  return reason ? reason : "unknown";
}

}  // namespace

std::string words_of_tls(const boost::system::error_code& error) {
  if (error == boost::asio::ssl::error::stream_truncated) return "the connection was closed";
  if (error.category() != boost::asio::error::get_ssl_category()) return words_of_tcp(error);
  const auto code = static_cast<unsigned long>(static_cast<unsigned int>(error.value()));
  const int reason = ERR_GET_REASON(code);
  // OpenSSL's reason for an alert that came is the alert's number on top of this one.
  if (reason >= SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256) {
    return fmt::format("TLS alert: {}", alert_text(reason - SSL_AD_REASON_OFFSET));
  }
  return fmt::format("TLS: {}", printable(reason_of(code)));
}

std::string queued_tls_reasons() {
  std::string text;
  while (const unsigned long code = ERR_get_error()) {
    const std::string words = reason_of(code);
    if (text.find(words) != std::string::npos) continue;
    if (!text.empty()) text += ", ";
    text += words;
  }
  return text.empty() ? "unknown" : text;
}

}  // namespace lab::probe
