#include "tests/fuzz/targets.hpp"

#include <filesystem>
#include <string>

#include "lib/report/files.hpp"
#include "tests/support.hpp"

using namespace pinn;

namespace {

// Sends every file of the target's corpus through it.  Returns how many there are.
int replay(const std::string& name, void (*target)(std::string_view)) {
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/corpus/" + name)) {
        CAPTURE(entry.path().string());
        CHECK_NOTHROW(target(read_file(entry.path())));
        ++files;
    }
    return files;
}

}  // namespace

TEST_CASE("options, tables and checkpoints from outside are read or refused in one line, for the whole corpus") {
    CHECK(replay("options", fuzz::options) >= 8);
    CHECK(replay("csv", fuzz::csv) >= 8);
    CHECK(replay("checkpoint", fuzz::checkpoint) >= 4);
}
