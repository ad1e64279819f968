#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <unordered_map>
#include <vector>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace lab::mqtt {

/// Something that wants to be called once a second.
class Ticked {
 public:
  virtual void on_tick() = 0;

 protected:
  ~Ticked() = default;
};

/// Calls every member once a second, from one timer for a whole loop: ten thousand clients need
/// their keep alive looked at, not ten thousand timers. The members are spread over ten slots a
/// second, so that they do not all fire at one moment. One exists per loop: get it with
/// `boost::asio::use_service<Ticker>(loop)`. The timer runs only while there are members.
class Ticker final : public boost::asio::execution_context::service {
 public:
  using key_type = Ticker;
  static inline boost::asio::execution_context::id id;

  explicit Ticker(boost::asio::execution_context& loop);

  /// A member may be added or removed inside `on_tick`.
  void add(Ticked& member);
  void remove(Ticked& member);

 private:
  static constexpr std::size_t slots = 10;
  static constexpr std::chrono::milliseconds step{1000 / slots};

  void shutdown() override;
  void wait();
  void fire();

  boost::asio::steady_timer timer_;
  std::unordered_map<Ticked*, std::size_t> slot_of_;
  std::array<std::vector<Ticked*>, slots> members_;
  std::size_t next_to_fill_ = 0;
  std::size_t next_to_fire_ = 0;
  bool waiting_ = false;
};

}  // namespace lab::mqtt
