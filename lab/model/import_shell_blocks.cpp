#include "lab/model/import_shell_blocks.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace lab::model {
namespace {

constexpr std::size_t deepest = 1000;

constexpr std::array openers{
    ShellOpener{"if", "fi", true},       ShellOpener{"for", "done", true},
    ShellOpener{"select", "done", true}, ShellOpener{"while", "done", true},
    ShellOpener{"until", "done", true},  ShellOpener{"case", "esac", true},
    ShellOpener{"{", "}", false}};

}  // namespace

const ShellOpener* find_shell_opener(std::string_view word) {
  const auto* found = std::find_if(openers.begin(), openers.end(),
                                   [&](const ShellOpener& one) { return one.word == word; });
  return found == openers.end() ? nullptr : found;
}

bool is_shell_closer(std::string_view word) {
  return std::any_of(openers.begin(), openers.end(),
                     [&](const ShellOpener& one) { return one.closer == word; });
}

bool ShellBlocks::open(std::string_view closer, std::string condition) {
  if (blocks_.size() >= deepest) return false;
  blocks_.push_back({closer, std::move(condition)});
  return true;
}

void ShellBlocks::close(std::string_view closer) {
  if (has_own() && blocks_.back().closer == closer) blocks_.pop_back();
}

std::string ShellBlocks::condition() const {
  const auto found = std::find_if(blocks_.rbegin(), blocks_.rend(),
                                  [](const Block& block) { return !block.condition.empty(); });
  return found == blocks_.rend() ? std::string{} : found->condition;
}

bool ShellBlocks::expects_choice() const {
  return has_own() && blocks_.back().expects_choice;
}

void ShellBlocks::expect_choice(bool expects) {
  if (has_own()) blocks_.back().expects_choice = expects;
}

std::size_t ShellBlocks::enter() {
  return std::exchange(base_, blocks_.size());
}

void ShellBlocks::leave(std::size_t entered) {
  blocks_.resize(std::min(blocks_.size(), base_));
  base_ = entered;
}

}  // namespace lab::model
