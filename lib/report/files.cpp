#include "lib/report/files.hpp"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace pinn {
namespace {

namespace fs = std::filesystem;

// errno as words; streams do not promise to set it.
std::string last_error(const char* otherwise) {
    return errno != 0 ? std::generic_category().message(errno) : std::string(otherwise);
}

// A name beside `path` that no other process and no other thread of this one uses.
fs::path name_aside(const fs::path& path) {
    static std::atomic<unsigned> count = 0;
    return path.string() + ".part-" + std::to_string(getpid()) + "-" + std::to_string(count++);
}

}  // namespace

void refuse(const fs::path& path, const std::string& what) {
    throw std::runtime_error(path.generic_string() + ": " + what);
}

std::string read_file(const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) refuse(path, "is a folder");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) refuse(path, last_error("cannot be read"));
    std::ostringstream content;
    if (file.peek() != std::ifstream::traits_type::eof()) content << file.rdbuf();
    if (file.bad() || !content) refuse(path, "cannot be read");
    return content.str();
}

void write_file_atomically(const fs::path& path, std::string_view content) {
    std::error_code error;
    if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
    if (error) refuse(path.parent_path(), error.message());
    if (fs::exists(path, error) && !fs::is_regular_file(path, error)) refuse(path, "is not a regular file");

    const fs::path aside = name_aside(path);
    errno = 0;
    std::ofstream file(aside, std::ios::binary | std::ios::trunc);
    if (!file) refuse(path, last_error("cannot be created"));
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();  // flushes: a full disk shows here at the latest
    std::string reason = file ? "" : last_error("cannot be written");
    if (reason.empty()) {
        fs::rename(aside, path, error);
        if (error) reason = error.message();
    }
    if (reason.empty()) return;
    fs::remove(aside, error);
    refuse(path, reason);
}

void require_writable_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) refuse(folder, error.message());
    if (!fs::is_directory(folder, error)) refuse(folder, "is not a folder");
    const fs::path probe = name_aside(folder / "probe");
    errno = 0;
    std::ofstream file(probe);
    file << "probe\n";
    file.close();
    const std::string reason = file ? "" : last_error("cannot be written");
    fs::remove(probe, error);
    if (!reason.empty()) refuse(folder, reason);
}

}  // namespace pinn
