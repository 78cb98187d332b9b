// The instruments of the paper, read before a training: lib/training/diagnosis.hpp on an equation by its name.
//
//     build/diagnose --equation burgers [OPTIONS]      --help explains every line
//
// An equation of one's own is added to the table in tests/pde/equations.hpp, or diagnosed by diagnose() where it is.

#include <iostream>

#include "chapters/10-elsewhere/by_name.hpp"
#include "lib/report/options.hpp"

int main(int argc, char** argv) {
    return pinn::guarded_main("diagnose", [&] { return pinn::elsewhere::diagnose_by_name(argc, argv, std::cout); });
}
