#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lab/base/assert.hpp"
#include "lab/model/client_query.hpp"

// Goal: any bytes are a query or a problem with a place inside them; a query can be asked. Method:
// parse, then ask it of a client with one attribute of each type, and of one with none.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lab::model;
  const std::string text(data, data + size);
  const auto result = ClientQuery::parse(text);
  if (const auto* problem = std::get_if<SyntaxProblem>(&result)) {
    LAB_ASSERT(problem->at <= size);
    LAB_ASSERT(!problem->cause.empty() && !problem->fix.empty());
    return 0;
  }
  const auto& query = std::get<ClientQuery>(result);
  LAB_ASSERT(query.text() == text);
  Client client;
  client.name = client.authentication_name = "device1";
  client.attributes = {
      {"n", std::int64_t{5}}, {"s", "text"}, {"a", std::vector<std::string>{"x", "y"}}};
  static_cast<void>(query.matches(client));
  static_cast<void>(query.matches(Client{}));
  for (const std::string& key : query.attribute_keys()) {
    LAB_ASSERT(text.find("attributes." + key) != std::string::npos);
  }
  return 0;
}
