#include "lab/probe/recording.hpp"

#include <utility>

#include "lab/base/assert.hpp"

namespace lab::probe {

void Recording::add(Record record) {
  record.at_us =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_).count();
  records_.push_back(std::move(record));
}

void Recording::note(std::string who, std::string text) {
  Record record;
  record.who = std::move(who);
  record.text = std::move(text);
  add(std::move(record));
}

std::string_view to_text(Record::Kind kind) {
  switch (kind) {
    case Record::Kind::sent: return "sent";
    case Record::Kind::received: return "received";
    case Record::Kind::opened: return "opened";
    case Record::Kind::failed: return "failed";
    case Record::Kind::closed: return "closed";
    case Record::Kind::cut: return "cut";
    case Record::Kind::note: return "note";
  }
  LAB_ASSERT(!"a kind of record");
  return "";
}

}  // namespace lab::probe
