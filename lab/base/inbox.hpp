#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "lab/base/deadline.hpp"

namespace lab {

/// The one wait. One thread puts items in as they happen, another waits for the item it wants. What
/// arrived meanwhile stays in order and can be shown, so a failed wait says what came instead.
///
/// Safe for any number of writers and one reader. After `close` (the source ended) a wait for
/// something that is not there returns at once.
template <typename Item>
class Inbox {
 public:
  /// Adds an item at the end and wakes the reader.
  void put(Item item) {
    {
      const std::lock_guard lock{mutex_};
      items_.push_back(std::move(item));
    }
    changed_.notify_all();
  }

  /// Nothing more will come.
  void close() {
    {
      const std::lock_guard lock{mutex_};
      closed_ = true;
    }
    changed_.notify_all();
  }

  /// Takes the first item for which `wanted` is true, also one that came before the call. Items
  /// before it stay. Nothing if the deadline passes or the source closes first.
  template <typename Predicate>
  [[nodiscard]] std::optional<Item> wait(Deadline deadline, Predicate wanted) {
    std::unique_lock lock{mutex_};
    std::size_t looked_at = 0;
    while (true) {
      for (; looked_at < items_.size(); ++looked_at) {
        if (!wanted(std::as_const(items_[looked_at]))) continue;
        std::optional<Item> found{std::move(items_[looked_at])};
        items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(looked_at));
        return found;
      }
      if (closed_) return std::nullopt;
      if (changed_.wait_until(lock, deadline.when()) == std::cv_status::timeout &&
          looked_at == items_.size()) {
        return std::nullopt;
      }
    }
  }

  /// Takes the next item, whatever it is.
  [[nodiscard]] std::optional<Item> next(Deadline deadline) {
    return wait(deadline, [](const Item&) { return true; });
  }

  /// A copy of what is there now and was not taken, oldest first.
  [[nodiscard]] std::vector<Item> pending() const {
    const std::lock_guard lock{mutex_};
    return {items_.begin(), items_.end()};
  }

  [[nodiscard]] bool closed() const {
    const std::lock_guard lock{mutex_};
    return closed_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> items_;
  bool closed_ = false;
};

}  // namespace lab
