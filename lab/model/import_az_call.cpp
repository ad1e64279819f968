#include "lab/model/import_az_call.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/model/canonical_form.hpp"
#include "lab/model/definition_source.hpp"
#include "lab/model/import_az_create.hpp"
#include "lab/model/import_az_options.hpp"
#include "lab/model/import_az_value.hpp"
#include "lab/model/import_letter_case.hpp"
#include "lab/model/import_resource_id.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

std::string command_words(const ShellCommand& command) {
  std::string text;
  for (const std::string& word : command.words) text += (text.empty() ? "" : " ") + word;
  return UnknownTexts::shown(text.substr(0, 4096));
}

/// Whether a command that eglab does not read could still create something in a namespace.
bool mentions_event_grid(const ShellCommand& command) {
  return std::any_of(command.words.begin(), command.words.end(), [](const std::string& word) {
    const std::string lower = lower_case(word);
    return lower.find("microsoft.eventgrid") != std::string::npos ||
           lower.find("az eventgrid") != std::string::npos || lower == "eventgrid";
  });
}

/// One `az` command on its way to a resource.
class AzCall {
 public:
  AzCall(const ShellCommand& command, const ScriptFiles& files, const UnknownTexts& unknown,
         Collected& collected, ImportLog& log)
      : command_(command),
        files_(files),
        unknown_(unknown),
        collected_(collected),
        log_(log),
        line_(read_az_command_line(command)) {}

  void read() {
    const std::string& name = line_.command;
    if (name == "resource create") {
      read_resource_create();
    } else if (name == "rest") {
      read_rest();
    } else if (name.starts_with("eventgrid ")) {
      read_event_grid(std::string_view{name}.substr(10));
    } else if (name.starts_with("deployment ") && name.ends_with(" create")) {
      not_read("it deploys a template", "give the template to eglab import as well");
    } else if (name.starts_with("resource ") && mentions_event_grid(command_) && changes(name)) {
      not_read("only what creates a resource is read", {});
    } else {
      pass_over("it creates nothing in a namespace");
    }
  }

 private:
  static bool changes(std::string_view name) {
    return name.ends_with(" delete") || name.ends_with(" update") || name.ends_with(" patch");
  }

  [[nodiscard]] std::string what() const { return in_quotes("az " + line_.command, 60); }

  PlaceId place() {
    if (!place_) place_ = log_.add_line(command_.file, command_.line);
    return *place_;
  }

  void not_read(std::string reason, std::string next) {
    log_.add_not_read(place(), what(), std::move(reason), std::move(next));
  }
  void not_read(const UnknownText& unknown) { not_read(unknown.reason, unknown.next); }

  void pass_over(std::string reason) {
    log_.add_passed_over({command_.file, command_.line, what(), std::move(reason)});
  }

  /// Whether it runs once and for certain; tells if not.
  bool is_certain() {
    if (command_.condition.empty()) return true;
    not_read(fmt::format("it stands in {}, so whether and how often it runs is open",
                         command_.condition),
             "write what it does one by one");
    return false;
  }

  void read_event_grid(std::string_view rest) {
    if (rest != "namespace" && !rest.starts_with("namespace ")) {
      pass_over("it creates nothing in a namespace");
    } else if (rest.starts_with("namespace topic ")) {
      pass_over("a namespace's own topics are no part of its MQTT definition");
    } else if (changes(rest)) {
      not_read("only what creates a resource is read", {});
    } else if (!rest.ends_with(" create")) {
      pass_over("it creates nothing");
    } else if (is_certain()) {
      rest.remove_suffix(7);
      if (!read_az_create(rest, line_, place(), unknown_, collected_, log_)) {
        not_read("eglab does not know what it creates", {});
      }
    }
  }

  void read_resource_create() {
    ResourceId id = parse_resource_id(line_.value({"--id"}));
    if (line_.find({"--id"}) == nullptr) {
      id = resource_id_of_type(line_.value({"--namespace"}), line_.value({"--resource-type"}),
                               line_.value({"--parent"}), line_.value({"-n", "--name"}));
    }
    const bool is_whole = line_.find({"--is-full-object"}) != nullptr;
    // Only the namespace needs a whole object; so one with an unknown id is most likely that.
    if (id.is_unknown && is_whole) id = {.is_event_grid = true};
    if (id.is_unknown) {
      if (is_certain()) not_read(unknown_.first_of(line_.value({"--id"})));
      return;
    }
    if (!id.is_event_grid) {
      pass_over("it creates nothing in a namespace");
      return;
    }
    if (!is_certain()) return;
    auto properties = read_json_option({"--properties", "-p"});
    if (properties) add(id, std::move(*properties), is_whole);
  }

  void read_rest() {
    const std::string method = lower_case(line_.value({"--method", "-m"}));
    std::string url = line_.value({"--url", "--uri", "-u"});
    url = url.substr(0, url.find('?'));
    const ResourceId id = parse_resource_id(url);
    if (!id.is_event_grid || method == "get" || method.empty()) {
      pass_over("it creates nothing in a namespace");
    } else if (method != "put") {
      not_read("only what creates a resource is read", {});
    } else if (is_certain()) {
      auto body = read_json_option({"--body", "-b"});
      if (body) add(id, std::move(*body), true);
    }
  }

  /// The JSON of an option: in place, or `@FILE`.
  std::optional<Node> read_json_option(std::initializer_list<std::string_view> names) {
    std::string text = line_.value(names);
    const AzCommandLine::Option* option = line_.find(names);
    if (option == nullptr || option->values.empty()) {
      not_read(fmt::format("it has no {}", *names.begin()), {});
      return std::nullopt;
    }
    PlaceId where = place();
    if (text.starts_with('@')) {
      const std::string name = text.substr(1);
      if (UnknownTexts::is_in(name)) {
        not_read(unknown_.first_of(name));
        return std::nullopt;
      }
      auto file = files_(name);
      if (!file) {
        not_read(fmt::format("the file {} beside the script cannot be read", in_quotes(name, 60)),
                 "put it there");
        return std::nullopt;
      }
      text = std::move(*file);
      where = log_.problems.places.add_file(name);
    }
    return read_json_text(text, where);
  }

  /// JSON; or what the CLI takes for it, with marks in place of numbers too.
  std::optional<Node> read_json_text(const std::string& text, PlaceId where) {
    if (!nlohmann::json::accept(text)) {
      auto read = read_az_value(text, where);
      if (auto* node = std::get_if<Node>(&read); node != nullptr && node->is(Node::Kind::object)) {
        return std::move(*node);
      }
      if (UnknownTexts::is_in(text)) {
        not_read(unknown_.first_of(text));
        return std::nullopt;
      }
    }
    auto node = read_json(text, where, log_.problems);
    if (node && !node->is(Node::Kind::object)) {
      not_read(fmt::format("its properties are {}", kind_text(node->kind)), {});
      return std::nullopt;
    }
    return node;
  }

  void add(const ResourceId& id, Node object, bool is_whole) {
    if (id.segment.empty()) {
      add_namespace(id, std::move(object), is_whole);
      return;
    }
    const ResourceKind* kind = find_resource_kind(id.segment);
    if (kind == nullptr) {
      pass_over(fmt::format("{} are no part of an MQTT definition",
                            in_quotes(UnknownTexts::shown(id.segment), 40)));
      return;
    }
    if (!is_known_name(id.name, what(), place(), unknown_, log_)) return;
    // Some scripts give the whole object without saying so; the CLI would refuse that.
    collected_.add(*kind, read_resource(std::move(object), id.name, place(), true, log_.problems),
                   known(id.namespace_name), place(), SecondTime::replaces);
  }

  void add_namespace(const ResourceId& id, Node object, bool is_whole) {
    if (UnknownTexts::is_in(id.namespace_name)) {
      const UnknownText& part = unknown_.first_of(id.namespace_name);
      log_.add_not_read(place(), "the namespace's name", part.reason, part.next);
    }
    NamespaceResource resource = read_namespace_resource(std::move(object), true);
    if (!is_whole) {
      if (const std::string location = line_.value({"--location", "-l"}); !location.empty()) {
        resource.envelope.members.push_back({"location", string_node(location, place())});
      }
    }
    resource.name = known(id.namespace_name);
    collected_.add(std::move(resource), place(), SecondTime::replaces);
  }

  static std::string known(const std::string& name) {
    return UnknownTexts::is_in(name) ? std::string{} : name;
  }

  const ShellCommand& command_;
  const ScriptFiles& files_;
  const UnknownTexts& unknown_;
  Collected& collected_;
  ImportLog& log_;
  AzCommandLine line_;
  std::optional<PlaceId> place_;
};

}  // namespace

void read_az_call(const ShellCommand& command, const ScriptFiles& files,
                  const UnknownTexts& unknown, Collected& collected, ImportLog& log) {
  if (command.words[0] == "az" || command.words[0].ends_with("/az")) {
    AzCall{command, files, unknown, collected, log}.read();
  } else if (mentions_event_grid(command)) {
    log.add_not_read(log.add_line(command.file, command.line),
                     in_quotes(command_words(command), 60),
                     "it is no az command, but speaks of Event Grid");
  } else {
    log.add_passed_over(
        {command.file, command.line, in_quotes(command_words(command), 60), "it is no az command"});
  }
}

}  // namespace lab::model
