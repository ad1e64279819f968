#include "lab/report/without_chance.hpp"

#include <regex>

namespace lab::report {

std::string without_chance(const std::string& text) {
  static const std::regex time(R"(\b[0-9]+(\.[0-9]+)? ?(ms|s|us|µs|seconds|milliseconds)\b)");
  static const std::regex port(R"((:|\bport:? )[0-9]{4,5}\b)");
  // At least six digits and letters of hex, with both a digit and a letter among them; 0x87 has no
  // six, 524288 no letter.
  static const std::regex id(R"(\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{6,}\b)");
  // What ClientIds and topics of a run begin with: its prefix, the requirement, the MQTT version.
  static const std::regex prefix(R"(\b[a-z0-9]{4,16}-[0-9]{3}-(5|311|31)\b)");
  std::string plain = std::regex_replace(text, time, "… s");
  plain = std::regex_replace(plain, prefix, "…");
  plain = std::regex_replace(plain, port, "$1…");
  return std::regex_replace(plain, id, "…");
}

}  // namespace lab::report
