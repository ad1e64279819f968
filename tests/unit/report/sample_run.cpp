#include "tests/unit/report/sample_run.hpp"

#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace lab::report {
namespace {

using check::CaseResult;
using check::Outcome;
using Kind = probe::Record::Kind;

using nlohmann::json;

json entry(const std::string& id, const std::string& area, const std::vector<std::string>& versions,
           const std::string& severity, const std::vector<std::string>& given_when_then,
           const std::vector<std::string>& sources) {
  return {{"id", id},
          {"area", area},
          {"versions", versions},
          {"severity", severity},
          {"given", given_when_then.at(0)},
          {"when", given_when_then.at(1)},
          {"then", given_when_then.at(2)},
          {"sources", sources}};
}

json transport_entries() {
  return {entry("CA-001", "Transport", {"3.1.1", "5"}, "MUST",
                {"a registered client with its certificate",
                 "it connects over TLS 1.2, and then over TLS 1.3", "each CONNECT is accepted"},
                {"SUP26", "TLS"}),
          entry("CA-007", "Transport", {"3.1"}, "INFO",
                {"a client of MQTT 3.1, which calls its protocol MQIsdp", "it sends CONNECT",
                 "whether it is let in is recorded"},
                {"undocumented"})};
}

json authentication_entries() {
  json other_name = entry("CA-009", "Authentication", {"3.1.1", "5"}, "MUST",
                          {"device1's certificate",
                           "a client connects with it under the Username device2", "it is refused"},
                          {"CERT", "SUP26"});
  json other_case = entry("CA-014", "Authentication", {"3.1.1", "5"}, "SHOULD",
                          {"a client registered as MixedCase",
                           "it connects with the Username in other letter case", "it is accepted"},
                          {"CLI", "X20"});
  json token =
      entry("CA-028", "Authentication", {"5"}, "MUST",
            {"an Entra token", "a client connects with it, and with one for another audience",
             "the first is accepted, the second refused"},
            {"ENTRA"});
  other_name["differences"] = {{"direct", "D4"}};
  other_case["differences"] = {{"direct", "D4"}};
  token["features"] = {"entra-token"};
  return {other_name, other_case, token};
}

json authorization_entries() {
  return {entry("CA-065", "Authorization", {"3.1.1", "5"}, "MUST",
                {"the cloud app", "it publishes at QoS 1 to `devices/device2/desired`",
                 "the publish is acknowledged and the connection stays"},
                {"RR", "AC"}),
          entry("CA-067", "Authorization", {"3.1.1", "5"}, "MUST",
                {"device1",
                 "it subscribes to `devices/device2/desired`, which only device2 may read, and to "
                 "a filter that is wider",
                 "each filter is refused in the SUBACK, or the connection is ended, and no message "
                 "that is published there ever reaches device1"},
                {"TS", "MON"}),
          entry("CA-070", "Authorization", {"3.1.1"}, "SHOULD",
                {"device1", "it publishes to `devices/device2/reported` on MQTT 3.1.1",
                 "its connection is closed"},
                {"TRB", "PRIV"})};
}

json flow_entries() {
  return {entry("CA-115", "QoS, flow, retain, will", {"5"}, "MUST",
                {"a subscriber", "one client publishes 100 messages at QoS 1 on one topic",
                 "they arrive in order"},
                {"SUP26", "X9", "[SPEC]"}),
          entry("CA-121", "QoS, flow, retain, will", {"5"}, "INFO",
                {"a retained message", "subscriptions ask for it in each way",
                 "what Retain Handling, Retain As Published and No Local do is recorded"},
                {"undocumented"})};
}

/// Adds records, a little later each.
class Transcript {
 public:
  Transcript& add(Kind kind, const std::string& who, const std::string& packet,
                  const std::string& text, bool refusal = false) {
    probe::Record record;
    record.at_us = at_us_;
    record.who = who;
    record.connection = 1;
    record.kind = kind;
    record.packet = packet;
    record.text = text;
    record.size = text.size();
    record.bytes = "\x10\xff";
    record.refusal = refusal;
    records_.push_back(std::move(record));
    at_us_ += 1'370;
    return *this;
  }
  Transcript& welcome(const std::string& who) {
    add(Kind::opened, who, "", "TLS 1.3, TLS_AES_256_GCM_SHA384");
    add(Kind::sent, who, "CONNECT", "CONNECT " + who + "  MQTT 5 clean start keep alive 60 s");
    return add(Kind::received, who, "CONNACK",
               "CONNACK Success  receive maximum 20, topic alias maximum 10, maximum packet size "
               "524288");
  }
  std::vector<probe::Record> take() { return std::move(records_); }

 private:
  std::vector<probe::Record> records_;
  std::int64_t at_us_ = 12'400;
};

std::vector<probe::Record> request() {
  return Transcript{}
      .welcome("cloudapp")
      .welcome("device2")
      .add(Kind::sent, "device2", "SUBSCRIBE", "SUBSCRIBE id 1  devices/device2/desired qos 1")
      .add(Kind::received, "device2", "SUBACK", "SUBACK id 1  Granted QoS 1")
      .add(Kind::sent, "cloudapp", "PUBLISH",
           "PUBLISH devices/device2/desired  id 1 qos 1  response topic devices/device2/reported, "
           "correlation data 16 bytes, content type application/json  payload 42 bytes")
      .add(Kind::received, "device2", "PUBLISH",
           "PUBLISH devices/device2/desired  id 1 qos 1  payload 42 bytes")
      .add(Kind::received, "cloudapp", "PUBACK", "PUBACK id 1  Success")
      .add(Kind::sent, "device2", "PUBACK", "PUBACK id 1  Success")
      .add(Kind::cut, "device2", "", "")
      .add(Kind::closed, "cloudapp", "", "the connection was closed")
      .take();
}

std::vector<probe::Record> hostile_exchange() {
  return Transcript{}
      .welcome("device1")
      .add(Kind::note, "device1", "", "the filter itself " + hostile::image)
      .add(Kind::sent, "device1", "SUBSCRIBE",
           "SUBSCRIBE id 1  " + hostile::script + " " + std::string(300, 't') + " qos 1")
      .add(Kind::received, "device1", "SUBACK",
           "SUBACK id 1  0x87 Not authorized  reason string " + hostile::cdata + hostile::turned,
           true)
      .add(Kind::received, "device1", "", "malformed packet: " + hostile::control)
      .add(Kind::failed, hostile::image, "", "TLS alert: unknown ca " + hostile::script, true)
      .take();
}

std::vector<probe::Record> many_messages() {
  Transcript transcript;
  transcript.welcome("sender").welcome("receiver");
  for (int number = 1; number <= 40; ++number) {
    const std::string id = std::to_string(number);
    transcript.add(Kind::sent, "sender", "PUBLISH", "PUBLISH open/a1/order  id " + id + " qos 1");
    transcript.add(Kind::received, "receiver", "PUBLISH",
                   "PUBLISH open/a1/order  id " + id + " qos 1");
    transcript.add(Kind::received, "sender", "PUBACK", "PUBACK id " + id + "  Success");
  }
  return transcript.take();
}

std::vector<CaseResult> transport() {
  CaseResult v311 = case_result("CA-001", "3.1.1", Outcome::pass);
  v311.claims = {{"the CONNECT over TLS 1.2 is accepted", true, "CONNACK 0x00 Accepted"}};
  CaseResult v5 = case_result("CA-001", "5", Outcome::pass);
  v5.claims = {{"the CONNECT over TLS 1.2 is accepted", true, "CONNACK 0x00 Success"},
               {"the CONNECT over TLS 1.3 is accepted", true, "CONNACK 0x00 Success"}};
  v5.recorded = {{"cipher", "TLS_AES_256_GCM_SHA384"}};
  CaseResult v31 = case_result("CA-007", "3.1", Outcome::recorded);
  v31.recorded = {{"MQIsdp", "accepted"}, {"return code", "0x00 Accepted"}};
  return {v311, v5, v31};
}

std::vector<CaseResult> authentication() {
  CaseResult v311 = case_result("CA-009", "3.1.1", Outcome::known_difference);
  v311.claims = {{"the CONNECT is refused", false, "CONNACK 0x00 Accepted, port 41873"}};
  v311.reason = "the CONNECT is refused";
  CaseResult v5 = v311;
  v5.version = "5";
  v5.claims[0].evidence = "CONNACK 0x00 Success after 7.13 s as a41f09c2 | 1";
  CaseResult mixed = case_result("CA-014", "3.1.1", Outcome::pass);
  CaseResult mixed_v5 = case_result("CA-014", "5", Outcome::pass);
  CaseResult token = case_result("CA-028", "5", Outcome::not_run);
  token.reason = "needs an Entra token for Event Grid";
  token.seconds = 0;
  return {v311, v5, mixed, mixed_v5, token};
}

std::vector<CaseResult> authorization() {
  CaseResult v311 = case_result("CA-065", "3.1.1", Outcome::pass);
  CaseResult v5 = case_result("CA-065", "5", Outcome::pass);
  v5.claims = {{"the request is acknowledged", true, "PUBACK 0x00 Success"},
               {"the connection stays", true, "PINGRESP"}};
  v5.transcript = request();
  CaseResult good = case_result("CA-067", "3.1.1", Outcome::pass);
  good.claims = {{"the filter is refused", true, "SUBACK 0x80 Failure"}};
  CaseResult bad = case_result("CA-067", "5", Outcome::fail);
  bad.claims = {{"the filter is refused", true, "SUBACK 0x87 Not authorized"},
                {"the wider filter is refused", false, "SUBACK 0x01 " + hostile::script},
                {"no message reaches device1", false, hostile::image + hostile::control}};
  bad.reason = "the wider filter is refused";
  bad.recorded = {{"reason code", "0x87 Not authorized"}, {hostile::cdata, hostile::turned}};
  bad.transcript = hostile_exchange();
  CaseResult open = case_result("CA-070", "3.1.1", Outcome::fail);
  open.reason = "could not begin: " + hostile::cdata + hostile::control;
  return {v311, v5, good, bad, open};
}

std::vector<CaseResult> flow() {
  CaseResult order = case_result("CA-115", "5", Outcome::pass);
  order.claims = {{"40 messages arrive in order", true, "40, in order"}};
  order.transcript = many_messages();
  order.seconds = 12.5;
  CaseResult retain = case_result("CA-121", "5", Outcome::recorded);
  retain.recorded = {{"retain handling 2", "nothing is sent"}, {"no local", "honoured"}};
  return {order, retain};
}

}  // namespace

const check::Catalogue& sample_catalogue() {
  static const check::Catalogue catalogue = [] {
    json all = json::array();
    for (const json& part :
         {transport_entries(), authentication_entries(), authorization_entries(), flow_entries()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return check::Catalogue::parse(all.dump(), "sample_run.cpp");
  }();
  return catalogue;
}

CaseResult case_result(const std::string& id, const std::string& version, Outcome outcome) {
  CaseResult result;
  result.id = id;
  result.version = version;
  result.outcome = outcome;
  result.seconds = 0.25;
  return result;
}

check::RunResult sample_run() {
  check::RunResult run;
  run.eglab_version = "eglab 0.1.0";
  run.target = "direct";
  run.started_at = "2026-11-22T17:00:00Z";
  run.seconds = 41.3;
  for (auto part : {transport(), authentication(), authorization(), flow()}) {
    for (CaseResult& result : part) run.cases.push_back(std::move(result));
  }
  return run;
}

}  // namespace lab::report
