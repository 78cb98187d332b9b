#include "lib/report/options.hpp"

#include <algorithm>
#include <boost/program_options.hpp>
#include <iostream>
#include <new>
#include <sstream>

#include "lib/foundation/memory.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/report/files.hpp"
#include "lib/report/interrupt.hpp"
#include "lib/report/ranks.hpp"
#include "lib/report/text.hpp"

namespace pinn {
namespace {

namespace po = boost::program_options;

// "1,10,100"; nothing if a part is no number.
std::optional<std::vector<double>> parse_list(const std::string& text) {
    std::vector<double> values;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(',', start), text.size());
        const auto number = parse_number(text.substr(start, end - start));
        if (!number) return std::nullopt;
        values.push_back(*number);
        start = end + 1;
    }
    return values;
}

std::string list_text(const std::vector<double>& values) {
    std::vector<std::string> parts;
    for (const double value : values) parts.push_back(to_text(value));
    return joined(parts, ",");
}
}  // namespace

Options::Options(std::string number, std::string title, std::string epilogue)
    : number_(std::move(number)), title_(std::move(title)), epilogue_(std::move(epilogue)) {
    add_text("profile", "", "quick: the same story in seconds; paper: as published");
    set_profiles({"quick", "paper"});
    find("profile").value = {"quick", "quick"};
    add_integer("seed", 0, 0, 4'294'967'295, "the first seed");
    add_integer("seeds", 1, 1, 100'000, "how many consecutive seeds");
    add_integer("threads", default_thread_count(), 1, most_threads, "threads; results do not depend on them");
    add_text("out", "DIR", "folder for results and figures");
    find("out").value = {"build", "build"};
    add_flag("progress", "show progress even if stderr is not a terminal");
    add_flag("table", "print all rows, not only a screen of those with a verdict");
    add_flag("help", "print this text");
    common_ = options_.size();
}

void Options::offer_study(const std::string& help) {
    find("profile").help += "; study: " + help;
    set_profiles({"quick", "paper", "study"});
}

void Options::default_seeds(PerProfile<std::int64_t> count) {
    if (count.quick < 1 || count.paper < 1) throw std::logic_error("default_seeds: less than one seed");
    find("seeds").value = {to_text(count.quick), to_text(count.paper)};
}

void Options::add(Option option) {
    for (const Option& other : options_) {
        if (other.name == option.name) throw std::logic_error("option --" + option.name + " is declared twice");
    }
    const bool may_be_empty = option.kind == Kind::flag || option.kind == Kind::text;
    for (const std::string& value : {option.value.quick, option.value.paper}) {
        if (!option.accepts(value) && !(may_be_empty && value.empty())) {
            throw std::logic_error("option --" + option.name + ": its default " + value + " is not accepted");
        }
    }
    options_.push_back(std::move(option));
}

void Options::add_integer(const std::string& name, PerProfile<std::int64_t> value, std::int64_t low, std::int64_t high,
                          const std::string& help) {
    add({.name = name,
         .help = help,
         .value_name = "N",
         .kind = Kind::integer,
         .value = {to_text(value.quick), to_text(value.paper)},
         .accepted = concat("whole numbers ", low, "..", high),
         .accepts = [low, high](const std::string& text) {
             const auto number = parse_integer(text);
             return number && low <= *number && *number <= high;
         }});
}

void Options::add_number(const std::string& name, PerProfile<double> value, double low, double high,
                         const std::string& help) {
    add({.name = name,
         .help = help,
         .value_name = "X",
         .kind = Kind::number,
         .value = {to_text(value.quick), to_text(value.paper)},
         .accepted = concat("numbers ", low, "..", high),
         .accepts = [low, high](const std::string& text) {
             const auto number = parse_number(text);
             return number && low <= *number && *number <= high;  // false for NaN
         }});
}

void Options::add_list(const std::string& name, PerProfile<std::vector<double>> values, double low, double high,
                       const std::string& help) {
    add({.name = name,
         .help = help,
         .value_name = "X,Y,...",
         .kind = Kind::list,
         .value = {list_text(values.quick), list_text(values.paper)},
         .accepted = concat("numbers ", low, "..", high, " with commas between"),
         .accepts = [low, high](const std::string& text) {
             const auto numbers = parse_list(text);
             return numbers && std::ranges::all_of(*numbers, [&](double x) { return low <= x && x <= high; });
         }});
}

void Options::set_profiles(std::vector<std::string> profiles) {
    Option& option = find("profile");
    option.value_name = joined(profiles, "|");
    option.accepted = joined(profiles);
    option.accepts = [profiles = std::move(profiles)](const std::string& text) {
        return std::ranges::find(profiles, text) != profiles.end();
    };
}

void Options::add_text(const std::string& name, const std::string& value_name, const std::string& help,
                       const Texts& texts) {
    add({.name = name,
         .help = help,
         .value_name = value_name,
         .kind = Kind::text,
         .value = {"", ""},
         .accepted = texts.accepted,
         .accepts = texts.accepts});
}

void Options::add_flag(const std::string& name, const std::string& help) {
    add({.name = name,
         .help = help,
         .value_name = "",
         .kind = Kind::flag,
         .value = {"", ""},
         .accepted = "no value",
         .accepts = [](const std::string& text) { return text.empty(); }});
}

Options::Option& Options::find(std::string_view name) {
    for (Option& option : options_) {
        if (option.name == name) return option;
    }
    refuse_unknown(concat("--", name));
}

void Options::refuse_unknown(const std::string& typed) const {
    std::vector<std::string> names;
    for (const Option& option : options_) names.push_back("--" + option.name);
    throw UsageError(typed + ": unknown option; accepted are " + joined(names));
}

const Options::Option& Options::find(std::string_view name, Kind kind) const {
    for (const Option& option : options_) {
        if (option.name == name && option.kind == kind) return option;
    }
    throw std::logic_error(concat("option --", name, " is not declared so"));
}

void Options::take(const std::string& name, const std::string& value) {
    Option& option = find(name);
    const std::string shown = concat("--", name, value.empty() ? "" : " ", value);
    if (option.given) throw UsageError(shown + ": given twice");
    if (option.kind != Kind::flag && (value.empty() || value.starts_with("--"))) {
        throw UsageError("--" + name + ": its value is missing; accepted are " + option.accepted);
    }
    if (!option.accepts(value)) throw UsageError(shown + ": accepted are " + option.accepted);
    option.given = value;
}

void Options::parse(const std::vector<std::string>& arguments) {
    // Boost only splits "--name value" and "--name=value"; every value is a text to it.
    po::options_description known;
    for (const Option& option : options_) {
        if (option.kind == Kind::flag) {
            known.add_options()(option.name.c_str(), "");
        } else {
            known.add_options()(option.name.c_str(), po::value<std::string>(), "");
        }
    }
    using namespace po::command_line_style;
    try {
        const auto parsed = po::command_line_parser(arguments)
                                .options(known)
                                .style(allow_long | long_allow_adjacent | long_allow_next)
                                .allow_unregistered()
                                .run();
        for (const auto& option : parsed.options) {
            const std::string typed = option.original_tokens.empty() ? "" : option.original_tokens.front();
            if (option.unregistered) find(option.string_key);  // throws
            if (option.position_key >= 0 && typed.starts_with('-')) refuse_unknown(typed);
            if (option.position_key >= 0) throw UsageError("\"" + typed + "\": only options are accepted, see --help");
            take(option.string_key, option.value.empty() ? "" : option.value.front());
        }
    } catch (const po::invalid_command_line_syntax& error) {
        std::string name = error.get_option_name();
        name.erase(0, name.find_first_not_of('-'));
        const Option& option = find(name);
        if (option.kind == Kind::flag) throw UsageError("--" + name + ": takes no value");
        throw UsageError("--" + name + ": its value is missing; accepted are " + option.accepted);
    }
}

std::string Options::help() const {
    po::options_description list("Options", 110, 60);
    for (const Option& option : options_) {
        std::string help = option.help;
        if (option.kind != Kind::flag && !option.value.quick.empty()) {
            help += " (default " + option.value.quick;
            if (option.value.paper != option.value.quick) help += "; with --profile paper " + option.value.paper;
            help += ")";
        }
        if (option.kind == Kind::integer || option.kind == Kind::number) help += "; " + option.accepted;
        if (option.kind == Kind::flag) {
            list.add_options()(option.name.c_str(), help.c_str());
        } else {
            list.add_options()(option.name.c_str(), po::value<std::string>()->value_name(option.value_name),
                               help.c_str());
        }
    }
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << "Chapter " << number_ << ": " << title_ << "\n\n" << list;
    if (!epilogue_.empty()) text << '\n' << epilogue_ << '\n';
    return text.str();
}

std::string Options::first_line() const {
    return concat("Chapter ", number_, ": ", title_, "   (profile ", profile(), ", seed",
                  integer("seeds") > 1 ? "s " : " ", seeds_text(), ", ", threads(), " thread",
                  threads() > 1 ? "s)" : ")");
}

int Options::run(int argc, char** argv, const std::function<int(const Options&)>& body) {
    if (argc > 0) program_ = argv[0];
    return guarded_main("chapter-" + number_, [&] {
        join_ranks("chapter-" + number_);
        parse(std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
        if (flag("help")) {
            std::cout << help();
            return 0;
        }
        for (const char* folder : {"results", "figures"}) {
            try {
                require_writable_folder(out() + "/" + folder);
            } catch (const std::exception& error) {
                throw std::runtime_error(concat("--out ", out(), ": cannot be written: ", error.what()));
            }
        }
        set_thread_count(threads());
        std::cout << first_line() << std::endl;
        return body(*this);
    });
}

std::string Options::value(const Option& option) const {
    if (option.given) return *option.given;
    return paper_profile() ? option.value.paper : option.value.quick;
}

std::int64_t Options::integer(std::string_view name) const { return *parse_integer(value(find(name, Kind::integer))); }

double Options::number(std::string_view name) const { return *parse_number(value(find(name, Kind::number))); }

std::vector<double> Options::list(std::string_view name) const { return *parse_list(value(find(name, Kind::list))); }

std::string Options::text(std::string_view name) const { return value(find(name, Kind::text)); }

bool Options::flag(std::string_view name) const {
    for (const Option& option : options_) {
        if (option.name == name) return option.given.has_value();
    }
    throw std::logic_error(concat("option --", name, " is not declared"));
}

std::string Options::profile() const { return find("profile", Kind::text).given.value_or("quick"); }
bool Options::paper_profile() const { return profile() != "quick"; }
bool Options::study() const { return profile() == "study"; }
std::uint64_t Options::first_seed() const { return static_cast<std::uint64_t>(integer("seed")); }

std::vector<std::uint64_t> Options::seeds() const {
    std::vector<std::uint64_t> seeds(static_cast<std::size_t>(integer("seeds")));
    for (std::size_t i = 0; i < seeds.size(); ++i) seeds[i] = first_seed() + i;
    return seeds;
}

std::string Options::seeds_text() const {
    const std::vector<std::uint64_t> all = seeds();
    return all.size() > 1 ? concat(all.front(), "..", all.back()) : to_text(all.front());
}

int Options::threads() const { return static_cast<int>(integer("threads")); }
std::string Options::out() const { return text("out"); }
bool Options::progress() const { return flag("progress"); }

std::string Options::changes(const std::function<bool(std::size_t)>& among) const {
    std::vector<std::string> changes;
    for (std::size_t i = 0; i < options_.size(); ++i) {
        const Option& option = options_[i];
        if (!among(i) || !option.given) continue;
        if (*option.given != (paper_profile() ? option.value.paper : option.value.quick)) {
            changes.push_back("--" + option.name + " " + *option.given);
        }
    }
    return joined(changes, " ");
}

std::string Options::changed() const {
    return changes([&](std::size_t i) { return i >= common_; });
}

std::string Options::chosen_seeds() const {
    return changes([&](std::size_t i) { return options_[i].name == "seed" || options_[i].name == "seeds"; });
}

int guarded_main(std::string_view program, const std::function<int()>& body) {
    keep_freed_memory();
    try {
        const int status = body();
        if (!std::cout.flush()) throw std::runtime_error("standard output cannot be written");
        return status;
    } catch (const UsageError& error) {
        return fail(program, error.what(), 2);
    } catch (const Interrupted& interrupted) {
        return fail(program, interrupted.what(), 128 + interrupted.signal);
    } catch (const std::bad_alloc&) {
        return fail(program, "not enough memory", 1);
    } catch (const std::exception& error) {
        return fail(program, error.what(), 1);
    }
}

}  // namespace pinn
