#include <utility>

#include "lab/apps/device_options.hpp"
#include "lab/apps/device_program.hpp"
#include "lab/apps/run_program.hpp"

int main(int argc, char** argv) {
  return lab::apps::run_program("device", [&] {
    lab::apps::DeviceOptions options;
    if (!lab::apps::read_device_options(argc, argv, options)) return 0;
    return lab::apps::DeviceProgram{std::move(options)}.run();
  });
}
