#pragma once

#include "lab/model/import_collected.hpp"
#include "lab/model/import_shell_script.hpp"
#include "lab/model/import_unknown.hpp"

namespace lab::model {

/// Reads one command of a script. What creates something in an Event Grid namespace (`az resource
/// create`, `az eventgrid namespace … create`, `az rest --method put`) goes to `collected`; what is
/// meant to, and cannot be read, is told in the log; anything else is passed over, in the log too.
/// `files` gives what `@FILE` names.
void read_az_call(const ShellCommand& command, const ScriptFiles& files,
                  const UnknownTexts& unknown, Collected& collected, ImportLog& log);

}  // namespace lab::model
