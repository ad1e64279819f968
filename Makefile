# What can be asked for: `make help`. Each target installs what it lacks (Debian 12), builds what is
# out of date, then does its job.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: run test unit e2e sanity conformance mutants asan tsan format format-check tidy fuzz clean \
        help packages developer-packages always

JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 60

# In CI a warning is an error, and a folder configured without that is configured again.
ifeq ($(CI),true)
  configuration := -DLAB_WARNINGS_ARE_ERRORS=ON
  when_in_ci := always
endif

sources = $$(find lab certs tests bench -name '*.cpp' -o -name '*.hpp' 2>/dev/null | sort)
build = NINJA_STATUS='[%f/%t] ' cmake --build $(1) --parallel $(JOBS)
ctest = ctest --test-dir $(1) --parallel $(JOBS) --output-on-failure --no-tests=error

export UBSAN_OPTIONS ?= halt_on_error=1:print_stacktrace=1

run: build/build.ninja  ## play the how-to scenario for real and show it
	@$(call build,build) --target eglab cloud_app device
	@build/bin/eglab run

test: build/build.ninja  ## run every test
	@$(call build,build)
	@$(call ctest,build)

unit: build/build.ninja  ## run the tests that need no broker
	@$(call build,build)
	@$(call ctest,build) --label-regex '^unit$$'

e2e: build/build.ninja  ## run the tests against a broker, with cloud app and devices
	@$(call build,build)
	@$(call ctest,build) --label-regex '^e2e$$'

sanity: build/build.ninja  ## check that wrong expectations do fail
	@$(call build,build)
	@$(call ctest,build) --label-regex '^sanity$$'

# Further options of `eglab conform` go into OPTIONS.
conformance: build/build.ninja  ## judge HOST, with the certificates in CREDENTIALS; else Mosquitto
	@$(call build,build) --target eglab eglab-conformance
	@build/bin/eglab conform --target '$(or $(HOST),direct)' \
	  $(if $(CREDENTIALS),--credentials '$(CREDENTIALS)') \
	  --html build/conformance.html --json build/conformance.json $(OPTIONS)

mutants: build/build.ninja  ## play every MUST against peers that break it, and print the score
	@$(call build,build) --target eglab-mutants eglab-conformance
	@build/bin/eglab-mutants

asan: build-asan/build.ninja  ## run unit and e2e with address and undefined-behaviour sanitizers
	@$(call build,build-asan)
	@$(call ctest,build-asan) --label-regex '^(unit|e2e)$$'

tsan: build-tsan/build.ninja  ## run unit and e2e with the thread sanitizer
	@$(call build,build-tsan)
	@$(call ctest,build-tsan) --label-regex '^(unit|e2e)$$'

format: developer-packages  ## lay out the sources with clang-format
	@clang-format -i $(sources)

format-check: developer-packages  ## check the layout, change nothing
	@clang-format --dry-run --Werror $(sources)

tidy: developer-packages build/build.ninja  ## check changed sources with clang-tidy (ALL=1: all)
	@changed=$$(git ls-files --modified --others --exclude-standard -- '*.cpp' 2>/dev/null || true); \
	if [ -n "$${ALL:-}" ]; then changed=; fi; \
	run-clang-tidy -quiet -j $(JOBS) -p build \
	  $${changed:-$$(find lab certs tests -name '*.cpp' | sort)}

fuzz: developer-packages build-fuzz/build.ninja  ## fuzz each reader for FUZZ_SECONDS (60)
	@$(call build,build-fuzz) --target fuzz_programs
	@for program in build-fuzz/bin/*_fuzz; do \
	  name=$$(basename "$$program" _fuzz); found=build-fuzz/corpus/$$name; mkdir -p "$$found"; \
	  seeds=$$(ls -d "tests/fuzz/corpus/$$name" 2>/dev/null || true); \
	  if [ "$$name" = reader ]; then seeds='fixtures/namespaces fixtures/invalid'; fi; \
	  echo "$$program"; \
	  "$$program" -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 "$$found" $$seeds; \
	done

clean:  ## remove what was built
	@rm -rf build build-asan build-tsan build-fuzz

help:  ## list these targets
	@sed -nE 's/^([a-z0-9-]+):.*  ## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand --tabs=22

packages:
	@setup/install-packages

developer-packages:
	@setup/install-packages developer

always:

# Configured once; after that Ninja itself runs CMake when a CMake file changed.
build-asan/build.ninja: configuration += -DLAB_SANITIZE='address;undefined'
build-tsan/build.ninja: configuration += -DLAB_SANITIZE=thread
build-fuzz/build.ninja: configuration += -DLAB_FUZZ=ON -DLAB_SANITIZE='address;undefined' \
  -DCMAKE_CXX_COMPILER=clang++
build/build.ninja build-asan/build.ninja build-tsan/build.ninja build-fuzz/build.ninja: \
    $(when_in_ci) | packages
	@cmake -S . -B $(@D) -G Ninja $(configuration)
