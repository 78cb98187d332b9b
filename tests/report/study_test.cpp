#include "lib/report/study.hpp"

#include <iostream>

#include "lib/report/files.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;

namespace {

constexpr std::array claims{
    reproduces("Fig. 5", "twice the seed", {.low = 1, .high = 3, .paper = 2}, "3 seeds"),
    corrects("C9", "value *, squared", {.low = 0}, "a family"),
    measures("Fig. 4a", "of the paper", {.paper = 0.24}, "no band"),
};

struct Pair {
    double sum, product;
};

struct Look {
    std::size_t step;
    std::vector<double> values;
    auto fields() { return std::tie(step, values); }
    bool operator==(const Look&) const = default;
};
struct Course {
    double rate;
    std::vector<Look> looks;
    std::vector<std::vector<double>> table;
    auto fields() { return std::tie(rate, looks, table); }
    bool operator==(const Course&) const = default;
};

// Three seeds, in a folder.
Options three_seeds(const test::ScratchFolder& folder, std::vector<std::string> more = {}) {
    Options options("07", "a test");
    options.default_seeds({.quick = 3, .paper = 3});
    options.add_integer("size", 1, 1, 9, "size");
    more.insert(more.end(), {"--out", folder.path().string()});
    options.parse(more);
    return options;
}
// A chapter with them; `body` is what it reports.
template <class Body>
void chapter(const test::ScratchFolder& folder, Body body, std::span<const Claim> expected = claims,
             const std::vector<std::string>& more = {}) {
    const Options options = three_seeds(folder, more);
    Study study(options, expected);
    body(study);
}

std::string results(const test::ScratchFolder& folder) { return read_file(folder / "results/chapter-07.csv"); }

void whole(Study& study, int& computed) {
    const auto twice = study.over_seeds("twice", [&](auto seed) {
#pragma omp atomic
        ++computed;
        return 2.0 * static_cast<double>(seed);
    });
    study.report("Fig. 5", "twice the seed", twice.each());
    const std::vector<double> values{10, 20};
    const auto pairs = study.over_values("pair", values, [&](double value, auto seed) {
#pragma omp atomic
        ++computed;
        const double s = static_cast<double>(seed);
        return std::pair{Pair{value + s, value * s}, std::vector<double>(seed, value)};
    });
    for (std::size_t k = 0; k < 2; ++k) {
        study.report("C9", concat("value ", values[k], ", squared"),
                     pairs[k].each([](const auto& run) { return run.first.product; }));
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(pairs[k][i].first.sum == values[k] + double(i));
            CHECK(pairs[k][i].second == std::vector<double>(i, values[k]));
        }
    }
    CHECK(ratios(pairs[1], pairs[0], [](const auto& run) { return run.first.sum; }) ==
          std::vector<double>{2, 21.0 / 11, 22.0 / 12});
    study.report("Fig. 4a", "of the paper", 0.3);
    study.report("Fig. 5", "nobody claims", 7);
    study.figure("ch07-columns", {{"x", values}, {"half", {5, 10}}}).comment("two");
}

}  // namespace

TEST_CASE("claims judge, a family by its star; rows without a claim are measured, and figures have columns") {
    const test::ScratchFolder folder;
    const Options options = three_seeds(folder);
    int computed = 0;
    const int status = [&] {
        const test::Captured console(std::cout);
        return study_of(claims, [&](const Options& given, Study& study) {
            CHECK(&given == &options);
            whole(study, computed);
        })(options);
    }();
    CHECK(status == 0);
    CHECK(computed == 9);
    const std::string text = results(folder);
    for (const char* const line :
         {"Fig. 5,twice the seed,2,paper,2,0,4,1,3,reproduced\n", "C9,\"value 10, squared\",,,10,0,20,0,,corrected\n",
          "Fig. 4a,of the paper,0.24,paper,0.3,,,,,measured\n", "Fig. 5,nobody claims,,,7,,,,,measured\n"}) {
        CAPTURE(line);
        CHECK(text.find(line) != std::string::npos);
    }
    CHECK(read_file(folder / "figures/ch07-columns.csv").ends_with("# two\nx,half\n10,5\n20,10\n"));
}

TEST_CASE("a band that theory computes is the claim's in units from an origin, with five digits") {
    const test::ScratchFolder folder;
    constexpr std::array five{corrects("C1", "mean", {.low = -5, .high = 5}, "five standard errors")};
    chapter(
        folder,
        [](Study& study) {
            const test::Captured console(std::cout);
            CHECK(study.report("C1", "mean", 1.2, {.origin = 1, .unit = 0.1 / 3, .paper = 2.0 / 3}) ==
                  Verdict::not_reproduced);
            study.write();
        },
        five);
    CHECK(results(folder).ends_with("C1,mean,0.66667,paper,1.2,,,0.83333,1.1667,not reproduced\n"));
}

TEST_CASE("a study started again repeats nothing and writes the same bytes, with any number of threads") {
    const test::ScratchFolder folder, other;
    int computed = 0, again = 0, elsewhere = 0;
    const auto run = [](int& count) {
        return [&](Study& study) {
            const test::Captured console(std::cout);
            whole(study, count);
            study.write();
        };
    };
    chapter(folder, run(computed));
    const std::string before = results(folder);
    chapter(folder, run(again));
    CHECK(again == 0);
    CHECK(results(folder) == before);
    const test::ThreadCount four(4);
    chapter(other, run(elsewhere));
    CHECK(elsewhere == 9);
    CHECK(results(other) == before);
}

TEST_CASE(
    "a struct that names its fields comes back as it was, also from an earlier run; diverged, it is NaN and empty") {
    const test::ScratchFolder folder;
    const Course course{0.1, {{7, {1, 1.0 / 3}}, {8, {}}}, {{}, {2, 3, INFINITY}, {4}}};
    for (int time = 0; time < 2; ++time) {
        chapter(folder,
                [&](Study& study) {
                    const auto runs = study.over_seeds("course", [&](auto seed) {
                        if (seed == 1) throw NumericalError("diverged");
                        return course;
                    });
                    CHECK(runs[0] == course);
                    CHECK(runs[2] == course);
                    CHECK(std::isnan(runs[1].rate));
                    CHECK(runs[1].looks.empty());
                    CHECK(runs[1].table.empty());
                },
                {});
    }
}

TEST_CASE("a run that diverges is NaN in every number, and its vectors are empty") {
    const test::ScratchFolder folder;
    chapter(folder,
            [](Study& study) {
                const auto diverges = [](auto made) {
                    return [made](auto seed) {
                        if (seed == 1) throw NumericalError("diverged");
                        return made;
                    };
                };
                const auto number = study.over_seeds("number", diverges(5.0));
                const auto pair = study.over_seeds("pair", diverges(std::pair{Pair{1, 2}, std::vector<double>{3, 4}}));
                const auto vector = study.over_seeds("vector", diverges(std::vector<double>{1, 2}));
                const auto pairs = study.over_seeds("pairs", diverges(std::vector{Pair{1, 2}, Pair{3, 4}}));
                const auto both =
                    study.over_seeds("both", diverges(std::pair{Pair{1, 2}, std::vector{Pair{3, 4}, Pair{5, 6}}}));
                CHECK(number[0] == 5);
                CHECK(std::isnan(number[1]));
                CHECK(pair[2].first.product == 2);
                CHECK(std::isnan(pair[1].first.sum));
                CHECK(std::isnan(pair[1].first.product));
                CHECK(pair[1].second.empty());
                CHECK(vector[1].empty());
                CHECK(vector[2].size() == 2);
                CHECK(pairs[1].empty());
                REQUIRE(pairs[2].size() == 2);
                CHECK(pairs[2][0].product == 2);
                CHECK(pairs[2][1].sum == 3);
                CHECK(std::isnan(both[1].first.sum));
                CHECK(both[1].second.empty());
                CHECK(both[2].first.product == 2);
                REQUIRE(both[2].second.size() == 2);
                CHECK(both[2].second[1].product == 6);
                CHECK(std::isnan(median(pair.each([](const auto& run) { return run.first.sum; }))));
            },
            {});
}

TEST_CASE("samples come in the order of their seeds, with any number of threads, and are computed again every time") {
    const test::ScratchFolder folder;
    const test::ThreadCount four(4);
    int computed = 0;
    for (int runs = 1; runs <= 2; ++runs) {
        chapter(folder, [&](Study& study) {
            const auto sample = study.sample("of vectors", study.seeds(100), [&](auto seed) {
#pragma omp atomic
                ++computed;
                return std::vector<double>(seed, static_cast<double>(seed));
            });
            CHECK(computed == 100 * runs);
            CHECK(sample.size() == 100);
            for (std::size_t i = 0; i < 100; ++i) CHECK(sample[i] == std::vector<double>(i, static_cast<double>(i)));
            CHECK_THROWS_AS(
                study.sample("diverges", study.seeds(2), [](auto) -> double { throw NumericalError("no"); }),
                NumericalError);
        });
    }
}

TEST_CASE("a claim that was never reported, two runs of one name, and columns of different lengths are mistakes") {
    const test::ScratchFolder folder;
    const auto half = [](Study& study) {
        const test::Captured console(std::cout);
        study.report("Fig. 5", "twice the seed", 2);
        study.write();
    };
    CHECK_THROWS_WITH_AS(chapter(folder, half), "study: nothing was reported for C9, value *, squared",
                         std::logic_error);
    CHECK_NOTHROW(chapter(folder, half, claims, {"--size", "3"}));  // another experiment
    chapter(folder,
            [](Study& study) {
                const auto one = [](auto) { return 1.0; };
                study.over_seeds("name", one);
                CHECK_THROWS_WITH_AS(study.over_seeds("name", one), "two runs are called name-seed0", std::logic_error);
                const std::vector<Column> columns{{"x", {1, 2}}, {"y", {1}}};
                CHECK_THROWS_WITH_AS(study.figure("ch07-x", columns), "figure ch07-x: column y has 1 values, x has 2",
                                     std::logic_error);
            },
            {});
}

TEST_CASE("a claim of one profile judges there, and is not missed in the other") {
    constexpr std::array sized{
        reproduces("Fig. 5", "error", {.high = 5}, "published").in("paper"),
        reproduces("Fig. 5", "error", {.high = 9}, "smaller").in("quick"),
        reproduces("Fig. 5", "error at 800", {.high = 1}, "published").in("paper"),
    };
    for (const bool paper : {false, true}) {
        const test::ScratchFolder folder;
        chapter(folder,
                [&](Study& study) {
                    CHECK(study.expected("Fig. 5", "error")->band.high == (paper ? 5 : 9));
                    CHECK((study.expected("Fig. 5", "error at 800") != nullptr) == paper);
                    const test::Captured console(std::cout);
                    study.report("Fig. 5", "error", 7);
                    if (paper) {
                        CHECK_THROWS_WITH_AS(study.write(), "study: nothing was reported for Fig. 5, error at 800",
                                             std::logic_error);
                        study.report("Fig. 5", "error at 800", 0.5);
                    }
                    study.write();
                },
                sized, {"--profile", paper ? "paper" : "quick"});
        CHECK(results(folder).find(paper ? "Fig. 5,error,,,7,,,,5,not reproduced\n"
                                         : "Fig. 5,error,,,7,,,,9,reproduced\n") != std::string::npos);
    }
}

TEST_CASE("seeds go on beyond those of the options, in their order") {
    const test::ScratchFolder folder;
    chapter(folder,
            [](Study& study) {
                CHECK(study.seeds() == std::vector<std::uint64_t>{4, 5, 6});
                CHECK(study.seeds(2) == std::vector<std::uint64_t>{4, 5});
                CHECK(study.seeds(5) == std::vector<std::uint64_t>{4, 5, 6, 7, 8});
            },
            {}, {"--seed", "4"});
}

TEST_CASE("changed options, another profile, are other runs; what is found again is said") {
    const test::ScratchFolder folder;
    const auto last_line = [&](const std::vector<std::string>& more) {
        const test::Captured console(std::cout);
        chapter(
            folder,
            [](Study& study) {
                study.report("Fig. 5", "x", study.over_seeds("one", [](auto) { return 1.0; }).each());
                study.write();
            },
            {}, more);
        const std::string text = console.text();
        return text.substr(text.rfind("units: "));
    };
    const std::string computed = "units: 3 computed, 0 found from an earlier run. nan: diverged.\n",
                      found = "units: 0 computed, 3 found from an earlier run. nan: diverged.\n";
    CHECK(last_line({}) == computed);
    CHECK(last_line({}) == found);
    CHECK(last_line({"--profile", "paper"}) == computed);
    CHECK(last_line({}) == found);
    CHECK(last_line({"--size", "2"}) == computed);
    CHECK(last_line({}) == computed);  // replaced by those of another size
}
