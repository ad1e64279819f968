#include <cstdio>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "lab/apps/definition_option.hpp"
#include "lab/apps/explain_json.hpp"
#include "lab/apps/verbs.hpp"
#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"
#include "lab/model/explain.hpp"
#include "lab/model/explain_change.hpp"
#include "lab/model/explain_patch.hpp"
#include "lab/model/explain_text.hpp"

namespace lab::apps {
namespace {

struct Options {
  DefinitionOption definition;
  std::string client;
  model::Question question;
  bool json = false;
};

/// The question with the client put in.
model::Question question_of(const Options& options) {
  model::Question question = options.question;
  if (auto* operation = std::get_if<model::AskedOperation>(&question)) {
    operation->client = options.client;
  } else {
    std::get<model::AskedRequest>(question).requester = options.client;
  }
  return question;
}

/// A client that is not there is a mistake of the command line, not an answer: a script that
/// expects a refusal shall not take a typing error for one.
void refuse_unknown_clients(const model::Explanation& explanation, const std::string& path) {
  for (const model::LegExplanation& leg : explanation.legs) {
    if (leg.decision.refusal != model::Decision::Refusal::unknown_client) continue;
    throw Error(ErrorKind::usage,
                fmt::format("{} has no client {}", path, printable(leg.asked.client, 80)), {},
                leg.meant_client ? fmt::format("did you mean {}?", *leg.meant_client)
                                 : "name a client as the definition does");
  }
}

int explain_verb(const Options& options) {
  const model::Namespace definition = options.definition.load();
  const model::Question question = question_of(options);
  const model::Explanation explanation = model::explain(definition, question);
  refuse_unknown_clients(explanation, options.definition.path().string());
  const model::Change change = model::proposed_change(definition, question);
  const std::vector<model::PatchOperation> patch = model::json_patch(definition, change);
  if (options.json) {
    fmt::print("{}\n", to_json(explanation, change, patch).dump(2));
  } else {
    const bool coloured = wants_colour(stdout);
    const std::string change_text = model::to_text(change, patch, coloured);
    fmt::print("{}{}{}", model::to_text(explanation, coloured), change_text.empty() ? "" : "\n",
               change_text);
  }
  return explanation.allowed ? 0 : 1;
}

void add_operation(CLI::App& verb, const std::shared_ptr<Options>& options, model::Action action) {
  const bool publish = action == model::Action::publish;
  CLI::App* asked = verb.add_subcommand(
      publish ? "publish" : "subscribe",
      publish ? "May the client publish to TOPIC?" : "May the client subscribe to FILTER?");
  asked->fallthrough();
  auto topic = std::make_shared<std::string>();
  asked->add_option(publish ? "TOPIC" : "FILTER", *topic)->required();
  asked->callback([options, topic, action] {
    options->question = model::AskedOperation{{}, action, *topic};
  });
}

void add_request(CLI::App& verb, const std::shared_ptr<Options>& options) {
  CLI::App* asked = verb.add_subcommand(
      "request", "Can the client ask TO-CLIENT, and does the response come back?");
  asked->fallthrough();
  auto request = std::make_shared<model::AskedRequest>();
  asked->add_option("TO-CLIENT", request->responder, "Who is asked")->required();
  asked->add_option("--topic", request->topic, "Request topic; else one that both may use")
      ->type_name("T");
  asked
      ->add_option("--response-topic", request->response_topic,
                   "Response topic; else one that both may use")
      ->type_name("R");
  asked->callback([options, request] { options->question = *request; });
}

}  // namespace

void add_explain(CLI::App& eglab, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = eglab.add_subcommand(
      "explain", "Say why a client may or may not do something, and what would allow it");
  verb->footer(
      "Examples:\n"
      "  eglab explain ns.json --client device1 publish devices/device2/reported\n"
      "  eglab explain ns.json --client cloudapp subscribe 'devices/+/reported'\n"
      "  eglab explain ns.json --client cloudapp request device2\n"
      "\n"
      "The change is a JSON pointer into the canonical form, and what to add there. Exit 0 if it\n"
      "is allowed, 1 if it is refused.");
  options->definition.add_to(*verb);
  verb->add_option("--client", options->client, "Whose rights; the name in the definition")
      ->required()
      ->type_name("NAME");
  verb->add_flag("--json", options->json, "Print it as JSON (docs/json.md)");
  verb->require_subcommand(1);
  add_operation(*verb, options, model::Action::publish);
  add_operation(*verb, options, model::Action::subscribe);
  add_request(*verb, options);
  verb->callback([options, &chosen] { chosen = [options] { return explain_verb(*options); }; });
}

}  // namespace lab::apps
