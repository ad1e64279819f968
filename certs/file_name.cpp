#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "certs/client_files.hpp"
#include "certs/handle.hpp"

namespace lab::certs {
namespace {

/// A file system takes 255 bytes; the rest is for endings.
constexpr std::size_t longest_name = 200;
constexpr std::size_t kept_of_longer_name = 160;

bool stands_for_itself(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '-' || character == '_' ||
         character == '.';
}

std::string hash_of(const std::string& name) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  require(EVP_Digest(name.data(), name.size(), hash.data(), nullptr, EVP_sha256(), nullptr) == 1,
          "cannot hash a name");
  std::string text;
  for (std::size_t i = 0; i < 16; ++i) text += fmt::format("{:02X}", hash[i]);
  return text;
}

}  // namespace

std::string file_name_of(const std::string& authentication_name) {
  // "%" and "%-" never come from an escape, so these two forms clash with no other name.
  if (authentication_name.empty()) return "%";
  std::string name;
  for (const char character : authentication_name) {
    const bool is_leading_dot = name.empty() && character == '.';
    if (stands_for_itself(character) && !is_leading_dot) {
      name += character;
    } else {
      name += fmt::format("%{:02X}", static_cast<unsigned char>(character));
    }
  }
  if (name.size() <= longest_name) return name;
  return name.substr(0, kept_of_longer_name) + "%-" + hash_of(authentication_name);
}

std::string second_file_name_of(const model::Namespace& definition, const model::Client& client) {
  const std::string first = file_name_of(client.authentication_name);
  const bool is_taken = std::any_of(
      definition.clients.begin(), definition.clients.end(), [&](const model::Client& other) {
        return file_name_of(other.authentication_name) == first + "-2";
      });
  // "%2" at the end never comes from an escape either.
  return first + (is_taken ? "%2" : "-2");
}

}  // namespace lab::certs
