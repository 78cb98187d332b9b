// Whole files: read at once, written at once.
//
// A file is written beside its place under a name of its own and then renamed, so a reader finds the old file or the
// new one and never half of one, whatever happens to the writer. Everything the project writes goes through here.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace pinn {

// Throws std::runtime_error "<path>: <what>".
[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& what);

// The content of a file.  Throws std::runtime_error "<path>: <reason>" if it cannot be read.
std::string read_file(const std::filesystem::path& path);

// Puts `content` at `path`; creates the folder if needed.  On any failure (no folder, full disk, `path` is a folder or
// a device) removes what it wrote, leaves `path` as it was and throws std::runtime_error "<path>: <reason>".
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

// Creates the folder and proves by a probe file that one can write into it.
// Throws std::runtime_error "<folder>: <reason>".
void require_writable_folder(const std::filesystem::path& folder);

}  // namespace pinn
