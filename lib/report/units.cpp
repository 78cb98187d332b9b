#include "lib/report/units.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "lib/foundation/check.hpp"
#include "lib/report/csv.hpp"
#include "lib/report/files.hpp"
#include "lib/report/progress.hpp"
#include "lib/report/ranks.hpp"
#include "lib/report/text.hpp"

namespace pinn {
namespace {

constexpr std::string_view seal = "# checksum: ";

bool ends_line(char c) { return c == '\n' || c == '\r'; }

}  // namespace

std::string program_identity(const std::string& argv0) {
    for (const std::string& file : {std::string("/proc/self/exe"), argv0}) {
        try {
            return checksum(read_file(file));
        } catch (const std::runtime_error&) {  // the next one
        }
    }
    return "";
}

Units::Units(std::filesystem::path folder, std::string settings, std::string program)
    : folder_(std::move(folder)), settings_(std::move(settings)), program_(std::move(program)) {
    if (std::ranges::any_of(settings_, ends_line)) {
        throw std::logic_error("the settings of units are more than one line");
    }
    require_writable_folder(folder_);
}

std::filesystem::path Units::path(const std::string& key) const {
    std::string name = key;
    std::ranges::replace_if(
        name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '+' && c != '-'; },
        '_');
    return folder_ / (name + ".csv");
}

// Nothing if the file is not there, not whole, or of another unit, settings or program.
std::optional<std::vector<double>> Units::find(const std::string& key) const {
    if (program_.empty()) return std::nullopt;
    try {
        const std::string text = read_file(path(key));
        const std::size_t end = text.size() - std::min(text.size(), seal.size() + 9);
        const std::string body = text.substr(0, end);
        if (text.substr(end) != concat(seal, checksum(body), "\n")) return std::nullopt;
        const Csv table = parse_csv(body);
        const bool same = table.comment("unit") == key && table.comment("settings") == settings_ &&
                          table.comment("program") == program_;
        return same ? std::optional(numbers(table, "value")) : std::nullopt;
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

std::vector<double> Units::compute(const UnitJob& job) {
    Csv table{.comments = {"unit: " + job.key, "settings: " + settings_, "program: " + program_},
              .header = {"value"},
              .rows = {}};
    try {
        for (const double number : job.run()) table.rows.push_back({to_text(number)});
    } catch (const NumericalError& error) {
        std::string failure = error.what();
        std::ranges::replace_if(failure, ends_line, ' ');
        table.comments.push_back("failure: " + failure);
    }
    const std::string text = table.text();
    write_file_atomically(path(job.key), concat(text, seal, checksum(text), "\n"));
    return numbers(parse_csv(text), "value");
}

std::vector<std::vector<double>> Units::run(const std::vector<UnitJob>& jobs, const std::string& label,
                                            bool show_progress) {
    std::vector<Files> files;
    for (const UnitJob& job : jobs) {
        files.push_back({path(job.key)});
        if (!used_.insert(files.back()[0]).second) throw std::logic_error("two runs are called " + job.key);
    }
    unite(files, [&](std::size_t i) { return find(jobs[i].key) ? 1.0 : 0.0; });
    std::vector<std::optional<std::vector<double>>> found;
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (!found.emplace_back(find(jobs[i].key))) missing.push_back(i);
    }
    reused_ += jobs.size() - missing.size();
    Progress progress(label, missing.size(), "runs", show_progress);
    const auto done = [&] {
        ++computed_;
        progress.advance();
    };
    std::vector<FileJob> work;
    for (const std::size_t i : missing) {
        work.push_back({files[i], [&, i] {
                            found[i] = compute(jobs[i]);
                            done();
                        }});
    }
    share(work, done);
    std::vector<std::vector<double>> results;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (!found[i]) found[i] = find(jobs[i].key);  // another rank computed it
        if (!found[i]) refuse(files[i][0], "is not what another rank has sent");
        results.push_back(*std::move(found[i]));
    }
    return results;
}

std::string Units::summary() const {
    if (used_.empty()) return "";
    return concat("units: ", computed(), " computed, ", reused(), " found from an earlier run");
}

}  // namespace pinn
