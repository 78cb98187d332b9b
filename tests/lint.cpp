// make lint: prints every finding of tests/lint_rules.hpp as file:line: rule: message; exits 1 if there is one.
//
// Run:    build/lint [ROOT]

#include <iostream>

#include "lib/report/options.hpp"
#include "tests/lint_rules.hpp"

int main(int argc, char** argv) {
    return pinn::guarded_main("lint", [&] {
        if (argc > 2) throw pinn::UsageError("accepted is one folder, the root of the sources");
        const pinn::lint::Tree tree = pinn::lint::read_tree(argc == 2 ? argv[1] : ".");
        if (!tree.contains("Makefile")) throw std::runtime_error("no Makefile here: not the root of the sources");
        const auto findings = pinn::lint::check_all(tree);
        for (const auto& finding : findings) std::cout << to_string(finding) << '\n';
        std::cout << tree.size() << " files, " << findings.size() << " findings\n";
        return findings.empty() ? 0 : 1;
    });
}
