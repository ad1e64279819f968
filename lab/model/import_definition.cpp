#include "lab/model/import_definition.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/utf8.hpp"
#include "lab/model/arm_template.hpp"
#include "lab/model/canonical_form.hpp"
#include "lab/model/definition_folder.hpp"
#include "lab/model/definition_source.hpp"
#include "lab/model/import_az_answer.hpp"
#include "lab/model/import_az_call.hpp"
#include "lab/model/import_canonical.hpp"
#include "lab/model/import_repair.hpp"
#include "lab/model/limits.hpp"

namespace lab::model {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

bool is_definition(const Node& document) {
  return document.is(Node::Kind::object) &&
         (document.find("namespace") != nullptr ||
          std::any_of(resource_kinds.begin(), resource_kinds.end(), [&](const ResourceKind& kind) {
            return document.find(kind.segment) != nullptr;
          }));
}

/// Whether a text is a script: its name says so, or it does not begin like JSON.
bool is_script(const std::string& text, const std::string& name) {
  if (name.ends_with(".json")) return false;
  if (name.ends_with(".sh") || name.ends_with(".azcli")) return true;
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string::npos && text[first] != '{' && text[first] != '[';
}

/// What a script names is looked for beside it.
ScriptFiles files_beside(const fs::path& script) {
  return [folder = script.parent_path()](const std::string& name) -> std::optional<std::string> {
    constexpr std::size_t largest = 1U << 20U;
    const fs::path path = folder / name;
    std::error_code failure;
    if (!fs::is_regular_file(path, failure)) return std::nullopt;
    try {
      std::string text = read_file(path, largest);
      return is_utf8(text) ? std::optional{std::move(text)} : std::nullopt;
    } catch (const Error&) {
      return std::nullopt;
    }
  };
}

/// Reads input after input.
class Importer {
 public:
  explicit Importer(std::map<std::string, std::string> variables)
      : variables_(std::move(variables)) {}

  void read_standard_input(const std::string& text, const std::optional<fs::path>& parameters) {
    read_text(text, "standard input", files_beside("./script"), parameters);
  }

  void read_path(const fs::path& path, const std::optional<fs::path>& parameters) {
    std::error_code failure;
    if (fs::is_directory(path, failure)) {
      read_folder(path);
      return;
    }
    read_text(read_file(path, limits::definition_bytes), path.string(), files_beside(path),
              parameters);
  }

  void read_text(const std::string& text, const std::string& name, const ScriptFiles& files,
                 const std::optional<fs::path>& parameters) {
    if (is_script(text, name)) {
      read_script(text, name, files);
    } else {
      read_json_file(text, name, parameters);
    }
  }

  ImportResult finish() {
    ImportResult result;
    if (!collected_.is_empty()) {
      CanonicalValues values{unknown_, log_};
      Json document = canonical_json(collected_, values);
      keep_name(document);
      ReadResult read = repair(document, collected_, log_);
      result.text = document.dump(2) + "\n";
      result.definition = std::move(read.definition);
      result.warnings = std::move(read.problems);
    }
    result.not_read = log_.not_read();
    result.passed_over = log_.passed_over();
    return result;
  }

 private:
  void read_script(const std::string& text, const std::string& name, const ScriptFiles& files) {
    if (!is_utf8(text)) {
      log_.add_not_read(log_.add_line(name, 1), "the script", "it is no UTF-8 text",
                        "save it as UTF-8");
      return;
    }
    for (const ShellCommand& command :
         read_shell_script(text, name, variables_, files, unknown_, log_)) {
      read_az_call(command, files, unknown_, collected_, log_);
    }
  }

  void read_json_file(const std::string& text, const std::string& name,
                      const std::optional<fs::path>& parameters) {
    const PlaceId place = log_.problems.places.add_file(name);
    auto document = read_json(text, place, log_.problems);
    if (!document) return;
    const std::string stem = fs::path{name}.stem().string();
    if (is_arm_template(*document)) {
      read_template(*document, parameters);
    } else if (is_definition(*document)) {
      collected_.add_all(read_canonical_form(std::move(*document), log_.problems));
    } else if (is_az_answer(*document, stem)) {
      read_az_answer(std::move(*document), stem, collected_, log_);
    } else {
      log_.add_not_read(place, "this",
                        "it is no definition, no ARM template and no answer of the Azure CLI");
    }
  }

  void read_template(const Node& document, const std::optional<fs::path>& parameters) {
    std::optional<Node> given;
    if (parameters) {
      const PlaceId place = log_.problems.places.add_file(parameters->string());
      given = read_json(read_file(*parameters, limits::definition_bytes), place, log_.problems);
    }
    collected_.add_all(read_arm_template(document, given ? &*given : nullptr, log_.problems));
  }

  /// A folder in the definition's own form, or one of answers.
  void read_folder(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failure;
    for (fs::directory_iterator entry{folder, failure}, end; !failure && entry != end;
         entry.increment(failure)) {
      if (entry->path().filename().string().starts_with('.')) continue;
      std::error_code ignored;
      const std::string name = entry->path().filename().string();
      if (entry->is_directory(ignored) && find_resource_kind(name) != nullptr) {
        collected_.add_all(read_definition_folder(folder, log_.problems));
        return;
      }
      files.push_back(entry->path());
    }
    if (failure) {
      throw Error(ErrorKind::definition, fmt::format("cannot read the folder {}", folder.string()),
                  failure.message(), "give yourself the right to read it (chmod, chown)");
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      if (file.extension() == ".json") {
        read_path(file, std::nullopt);
      } else {
        log_.add_passed_over(
            {file.string(), 0, "the file", "only .json files of a folder are read"});
      }
    }
  }

  /// A name that only its children tell is the namespace's all the same.
  void keep_name(Json& document) {
    if (document.contains("namespace") || collected_.namespace_name().empty()) return;
    Json with_name;
    with_name["namespace"]["name"] = collected_.namespace_name();
    with_name["namespace"]["properties"]["topicSpacesConfiguration"]["state"] = "Enabled";
    with_name.update(document);
    document = std::move(with_name);
  }

  std::map<std::string, std::string> variables_;
  ImportLog log_;
  UnknownTexts unknown_;
  Collected collected_{log_};
};

}  // namespace

ImportResult import_definition(const ImportRequest& request) {
  Importer importer{request.variables};
  for (const fs::path& input : request.inputs) {
    if (input == "-") {
      importer.read_standard_input(request.standard_input, request.parameters);
    } else {
      importer.read_path(input, request.parameters);
    }
  }
  return importer.finish();
}

ImportResult import_text(const std::string& text, const std::string& name,
                         const std::map<std::string, std::string>& variables,
                         const ScriptFiles& files) {
  Importer importer{variables};
  importer.read_text(text, name, files, std::nullopt);
  return importer.finish();
}

}  // namespace lab::model
