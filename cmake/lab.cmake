# How this project builds: its flags, its rooms, its tests.

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# Every target of ours takes its flags from here, and from nowhere else.
add_library(lab_flags INTERFACE)
target_include_directories(lab_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(lab_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  # Not with sanitizers: their instrumentation sets off GCC's flow warnings where nothing is wrong.
  $<$<AND:$<BOOL:${LAB_WARNINGS_ARE_ERRORS}>,$<NOT:$<BOOL:${LAB_SANITIZE}>>>:-Werror>)
if(LAB_SANITIZE)
  list(JOIN LAB_SANITIZE "," sanitizers)
  # -O1: enough for a suite, and compiled in half the time of -O2.
  target_compile_options(lab_flags INTERFACE -O1 -fsanitize=${sanitizers} -fno-omit-frame-pointer)
  target_link_options(lab_flags INTERFACE -fsanitize=${sanitizers})
endif()
if(LAB_FUZZ)
  # Coverage of everything that a fuzzer reaches, which is what guides it.
  target_compile_options(lab_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# lab_room(NAME SOURCES … HEADERS … [LINKS …] [PRIVATE_LINKS …])
# One room is one static library, `lab::NAME`. It links only rooms to its left.
function(lab_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;HEADERS;LINKS;PRIVATE_LINKS")
  add_library(lab_${name} STATIC ${room_SOURCES})
  add_library(lab::${name} ALIAS lab_${name})
  target_sources(lab_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}
                 FILES ${room_HEADERS})
  target_link_libraries(lab_${name} PUBLIC lab_flags ${room_LINKS} PRIVATE ${room_PRIVATE_LINKS})
  set_target_properties(lab_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()

# lab_program(NAME SOURCES … LINKS …)
# A main; lands in build/bin.
function(lab_program name)
  cmake_parse_arguments(PARSE_ARGV 1 program "" "" "SOURCES;LINKS")
  add_executable(${name} ${program_SOURCES})
  target_link_libraries(${name} PRIVATE lab_flags ${program_LINKS})
endfunction()

# lab_test(NAME LABEL unit|e2e|sanity TIMEOUT seconds SOURCES … LINKS … [NEEDS programs …])
# One GoogleTest binary; each of its tests is one ctest test.
function(lab_test name)
  cmake_parse_arguments(PARSE_ARGV 1 test "" "LABEL;TIMEOUT" "SOURCES;LINKS;NEEDS")
  add_executable(${name} ${test_SOURCES})
  target_link_libraries(${name} PRIVATE lab_flags ${test_LINKS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    LAB_SOURCE_FOLDER="${PROJECT_SOURCE_DIR}" LAB_PROGRAM_FOLDER="${CMAKE_BINARY_DIR}/bin")
  if(test_NEEDS)
    add_dependencies(${name} ${test_NEEDS})
  endif()
  gtest_discover_tests(${name} NO_PRETTY_VALUES DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS ${test_LABEL} TIMEOUT ${test_TIMEOUT}
      ENVIRONMENT "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/cmake/tsan-suppressions.txt")
endfunction()

# lab_fuzz(NAME SOURCES … LINKS …)
# One libFuzzer target, built with LAB_FUZZ=ON and clang; `fuzz_programs` builds them all. Its name
# ends with `_fuzz`: `make fuzz` runs what is called so.
function(lab_fuzz name)
  if(NOT LAB_FUZZ)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 fuzz "" "" "SOURCES;LINKS")
  add_executable(${name} ${fuzz_SOURCES})
  target_link_libraries(${name} PRIVATE lab_flags ${fuzz_LINKS} -fsanitize=fuzzer)
  add_dependencies(fuzz_programs ${name})
endfunction()

if(LAB_FUZZ)
  add_custom_target(fuzz_programs)
endif()

include(GoogleTest)
enable_testing()
