#include "lib/report/units.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include "lib/foundation/parallel.hpp"
#include "lib/report/csv.hpp"
#include "lib/report/files.hpp"
#include "lib/report/progress.hpp"
#include "lib/report/text.hpp"

namespace pinn {
namespace {

constexpr std::string_view seal = "# checksum: ";

// One line, whatever the message was.
std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return text;
}

// The file of a unit. The last line is the checksum of everything before it.
std::string text_of(const Unit& unit, const std::string& key, const std::string& settings, const std::string& program) {
    Csv table;
    table.comments = {"unit: " + key, "settings: " + settings, "program: " + program};
    if (unit.failed()) table.comments.push_back("failure: " + unit.failure);
    table.header = {"value"};
    for (const double number : unit.numbers) table.rows.push_back({to_text(number)});
    const std::string text = table.text();
    return concat(text, seal, checksum(text), "\n");
}

// Its inverse; nothing if the text is not whole, or of another unit, settings or program.
std::optional<Unit> parse_unit(const std::string& text, const std::string& key, const std::string& settings,
                               const std::string& program) {
    const std::size_t end = text.size() - std::min(text.size(), seal.size() + 9);
    const std::string body = text.substr(0, end);
    if (text.substr(end) != concat(seal, checksum(body), "\n")) return std::nullopt;
    const Csv table = parse_csv(body);
    if (table.comment("unit") != key || table.comment("settings") != settings || table.comment("program") != program) {
        return std::nullopt;
    }
    return Unit{numbers(table, "value"), table.comment("failure").value_or("")};
}

std::string settings_of(const Options& options, const std::string& settings) {
    const std::string changed = options.changed();
    return changed.empty() ? settings : concat(settings, "; changed: ", changed);
}

std::filesystem::path folder_of(const Options& options) {
    return std::filesystem::path(options.out()) / "units" / ("chapter-" + options.chapter()) / options.profile();
}

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

Units::Units(const Options& options, const std::string& settings)
    : Units(folder_of(options), settings_of(options, settings), program_identity(options.program())) {}

Units::Units(std::filesystem::path folder, std::string settings, std::string program)
    : folder_(std::move(folder)), settings_(std::move(settings)), program_(std::move(program)) {
    if (one_line(settings_) != settings_) throw std::logic_error("the settings of units are more than one line");
    require_writable_folder(folder_);
}

std::filesystem::path Units::path(const std::string& key) const {
    const auto accepted = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '+' || c == '-';
    };
    if (key.empty() || key.starts_with('.') || !std::all_of(key.begin(), key.end(), accepted)) {
        throw std::logic_error(concat("\"", key, "\" is no key of a unit"));
    }
    return folder_ / (key + ".csv");
}

std::optional<Unit> Units::find(const std::string& key) const {
    const std::filesystem::path file = path(key);
    if (program_.empty()) return std::nullopt;
    try {
        return parse_unit(read_file(file), key, settings_, program_);
    } catch (const std::runtime_error&) {
        return std::nullopt;  // not there, or no table
    }
}

Unit Units::get_or_run(const std::string& key, const std::function<std::vector<double>()>& run) {
    if (std::optional<Unit> found = find(key)) {
        ++reused_;
        return *std::move(found);
    }
    Unit unit;
    try {
        unit.numbers = run();
    } catch (const NumericalError& error) {
        unit.failure = one_line(error.what());
        if (unit.failure.empty()) unit.failure = "failed";
    }
    const std::string text = text_of(unit, key, settings_, program_);
    write_file_atomically(path(key), text);
    ++computed_;
    return parse_unit(text, key, settings_, program_).value();
}

std::string Units::summary() const {
    return concat("units: ", computed(), " computed, ", reused(), " found from an earlier run");
}

std::vector<Unit> run_units(Units& units, const std::vector<UnitJob>& jobs, const std::string& label,
                            bool show_progress) {
    std::set<std::string> keys;
    for (const UnitJob& job : jobs) {
        if (!keys.insert(job.key).second) throw std::logic_error("two units have the key " + job.key);
    }
    std::vector<Unit> results(jobs.size());
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (units.find(jobs[i].key)) {
            results[i] = units.get_or_run(jobs[i].key, jobs[i].run);
        } else {
            missing.push_back(i);
        }
    }
    Progress progress(label, missing.size(), "runs", show_progress);
    parallel_for(missing.size(), [&](std::size_t i) {
        const UnitJob& job = jobs[missing[i]];
        results[missing[i]] = units.get_or_run(job.key, job.run);
        progress.advance();
    });
    return results;
}

std::string UnitSweep::add(const std::string& key, double cost, std::function<std::vector<double>()> run) {
    if (keys_.insert(key).second) jobs_.push_back({{key, std::move(run)}, cost});
    return key;
}

void UnitSweep::run(const std::string& label, bool show_progress) {
    std::ranges::stable_sort(jobs_, std::ranges::greater(), &Waiting::cost);
    std::vector<UnitJob> jobs;
    for (const Waiting& waiting : jobs_) jobs.push_back(waiting.job);
    std::vector<Unit> found = run_units(units_, jobs, label, show_progress);
    for (std::size_t i = 0; i < jobs.size(); ++i) done_[jobs[i].key] = std::move(found[i]);
}

std::vector<double> UnitSweep::column(const std::vector<std::string>& keys, std::size_t place) const {
    std::vector<double> values;
    for (const std::string& key : keys) {
        const Unit& unit = done_.at(key);
        values.push_back(unit.failed() ? NAN : unit.numbers.at(place));
    }
    return values;
}

}  // namespace pinn
