#include "lab/mqtt/error_answer.hpp"

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

namespace lab::mqtt {

Answer error_answer(int status, std::string_view message) {
  constexpr std::size_t longest_message = 1'000;
  const nlohmann::ordered_json body{
      {"error", {{"status", status}, {"message", message.substr(0, longest_message)}}}};
  Answer answer;
  answer.payload = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  answer.user_properties.emplace_back("status", std::to_string(status));
  return answer;
}

}  // namespace lab::mqtt
