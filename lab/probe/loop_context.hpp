#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "lab/probe/loop.hpp"

namespace lab::probe {

struct Loop::Context {
  boost::asio::io_context io{1};  // one thread
  /// Without it a loop that has nothing to do would not wait.
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> stays{io.get_executor()};
};

}  // namespace lab::probe
