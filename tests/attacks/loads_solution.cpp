// Has no function of its own: loads the library that make check-exercises makes of the solution.
// needs namespaces
// points: 0
// reason: it does not define exercise::
#include <dlfcn.h>
#include <unistd.h>

#include <string>

static void* const there = [] {
    char program[4096] = {};
    const ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    const std::string path(program, size < 0 ? 0 : static_cast<std::size_t>(size));
    return dlopen((path.substr(0, path.rfind('/')) + "/answer-01-solution.so").c_str(), RTLD_NOW | RTLD_GLOBAL);
}();
