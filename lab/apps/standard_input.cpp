#include "lab/apps/standard_input.hpp"

#include <array>
#include <cstdio>

#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/model/limits.hpp"

namespace lab::apps {

std::string read_standard_input() {
  std::string text;
  std::array<char, 65536> block{};
  while (const std::size_t got = std::fread(block.data(), 1, block.size(), stdin)) {
    text.append(block.data(), got);
    if (text.size() > model::limits::definition_bytes) {
      throw Error(ErrorKind::definition, "cannot read standard input",
                  fmt::format("it is longer than {} bytes", model::limits::definition_bytes),
                  "give a file instead");
    }
  }
  if (std::ferror(stdin) != 0) {
    throw Error(ErrorKind::definition, "cannot read standard input", "the read failed",
                "give a file instead");
  }
  return text;
}

}  // namespace lab::apps
