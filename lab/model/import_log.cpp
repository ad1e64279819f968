#include "lab/model/import_log.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "lab/base/terminal.hpp"

namespace lab::model {

std::string to_text(const NotRead& not_read) {
  std::string place = not_read.file;
  if (not_read.line > 0) place += fmt::format(":{}", not_read.line);
  if (!not_read.pointer.empty()) place += "#" + not_read.pointer;
  constexpr std::size_t longest = 1000;
  return printable(fmt::format("{}: {} is not read: {}{}{}", place, not_read.what, not_read.reason,
                               not_read.next.empty() ? "" : "; ", not_read.next),
                   longest);
}

PlaceId ImportLog::add_line(const std::string& file, std::size_t line) {
  std::string name = fmt::format("{}:{}", file, line);
  lines_.insert_or_assign(name, Line{file, line});
  return problems.places.add_file(std::move(name));
}

NotRead ImportLog::locate(const std::string& file, std::string pointer) const {
  NotRead located;
  located.file = file;
  located.pointer = std::move(pointer);
  if (const auto found = lines_.find(file); found != lines_.end()) {
    located.file = found->second.file;
    located.line = found->second.line;
  }
  return located;
}

NotRead ImportLog::place_of(PlaceId place) const {
  return locate(problems.places.file(place), problems.places.pointer(place));
}

void ImportLog::add_not_read(PlaceId place, std::string what, std::string reason,
                             std::string next) {
  NotRead not_read = place_of(place);
  not_read.what = std::move(what);
  not_read.reason = std::move(reason);
  not_read.next = std::move(next);
  not_read_.push_back(std::move(not_read));
}

std::vector<NotRead> ImportLog::not_read() const {
  std::vector<NotRead> all;
  for (const Problem& problem : problems.in_text_order()) {
    NotRead not_read = locate(problem.file, problem.pointer);
    not_read.what = "this";
    not_read.reason = problem.cause;
    not_read.next = problem.fix;
    all.push_back(std::move(not_read));
  }
  all.insert(all.end(), not_read_.begin(), not_read_.end());
  // The order of the inputs is the order in which their files first appear.
  std::map<std::string, std::size_t> order;
  for (const NotRead& one : all) order.emplace(one.file, order.size());
  std::stable_sort(all.begin(), all.end(), [&](const NotRead& left, const NotRead& right) {
    return std::pair{order.at(left.file), left.line} < std::pair{order.at(right.file), right.line};
  });
  return all;
}

}  // namespace lab::model
