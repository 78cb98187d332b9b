#include "lib/report/files.hpp"

#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;
namespace fs = std::filesystem;

TEST_CASE("a written file holds exactly what was given, and nothing is left beside it") {
    const test::ScratchFolder folder;
    const std::string content("line\nnul \0 byte\r\n", 16);
    for (const std::string& text : {content, std::string(), std::string(3'000'000, 'x')}) {
        write_file_atomically(folder / "a/b/c.txt", text);
        CHECK(read_file(folder / "a/b/c.txt") == text);
        CHECK(folder.files() == 1);
    }
}

TEST_CASE("a full disk leaves the old file, no half file, and one clear line") {
    const test::ScratchFolder folder;
    const fs::path path = folder / "results.csv";
    write_file_atomically(path, "old");
    for (const std::size_t size : {5'000, 3'000'000}) {  // fails at the close; fails at the write
        const test::SmallDisk disk(1000);
        CHECK_THROWS_WITH_AS(write_file_atomically(path, std::string(size, 'x')),
                             (path.string() + ": File too large").c_str(), std::runtime_error);
    }
    CHECK(read_file(path) == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("a folder, a device or a place below a file cannot be overwritten") {
    const test::ScratchFolder folder;
    CHECK_THROWS_WITH_AS(write_file_atomically("/dev/full", "x"), "/dev/full: is not a regular file",
                         std::runtime_error);
    CHECK(fs::is_character_file("/dev/full"));
    CHECK_THROWS_WITH_AS(write_file_atomically(folder.path(), "x"),
                         (folder.path().string() + ": is not a regular file").c_str(), std::runtime_error);
    write_file_atomically(folder / "file", "old");
    CHECK_THROWS_WITH_AS(write_file_atomically(folder / "file/below", "x"),
                         ((folder / "file").string() + ": Not a directory").c_str(), std::runtime_error);
    CHECK_THROWS_AS(write_file_atomically("/proc/nowhere/x", "x"), std::runtime_error);
    CHECK(folder.files() == 1);
}

TEST_CASE("reading what is not there is an error that names it") {
    const test::ScratchFolder folder;
    CHECK_THROWS_WITH_AS(read_file(folder / "none"),
                         ((folder / "none").string() + ": No such file or directory").c_str(), std::runtime_error);
    CHECK_THROWS_WITH_AS(read_file(folder.path()), (folder.path().string() + ": is a folder").c_str(),
                         std::runtime_error);
}

TEST_CASE("require_writable_folder creates the folder, leaves no probe, and refuses what it cannot write") {
    const test::ScratchFolder folder;
    require_writable_folder(folder / "a/b");
    CHECK(fs::is_directory(folder / "a/b"));
    CHECK(folder.files() == 0);
    write_file_atomically(folder / "file", "");
    CHECK_THROWS_WITH_AS(require_writable_folder(folder / "file"),
                         ((folder / "file").string() + ": Not a directory").c_str(), std::runtime_error);
    CHECK_THROWS_AS(require_writable_folder("/proc/nowhere"), std::runtime_error);
}
