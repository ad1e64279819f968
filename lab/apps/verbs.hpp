#pragma once

#include <functional>

#include <CLI/App.hpp>

namespace lab::apps {

/// What the command line asks for; gives the exit code. Set by the verb that was typed.
using Chosen = std::function<int()>;

// Each adds one verb of `eglab` with its options and its help.
void add_run(CLI::App& eglab, Chosen& chosen);
void add_up(CLI::App& eglab, Chosen& chosen);
void add_compile(CLI::App& eglab, Chosen& chosen);
void add_certs(CLI::App& eglab, Chosen& chosen);
void add_conform(CLI::App& eglab, Chosen& chosen);
void add_report(CLI::App& eglab, Chosen& chosen);
void add_diff(CLI::App& eglab, Chosen& chosen);
void add_explain(CLI::App& eglab, Chosen& chosen);
void add_export(CLI::App& eglab, Chosen& chosen);
void add_import(CLI::App& eglab, Chosen& chosen);

}  // namespace lab::apps
