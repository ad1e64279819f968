#include <utility>

#include "lab/apps/cloud_app_options.hpp"
#include "lab/apps/cloud_app_program.hpp"
#include "lab/apps/run_program.hpp"

int main(int argc, char** argv) {
  return lab::apps::run_program("cloud_app", [&] {
    lab::apps::CloudAppOptions options;
    if (!lab::apps::read_cloud_app_options(argc, argv, options)) return 0;
    return lab::apps::CloudAppProgram{std::move(options)}.run();
  });
}
