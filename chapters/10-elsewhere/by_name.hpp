// What build/diagnose does: the instruments of the paper on an equation by its name, before a training.
#pragma once

#include <ostream>

namespace pinn::elsewhere {

// Prints the diagnosis of --equation, or the help.  Throws UsageError, one line that names what is accepted, for an
// equation or an option that is not known, or a value that is not accepted; before any work.
int diagnose_by_name(int argc, const char* const* argv, std::ostream& out);

}  // namespace pinn::elsewhere
