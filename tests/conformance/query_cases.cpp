// Which clients a group query selects, seen by what its members may do.

#include <fmt/format.h>

#include "tests/conformance/conformance_case.hpp"

namespace lab::conformance {
namespace {

enum class Action { publish, subscribe };

/// Asks the broker who may do what, each question on a connection of its own, since a refusal may
/// end it.
class QueryCase : public ConformanceCase {
 protected:
  /// Whether the client is let, and what the broker said.
  struct Said {
    bool yes = false;
    bool no = false;
    std::string words;
  };

  Said ask(const char* client, Action action, const std::string& where) {
    probe::Probe& probe = connected(client, fmt::format("{} {}", client, ++questions_));
    Said said;
    if (action == Action::publish) {
      const auto answer = probe.publish(where, payload(where));
      said = {probe::accepted(answer), probe::refused(answer), probe::in_words(answer, version())};
    } else {
      const auto answer = probe.subscribe(where);
      said = {probe::accepted(answer), probe::refused(answer), probe::in_words(answer, version())};
    }
    if (probe.is_open()) probe.disconnect();
    return said;
  }

  void expect_member(const char* client, Action action, const std::string& where,
                     const std::string& why) {
    const Said said = ask(client, action, where);
    expect(said.yes, fmt::format("{} is a member: {}", client, why), said.words);
  }

  void expect_no_member(const char* client, Action action, const std::string& where,
                        const std::string& why) {
    const Said said = ask(client, action, where);
    expect(said.no, fmt::format("{} is no member: {}", client, why), said.words);
  }

 private:
  int questions_ = 0;
};

}  // namespace

CONFORMANCE_CASE_OF(QueryCase, Authorization, CA_084) {
  const std::string query = "attributes.type IN ['device']";

  expect_member("device1", Action::subscribe, "devices/device1/desired",
                query + ", and it is device");
  expect_no_member("cloudapp", Action::subscribe, "devices/cloudapp/desired",
                   query + ", and it is cloudApp");
  expect_no_member("cloudapp", Action::publish, "devices/cloudapp/reported",
                   query + ", and it is cloudApp");
}

CONFORMANCE_CASE_OF(QueryCase, Authorization, CA_085) {
  expect_member("device2", Action::publish, "query/floor", "attributes.floor > 1, and it is 2");
  expect_member("cloudapp", Action::publish, "query/floor", "attributes.floor > 1, and it is 10");
  expect_no_member("device1", Action::publish, "query/floor", "attributes.floor > 1, and it is 1");

  expect_member("device1", Action::subscribe, "query/floor", "attributes.floor <= 2, and it is 1");
  expect_member("device2", Action::subscribe, "query/floor", "attributes.floor <= 2, and it is 2");
  expect_no_member("cloudapp", Action::subscribe, "query/floor",
                   "attributes.floor <= 2, and it is 10");

  expect_member("device2", Action::subscribe, "query/area",
                "attributes.area != 'north', and it is south");
  expect_no_member("device1", Action::subscribe, "query/area",
                   "attributes.area != 'north', and it is north");

  expect_member("device1", Action::publish, "query/mixed", "authenticationName = 'device1'");
  expect_no_member("device2", Action::publish, "query/mixed", "authenticationName = 'device1'");

  const std::string mixed =
      "attributes.type = 'cloudApp' or attributes.floor >= 1 and attributes.area = 'south'";
  expect_member("device2", Action::subscribe, "query/mixed", mixed + ", by what and joins");
  expect_member("cloudapp", Action::subscribe, "query/mixed",
                mixed + ", only if and binds before or");
  expect_no_member("device1", Action::subscribe, "query/mixed", mixed + ", and its area is north");
}

CONFORMANCE_CASE_OF(QueryCase, Authorization, CA_086) {
  record("plain, without area, in attributes.area = 'north'",
         ask("plain", Action::publish, "query/area").words);
  record("plain, without area, in attributes.area != 'north'",
         ask("plain", Action::subscribe, "query/area").words);
}

}  // namespace lab::conformance
