#include "certs/handle.hpp"

#include <array>
#include <limits>

#include <openssl/err.h>

#include "lab/base/assert.hpp"

namespace lab::certs {

std::string openssl_reason() {
  std::string reason;
  while (const unsigned long code = ERR_get_error()) {
    std::array<char, 256> text{};
    const char* words = ERR_reason_error_string(code);
    if (words == nullptr) {  // a system error, or a library that brings no words
      ERR_error_string_n(code, text.data(), text.size());
      words = text.data();
    }
    if (!reason.empty()) reason += "; ";
    reason += words;
  }
  return reason.empty() ? "OpenSSL gives no reason" : "OpenSSL says: " + reason;
}

void throw_openssl(ErrorKind kind, std::string_view what_failed, std::string_view next) {
  throw Error(kind, what_failed, openssl_reason(), next);
}

void require(bool succeeded, std::string_view what_failed) {
  if (!succeeded) throw_openssl(ErrorKind::environment, what_failed);
}

BioHandle make_text_sink() {
  BioHandle sink{BIO_new(BIO_s_mem())};
  require(sink != nullptr, "cannot make a buffer");
  return sink;
}

BioHandle make_text_source(std::string_view text) {
  LAB_ASSERT(text.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
  // A null address would not be an empty text to OpenSSL but an error.
  const char* start = text.empty() ? "" : text.data();
  BioHandle source{BIO_new_mem_buf(start, static_cast<int>(text.size()))};
  require(source != nullptr, "cannot make a buffer");
  return source;
}

std::string text_of(BIO* sink) {
  char* start = nullptr;
  const long size = BIO_get_mem_data(sink, &start);
  return size > 0 ? std::string{start, static_cast<std::size_t>(size)} : std::string{};
}

}  // namespace lab::certs
