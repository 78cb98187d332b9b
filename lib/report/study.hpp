// All that a chapter sees of the machinery: runs over seeds that are kept, rows that its claims judge, figures.
//
//     Study study(options, claims);
//     const auto equal = study.over_seeds("equal", [&](auto seed) { return errors(trained(p.network(seed), 1)); });
//     study.report("Fig. 4a", "relative L2 error, lambda_b = 1", equal.each(&Errors::whole));
//     study.figure("ch07-fig4", {{"x", x}, {"error", error}});
//     return study.write();
//
// A run is a function of its seed, and what is kept of it are numbers: a double, a struct of doubles, a vector of
// either, a pair of one and a vector, or a struct that names its fields:
//
//     struct Course {
//         std::vector<std::size_t> step;
//         std::vector<std::vector<double>> measured;
//         auto fields() { return std::tie(step, measured); }
//     };
//
// Finished runs lie on disk (units.hpp): a chapter that was killed and started
// again goes on where it was, and writes the same bytes, with any number of threads. A run that throws NumericalError
// has diverged, and its numbers are NaN.
//
// Introduced in chapter 07.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "lib/foundation/parallel.hpp"
#include "lib/report/progress.hpp"
#include "lib/report/results.hpp"
#include "lib/report/units.hpp"

namespace pinn {

// One line of a chapter's claims.hpp: what is expected, fixed before the run, and which wrong alternative it excludes.
//
//     reproduces("Fig. 4b", "error (a) / error (b)", {.low = 20, .paper = 147}, "seeds spread by a factor of four")
//         .says("The weights divide the error by {ours}; the paper's figures give {expected}.")
struct Claim {
    Verdict inside;                   // what a row in its band is called
    std::string_view item, quantity;  // a '*' in the quantity stands for any text: "error, width *"
    Band band;                        // `paper` or `theory` alone for what is measured
    std::string_view why;
    std::string_view profile{};   // "quick" or "paper": of that profile only, where sizes decide the band
    std::string_view sentence{};  // of the first such row, printed at the end: {ours}, {expected}
    bool seen = false;            // set after a look at a run

  private:
    template <class T>
    constexpr Claim with(T Claim::*member, T value) const {
        Claim copy = *this;
        copy.*member = value;
        return copy;
    }

  public:
    constexpr Claim in(std::string_view of_profile) const { return with(&Claim::profile, of_profile); }
    constexpr Claim says(std::string_view text) const { return with(&Claim::sentence, text); }
    constexpr Claim after_a_look() const { return with(&Claim::seen, true); }
};
constexpr Claim reproduces(std::string_view item, std::string_view quantity, const Band& band, std::string_view why) {
    return {Verdict::reproduced, item, quantity, band, why};
}
constexpr Claim corrects(std::string_view item, std::string_view quantity, const Band& band, std::string_view why) {
    return {Verdict::corrected, item, quantity, band, why};
}
constexpr Claim identity(std::string_view item, std::string_view quantity, const Band& band, std::string_view why) {
    return {Verdict::identity, item, quantity, band, why};
}
constexpr Claim measures(std::string_view item, std::string_view quantity, const Band& band, std::string_view why) {
    return {Verdict::measured, item, quantity, band, why};
}

// The first claim about a row in a profile, null if there is none.
const Claim* claim_about(std::span<const Claim> claims, std::string_view item, std::string_view quantity,
                         std::string_view profile);

// Where a band lies if theory computes it: low, high and theory's value of the claim are origin + unit times what
// stands there, as in "within five standard errors of the limit". Five digits, the same text with every compiler.
struct Scale {
    double origin = 0, unit = 1;
    std::optional<double> paper{};  // the paper's value, where it is a number only once it is computed
};

// What f gave for every seed, in their order.
template <class R>
struct Runs {
    std::vector<R> runs;

    std::size_t size() const { return runs.size(); }
    const R& operator[](std::size_t i) const { return runs[i]; }
    auto begin() const { return runs.begin(); }
    auto end() const { return runs.end(); }

    // One number of every run: of(&Errors::whole), or of a function of the run; of() where a run is one number.
    template <class Number = std::identity>
    std::vector<double> each(Number number = {}) const {
        std::vector<double> values;
        for (const R& run : runs) values.push_back(std::invoke(number, run));
        return values;
    }
};

// Seed by seed, one number of the runs over the same number of others.
template <class R, class Number = std::identity>
std::vector<double> ratios(const Runs<R>& runs, const Runs<R>& others, Number number = {}) {
    std::vector<double> values = runs.each(number);
    const std::vector<double> divisors = others.each(number);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] /= divisors.at(i);
    return values;
}

// Appends the numbers of a run, one after the other: of a vector first its size, of a struct those of its fields(), or
// of all doubles that it is made of.
template <class T>
void keep(std::vector<double>& numbers, T& x) {
    if constexpr (std::is_arithmetic_v<T>) {
        numbers.push_back(static_cast<double>(x));
    } else if constexpr (requires { x.fields(); }) {
        std::apply([&](auto&... field) { (keep(numbers, field), ...); }, x.fields());
    } else if constexpr (requires { x.second; }) {
        keep(numbers, x.first);
        keep(numbers, x.second);
    } else if constexpr (requires { x.resize(1); }) {
        numbers.push_back(static_cast<double>(x.size()));
        for (auto& entry : x) keep(numbers, entry);
    } else {
        static_assert(std::is_aggregate_v<T> && std::is_trivially_copyable_v<T> && sizeof(T) % sizeof(double) == 0);
        numbers.resize(numbers.size() + sizeof(T) / sizeof(double));
        std::memcpy(numbers.data() + numbers.size() - sizeof(T) / sizeof(double), &x, sizeof(T));
    }
}

// Takes what keep() put, from the front. Where nothing is left, of a run that diverged, numbers are NaN and vectors
// empty.
template <class T>
void take(std::span<const double>& numbers, T& x) {
    const auto next = [&] {
        const double number = numbers.empty() ? NAN : numbers.front();
        numbers = numbers.subspan(std::min<std::size_t>(1, numbers.size()));
        return number;
    };
    if constexpr (std::is_arithmetic_v<T>) {
        const double number = next();
        x = std::isnan(number) ? std::numeric_limits<T>::quiet_NaN() : static_cast<T>(number);
    } else if constexpr (requires { x.fields(); }) {
        std::apply([&](auto&... field) { (take(numbers, field), ...); }, x.fields());
    } else if constexpr (requires { x.second; }) {
        take(numbers, x.first);
        take(numbers, x.second);
    } else if constexpr (requires { x.resize(1); }) {
        std::size_t size = 0;
        take(numbers, size);
        x.resize(size);
        for (auto& entry : x) take(numbers, entry);
    } else {
        std::array<double, sizeof(T) / sizeof(double)> members;
        std::ranges::generate(members, next);
        std::memcpy(static_cast<void*>(&x), members.data(), sizeof(T));
    }
}

// A column of a figure: its name, and numbers.
using Column = std::pair<std::string, std::vector<double>>;

class Study {
  public:
    // The claims live as long as the study.
    Study(const Options& options, std::span<const Claim> claims);

    const Options& options() const { return options_; }
    const std::vector<std::uint64_t>& seeds() const { return seeds_; }
    // The first `count` of them, and more beyond the last if there are not so many.
    std::vector<std::uint64_t> seeds(std::size_t count) const;

    // f(seed) for every seed, as many at once as there are threads. The name is that of the work: no two are alike.
    template <class F>
    auto over_seeds(const std::string& name, const std::vector<std::uint64_t>& seeds, F f) {
        return over_values(name, std::vector<std::string>{""}, seeds, [f](auto&, auto seed) { return f(seed); })[0];
    }
    template <class F>
    auto over_seeds(const std::string& name, F f) {
        return over_seeds(name, seeds_, f);
    }

    // The same for thousands of runs of milliseconds, like draws of a network: they are not kept on disk, and an
    // exception passes through.
    template <class F>
    auto sample(const std::string& name, const std::vector<std::uint64_t>& seeds, F f) {
        Runs<std::decay_t<decltype(f(seeds[0]))>> found;
        found.runs.resize(seeds.size());
        Progress progress(name, seeds.size(), "seeds", options_.progress());
        parallel_for(seeds.size(), [&](std::size_t i) {
            found.runs[i] = f(seeds[i]);
            progress.advance();
        });
        return found;
    }

    // f(value, seed) for every value and every seed, all at once: a few seeds keep many processors busy.
    // Returns Runs for every value.
    template <class V, class F>
    auto over_values(const std::string& name, const std::vector<V>& values, const std::vector<std::uint64_t>& seeds,
                     F f) {
        using R = std::decay_t<decltype(f(values[0], seeds[0]))>;
        std::vector<UnitJob> jobs;
        for (const V& value : values) {
            const std::string text = text_of(value);
            for (const std::uint64_t seed : seeds) {
                jobs.push_back({concat(name, text.empty() ? "" : "-", text, "-seed", seed), [f, &value, seed] {
                                    R run = f(value, seed);
                                    std::vector<double> numbers;
                                    keep(numbers, run);
                                    return numbers;
                                }});
            }
        }
        const auto kept = units_.run(jobs, name, options_.progress());
        std::vector<Runs<R>> all(values.size());
        for (std::size_t i = 0; i < kept.size(); ++i) {
            std::span<const double> numbers = kept[i];
            take(numbers, all[i / seeds.size()].runs.emplace_back());
        }
        return all;
    }
    template <class V, class F>
    auto over_values(const std::string& name, const std::vector<V>& values, F f) {
        return over_values(name, values, seeds_, f);
    }

    // The claim of a row in this profile, null if it is measured.
    const Claim* expected(std::string_view item, std::string_view quantity) const {
        return claim_about(claims_, item, quantity, options_.profile());
    }

    // A row: one number, or a number over seeds. The claim of that item and quantity judges it; without one it is
    // measured.
    Verdict report(std::string_view item, const std::string& quantity, double ours) {
        return judge(item, quantity, ours, nullptr);
    }
    Verdict report(std::string_view item, const std::string& quantity, const std::vector<double>& over_seeds) {
        return judge(item, quantity, spread(over_seeds), nullptr);
    }
    Verdict report(std::string_view item, const std::string& quantity, double ours, const Scale& scale) {
        return judge(item, quantity, ours, &scale);
    }

    // The data of a figure, by columns of one length, or row by row; comments say what the numbers are.
    FigureData& figure(const std::string& name, std::vector<std::string> columns);
    FigureData& figure(const std::string& name, const std::vector<Column>& columns);

    // Writes everything, and prints the claims' sentences and the table. Returns 0.  Throws std::logic_error if a claim
    // of this profile was never reported in a run without changed options, std::runtime_error if a file cannot be
    // written.
    int write() const;

  private:
    template <class V>
    static std::string text_of(const V& value) {
        if constexpr (Printable<V>) {
            return to_text(value);
        } else {
            return value.name();
        }
    }
    Verdict judge(std::string_view item, const std::string& quantity, const Ours& ours, const Scale* scale);

    const Options& options_;
    std::span<const Claim> claims_;
    std::vector<std::uint64_t> seeds_;
    Results results_;
    Units units_;
    std::map<const Claim*, std::size_t> reported_;  // the first row of each
};

// What Options::run() calls: chapter(options, study) with these claims, then study.write().
//
//     return options.run(argc, argv, study_of(claims, chapter));
std::function<int(const Options&)> study_of(std::span<const Claim> claims,
                                            std::function<void(const Options&, Study&)> chapter);

}  // namespace pinn
