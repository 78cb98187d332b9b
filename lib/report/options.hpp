// The options of a chapter: those that every chapter has, and its own, each declared in one place.
//
//     int main(int argc, char** argv) {
//         Options options("07", "adaptive weights");
//         options.default_seeds({.quick = 3, .paper = 10});
//         options.add_integer("steps", {.quick = 4000, .paper = 40000}, 1, 10'000'000, "gradient-descent steps");
//         return options.run(argc, argv, chapter);  // int chapter(const Options& options)
//     }
//
// Boost.Program_options splits the command line; values are checked here, before any work, so that a wrong one is a
// single line that names it and what is accepted. Nothing is guessed: no abbreviations, no silent corrections.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/foundation/check.hpp"

namespace pinn {

// A default that depends on --profile.
template <class T>
struct PerProfile {
    T quick;
    T paper;
};

// What a text option accepts, never an empty text.
struct Texts {
    std::string accepted = "texts that are not empty";  // as in "--at 3: accepted are ..."
    std::function<bool(const std::string&)> accepts = [](const std::string&) { return true; };
};

class Options {
  public:
    // number: two digits, as in the folder's name; epilogue: further paragraphs of --help.
    // Every chapter has --profile, --seed, --seeds, --threads, --out, --progress and --help.
    Options(std::string number, std::string title, std::string epilogue = "");

    // ---- Declaring, before run(); std::logic_error if a name comes twice or a default is not accepted ----

    // How many seeds a run takes unless --seeds says otherwise; one if this is never called.
    void default_seeds(PerProfile<std::int64_t> count);

    // A third profile, `study`: many seeds and variants with the sizes of the paper, hours of work that is done in
    // pieces (make study-chapter-NN). Its results have a file of their own.
    void offer_study(const std::string& help);

    // --name N, a whole number low..high.
    void add_integer(const std::string& name, PerProfile<std::int64_t> value, std::int64_t low, std::int64_t high,
                     const std::string& help);
    void add_integer(const std::string& name, std::int64_t value, std::int64_t low, std::int64_t high,
                     const std::string& help) {
        add_integer(name, PerProfile<std::int64_t>{value, value}, low, high, help);
    }

    // --name X, a number low..high.
    void add_number(const std::string& name, PerProfile<double> value, double low, double high,
                    const std::string& help);
    void add_number(const std::string& name, double value, double low, double high, const std::string& help) {
        add_number(name, PerProfile<double>{value, value}, low, high, help);
    }

    // --name X,Y,..., one number or more, each low..high, as typed or in the order of the default.
    void add_list(const std::string& name, PerProfile<std::vector<double>> values, double low, double high,
                  const std::string& help);

    // --name VALUE_NAME, a text of these; empty unless given.
    void add_text(const std::string& name, const std::string& value_name, const std::string& help,
                  const Texts& texts = {});

    // ---- Running ----

    // Parses; answers --help; proves that --out can be written; sets the number of threads; prints the first line
    // "Chapter 07: adaptive weights   (profile quick, seeds 0..2, 2 threads)"; returns body(*this).
    // Errors end as one line on stderr and the exit code: see guarded_main.
    int run(int argc, char** argv, const std::function<int(const Options&)>& body);

    // What run() does first, for tests.  Throws UsageError with the whole line but the program's name, for example
    // "--threads 0: accepted are whole numbers 1..1024".
    void parse(const std::vector<std::string>& arguments);

    std::string help() const;
    std::string first_line() const;

    // ---- Reading, after parsing.  std::logic_error if the option was never declared so. ----

    std::int64_t integer(std::string_view name) const;
    std::size_t count(std::string_view name) const { return static_cast<std::size_t>(integer(name)); }  // not negative
    double number(std::string_view name) const;
    std::vector<double> list(std::string_view name) const;
    std::string text(std::string_view name) const;  // of a text
    bool flag(std::string_view name) const;         // was it given
    bool paper_profile() const;                     // --profile paper, or study
    bool study() const;                             // --profile study
    std::string profile() const;                    // "quick", "paper" or "study"
    std::uint64_t first_seed() const;               // --seed
    std::vector<std::uint64_t> seeds() const;       // first_seed(), first_seed() + 1, ...
    std::string seeds_text() const;                 // "0..2", or "0" if there is only one
    int threads() const;                            // --threads
    std::string out() const;                        // --out
    bool progress() const;                          // --progress: show progress even if stderr is no terminal
    const std::string& chapter() const { return number_; }
    const std::string& program() const { return program_; }  // argv[0] of run()

    // The chapter's own options that differ from their defaults, as typed: "--steps 10"; empty for the run as
    // published.
    std::string changed() const;
    // "--seed 3 --seeds 1" where they are not the profile's own; empty for the seeds of the run as published.
    std::string chosen_seeds() const;

  private:
    enum class Kind { integer, number, list, text, flag };
    struct Option {
        std::string name, help, value_name;
        Kind kind;
        PerProfile<std::string> value;
        std::string accepted;                             // "whole numbers 1..1024"
        std::function<bool(const std::string&)> accepts;  // of a value's text
        std::optional<std::string> given{};               // by the user
    };
    void add(Option option);
    void add_flag(const std::string& name, const std::string& help);
    void set_profiles(std::vector<std::string> profiles);
    Option& find(std::string_view name);
    [[noreturn]] void refuse_unknown(const std::string& typed) const;
    const Option& find(std::string_view name, Kind kind) const;
    std::string value(const Option& option) const;
    void take(const std::string& name, const std::string& value);
    std::string changes(const std::function<bool(std::size_t)>& among) const;  // of the options with these positions

    std::string number_, title_, epilogue_, program_;
    std::vector<Option> options_;
    std::size_t common_ = 0;  // the first options_ are those of every chapter
};

// What a user has to be told before anything else runs: body()'s exit code, or after an exception 2 (UsageError), 128
// and the signal's number (Interrupted) or 1 (any other) with one line "<program>: <what>" on stderr. Output lost on
// the way to stdout is an error too.
int guarded_main(std::string_view program, const std::function<int()>& body);

}  // namespace pinn
