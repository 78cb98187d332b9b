// Compiles an answer, under limits: a compiler can be made to loop, to fill memory and to write without end.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "chapters/marking/sandbox.hpp"

namespace pinn::marking {

constexpr int megabytes_to_compile = 3072, megabytes_compiled = 64;

struct Compiled {
    std::string refused{};   // why there is no library, in words for the report; empty if there is one
    std::string warnings{};  // of the compiler
};

// Makes the shared library of one answer. `compiler` is the command up to the name of the source; the library and what
// the compiler leaves go to `folder`. The answer may include lib/, chapters/exercise.hpp, the exercise.hpp beside it
// and headers of the system: another file is refused by name.
Compiled compile(const Sandbox& sandbox, const std::vector<std::string>& compiler, const std::filesystem::path& answer,
                 const std::string& contract, const std::filesystem::path& folder, const std::filesystem::path& library,
                 int seconds);

// The files that a rule in the syntax of make depends on ("a.o: b.cpp \<newline> c\ d.hpp").
std::vector<std::string> prerequisites(const std::string& rule);

// What stands between a file and the compiler, in one line; empty if nothing does.
std::string unreadable(const std::filesystem::path& answer);

}  // namespace pinn::marking
