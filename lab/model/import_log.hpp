#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "lab/model/problem_list.hpp"

namespace lab::model {

/// Something that an import met and could not take over: where, what, why, and the way out.
struct NotRead {
  std::string file;
  std::size_t line = 0;  ///< Of a script, from 1; 0 where a JSON pointer tells the place.
  std::string pointer;   ///< JSON pointer (RFC 6901); empty for the whole.
  std::string what;
  std::string reason;
  std::string next;  ///< May be empty.
};

/// Something that an import left alone because it is no part of a definition: a command of a script
/// that creates nothing in a namespace, a resource of another kind.
struct PassedOver {
  std::string file;
  std::size_t line = 0;
  std::string what;
  std::string reason;
};

/// One line: `FILE:LINE: WHAT is not read: REASON; NEXT`, or `FILE#POINTER: …`. Safe for a
/// terminal.
std::string to_text(const NotRead& not_read);

/// Gathers what an import did not take over, from all inputs, so that nothing is dropped silently.
class ImportLog {
 public:
  /// Places in the inputs. The reader's own parsers tell their problems here.
  ProblemList problems;

  /// A place for what stands on a line of a script: `file` and `line` are found again by
  /// `not_read_at`.
  PlaceId add_line(const std::string& file, std::size_t line);

  /// Tells that something at a place is not read.
  void add_not_read(PlaceId place, std::string what, std::string reason, std::string next = {});
  void add_not_read(NotRead not_read) { not_read_.push_back(std::move(not_read)); }
  void add_passed_over(PassedOver passed_over) { passed_over_.push_back(std::move(passed_over)); }

  /// A place as `NotRead` gives it: file, line, pointer; the rest empty.
  [[nodiscard]] NotRead place_of(PlaceId place) const;

  /// Everything not read, the parsers' problems included, in the order of the inputs and in each
  /// by line.
  [[nodiscard]] std::vector<NotRead> not_read() const;
  [[nodiscard]] const std::vector<PassedOver>& passed_over() const { return passed_over_; }

 private:
  struct Line {
    std::string file;
    std::size_t line;
  };
  [[nodiscard]] NotRead locate(const std::string& file, std::string pointer) const;

  std::map<std::string, Line> lines_;  ///< By the name of the place's "file".
  std::vector<NotRead> not_read_;
  std::vector<PassedOver> passed_over_;
};

}  // namespace lab::model
