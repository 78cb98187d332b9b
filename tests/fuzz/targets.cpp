#include "tests/fuzz/targets.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "lib/report/csv.hpp"
#include "lib/report/files.hpp"
#include "lib/report/options.hpp"
#include "lib/report/text.hpp"
#include "lib/training/checkpoint.hpp"

namespace pinn::fuzz {
namespace {

void require(bool holds, const std::string& claim) {
    if (!holds) throw std::logic_error("does not hold: " + claim);
}

void require_one_line(const std::string& message) {
    require(!message.empty() && message.find('\n') == std::string::npos, "a refusal is one line: " + message);
}

// A file of this process, gone with it.
class OwnFile {
  public:
    OwnFile() : path_(std::filesystem::temp_directory_path() / concat("pinn-fuzz-", getpid(), ".checkpoint")) {}
    ~OwnFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    OwnFile(const OwnFile&) = delete;
    OwnFile& operator=(const OwnFile&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

template <class T>
void read_write_read(const std::filesystem::path& path, std::string_view bytes) {
    write_file_atomically(path, bytes);
    Checkpoint<T> read;
    try {
        read = read_checkpoint<T>(path);
    } catch (const std::runtime_error& error) {
        require_one_line(error.what());
        require(std::string_view(error.what()).starts_with(path.string() + ": "), "a refusal names the file");
        require(read_file(path) == bytes, "a refused file is not touched");
        return;
    }
    write_checkpoint(path, read);
    const std::string once = read_file(path);
    write_checkpoint(path, read_checkpoint<T>(path));
    require(read_file(path) == once, "a checkpoint is written and read unchanged");
}

}  // namespace

void options(std::string_view bytes) {
    Options options("00", "fuzz");
    options.default_seeds({.quick = 3, .paper = 10});
    options.offer_study("many seeds");
    options.add_integer("steps", {.quick = 10, .paper = 1000}, 1, 1000, "steps");
    options.add_number("rate", 0.5, 1e-9, 1, "learning rate");
    options.add_text("resume", "FILE", "checkpoint");

    std::vector<std::string> arguments;
    while (!bytes.empty()) {
        const std::size_t length = std::min(bytes.find('\n'), bytes.size());
        // As the operating system hands them over: without zeros.
        arguments.emplace_back(bytes.substr(0, std::min(bytes.find('\0'), length)));
        bytes.remove_prefix(std::min(length + 1, bytes.size()));
    }
    try {
        options.parse(arguments);
    } catch (const UsageError& error) {
        require_one_line(error.what());
        return;
    }
    require(options.integer("steps") >= 1 && options.integer("steps") <= 1000, "steps within 1..1000");
    require(options.number("rate") >= 1e-9 && options.number("rate") <= 1, "rate within 1e-9..1");
    const std::vector<std::string> profiles{"quick", "paper", "study"};
    require(std::ranges::find(profiles, options.profile()) != profiles.end(), "profile is one of three");
    require(!options.flag("resume") || !options.text("resume").empty(), "a text is not empty");
    require(options.threads() >= 1, "at least one thread");
    require(options.seeds().size() == static_cast<std::size_t>(options.integer("seeds")), "as many seeds as asked for");
    require(!options.first_line().empty() && !options.help().empty(), "first line and help");
    require(options.changed().find('\n') == std::string::npos, "changed options are one line");
}

void csv(std::string_view bytes) {
    Csv table;
    try {
        table = parse_csv(bytes);
    } catch (const std::runtime_error& error) {
        require_one_line(error.what());
        return;
    }
    for (const auto& row : table.rows) require(row.size() == table.header.size(), "rows as long as the header");
    const Csv again = parse_csv(table.text());
    require(again.comments == table.comments, "comments come back");
    require(again.header == table.header, "the header comes back");
    require(again.rows == table.rows, "rows come back");
    for (const std::string& name : table.header) {
        try {
            require(numbers(table, name).size() == table.rows.size(), "as many numbers as rows");
        } catch (const std::runtime_error&) {
        }
    }
}

void checkpoint(std::string_view bytes) {
    static const OwnFile file;
    read_write_read<float>(file.path(), bytes);
    read_write_read<double>(file.path(), bytes);

    const std::size_t first = bytes.find('\n'), second = bytes.find('\n', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) return;
    const std::string_view data = bytes.substr(second + 1);
    const std::string mended = concat(bytes.substr(0, first + 1), data.size(), " ", checksum(data), "\n", data);
    read_write_read<float>(file.path(), mended);
    read_write_read<double>(file.path(), mended);
}

}  // namespace pinn::fuzz
