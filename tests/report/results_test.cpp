#include "lib/report/results.hpp"

#include <limits>

#include "lib/report/files.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;

namespace {

Options options_for(const test::ScratchFolder& folder, std::vector<std::string> arguments = {}) {
    Options options("07", "adaptive weights");
    options.default_seeds({.quick = 3, .paper = 10});
    options.add_integer("steps", 5, 1, 10, "");
    arguments.insert(arguments.end(), {"--out", folder.path().string()});
    options.parse(arguments);
    return options;
}

constexpr Verdict reproduced = Verdict::reproduced, corrected = Verdict::corrected;

// All rows as the chapter shows them.
std::string shown(const Results& results) {
    const test::Captured out(std::cout);
    results.print_all();
    return out.text();
}

}  // namespace

TEST_CASE("the verdict is the band's, ends included, and NaN lies in no band") {
    const test::ScratchFolder folder;
    Results results(options_for(folder));
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    CHECK(results.add("Fig. 4a", "inside", 0.5, reproduced, {.low = 0.1, .high = 1}) == Verdict::reproduced);
    CHECK(results.add("Fig. 4a", "low end", 0.1, reproduced, {.low = 0.1, .high = 1}) == Verdict::reproduced);
    CHECK(results.add("Fig. 4a", "high end", 1, reproduced, {.low = 0.1, .high = 1, .paper = 0.24}) ==
          Verdict::reproduced);
    CHECK(results.add("Fig. 4a", "below", 0.09, reproduced, {.low = 0.1, .high = 1}) == Verdict::not_reproduced);
    CHECK(results.add("Fig. 4a", "above", 1.01, reproduced, {.high = 1}) == Verdict::not_reproduced);
    CHECK(results.add("Fig. 4a", "nan", nan, reproduced, {.low = 0, .high = 1}) == Verdict::not_reproduced);
    CHECK(results.add("Fig. 4a", "infinite", infinity, reproduced, {.low = 0}) == Verdict::not_reproduced);
    CHECK(results.add("C8", "imaginary part", 0, corrected, {.high = 1e-9}) == Verdict::corrected);
    CHECK(results.add("C8", "other part", 1, corrected, {.high = 1e-9}) == Verdict::not_reproduced);
    CHECK(results.add("C8", "nan", nan, corrected, {.high = 1e-9}) == Verdict::not_reproduced);
    CHECK(results.add("Fig. 5", "spread", nan) == Verdict::measured);
    CHECK(results.add("Fig. 4b", "error", 2e-3, Verdict::measured, {.paper = 1.63e-3}) == Verdict::measured);
    CHECK(results.rows().size() == 12);
}

TEST_CASE("the median of a spread is judged, and people see the extremes behind it") {
    const test::ScratchFolder folder;
    Results results(options_for(folder));
    const Spread errors{.median = 0.15, .low = 0.1, .high = 0.9};
    CHECK(results.add("Fig. 4a", "error", errors, reproduced, {.low = 0.1, .high = 0.2, .paper = 0.24}) == reproduced);
    CHECK(results.add("C10", "error", errors, corrected, {.low = 0.2}) == Verdict::not_reproduced);
    CHECK(results.add("C10", "one seed", Spread{2, 2, 2}) == Verdict::measured);
    CHECK(results.add("C10", "slope", -0.4, Verdict::identity, {.high = 0, .theory = -0.5}) == Verdict::identity);
    const auto rows = results.rows();
    REQUIRE(rows.size() == 4);
    CHECK(ours_text(rows[0]) == "0.15 (0.1 .. 0.9)");
    CHECK(ours_text(rows[2]) == "2");
    CHECK(expected_text(rows[0]) == "0.24");
    CHECK(expected_text(rows[2]) == "");
    CHECK(expected_text(rows[3]) == "-0.5 (theory)");
    results.write();
    CHECK(read_results(folder / "results/chapter-07.csv")[0].ours.largest == 0.9);
}

TEST_CASE("the console shows a screen of 100 columns: rows with a verdict, what is not reproduced first") {
    const test::ScratchFolder folder;
    Results results(options_for(folder));
    results.add("Fig. 5", std::string(90, 'x'), 1, reproduced, {.low = 0});
    for (int i = 0; i < 35; ++i) results.add("Fig. 5", concat("x", i), i);
    for (int i = 0; i < 6; ++i) results.add("C9", concat("y", i), i, corrected, {.high = 4});
    const auto printed = [&](const Results& some, std::size_t lines) {
        const test::Captured out(std::cout);
        some.print(lines);
        std::vector<std::string> found;
        std::istringstream text(out.text());
        for (std::string line; std::getline(text, line);) found.push_back(line);
        return found;
    };
    const auto all = printed(results, 20);
    REQUIRE(all.size() == 2 + 7 + 1);
    for (const std::string& line : all) CHECK(line.size() <= 100);
    CHECK(all[2].find("xx..") != std::string::npos);
    CHECK(all.back().starts_with("35 rows more: --table, or "));
    const auto few = printed(results, 3);
    REQUIRE(few.size() == 2 + 3 + 1);
    CHECK(few[2].starts_with("C9"));
    CHECK(few[2].ends_with("not reproduced"));
    CHECK(few[3].starts_with("Fig. 5"));
    CHECK(shown(results).find(std::string(90, 'x')) != std::string::npos);

    Results measured(options_for(folder));
    measured.add("Fig. 5", "x", 1);
    CHECK(printed(measured, 3).size() == 2 + 1);  // nothing is judged, so all is shown
}

TEST_CASE("mistakes of the chapter throw: an item that is not judged, a row twice, a band that is none") {
    const test::ScratchFolder folder;
    Results results(options_for(folder));
    results.add("Fig. 5", "spread", 1);
    CHECK_THROWS_WITH_AS(results.add("Fig. 9", "x", 1), "results: \"Fig. 9\" is not a judged item", std::logic_error);
    CHECK_THROWS_WITH_AS(results.add("Fig. 5", "spread", 1, reproduced, {.low = 0}),
                         "results: Fig. 5, spread: a second row", std::logic_error);
    CHECK_THROWS_WITH_AS(results.add("Fig. 5", "x", 1, reproduced, {}), "results: Fig. 5, x: the band has no bound",
                         std::logic_error);
    CHECK_THROWS_WITH_AS(results.add("Fig. 5", "x", 1, reproduced, {.low = 2, .high = 1}),
                         "results: Fig. 5, x: the band is empty", std::logic_error);
    CHECK_THROWS_AS(results.add("Fig. 5", "x", 1, reproduced, {.low = std::nan(""), .high = 1}), std::logic_error);
    CHECK_THROWS_AS(results.add("Fig. 5", "", 1), std::logic_error);
    CHECK(results.rows().size() == 1);
    CHECK_THROWS_AS(Results(options_for(folder)).write(), std::logic_error);
}

TEST_CASE("rows read back digit by digit, with commas, quotes and empty fields") {
    const test::ScratchFolder folder;
    Results results(options_for(folder));
    results.add("Fig. 4a", "error, \"u\" of |x|", 1.0 / 3, reproduced, {.low = 0.1, .high = 0.7, .paper = 0.24});
    results.add("Fig. 5", "not a number", std::nan(""));
    results.add("C8", "one side", -1e-300, corrected, {.low = -5e-324});
    results.write();
    CHECK(shown(results) ==
          "\nitem     quantity           expected  ours     band            verdict\n"
          "Fig. 4a  error, \"u\" of |x|  0.24      0.3333   [0.1, 0.7]      reproduced\n"
          "Fig. 5   not a number                 nan                      measured\n"
          "C8       one side                     -1e-300  >= -4.941e-324  not reproduced\n");

    const auto rows = read_results(folder / "results/chapter-07.csv");
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].item == "Fig. 4a");
    CHECK(rows[0].quantity == "error, \"u\" of |x|");
    CHECK(rows[0].ours.value == 1.0 / 3);
    CHECK(rows[0].expected == 0.24);
    CHECK(rows[0].low == 0.1);
    CHECK(rows[0].high == 0.7);
    CHECK(rows[0].verdict == Verdict::reproduced);
    CHECK(std::isnan(rows[1].ours.value));
    CHECK(!rows[1].expected);
    CHECK(!rows[1].low);
    CHECK(rows[2].ours.value == -1e-300);
    CHECK(rows[2].low == -5e-324);
    CHECK(!rows[2].high);
}

TEST_CASE("the result file states profile, seeds and changed options, and is the same for any number of threads") {
    const test::ScratchFolder folder;
    std::string files[2];
    for (const int threads : {1, 2}) {
        const auto options = options_for(folder, {"--steps", "7", "--threads", std::to_string(threads)});
        Results results(options);
        results.add("Fig. 5", "x", 0.1);
        results.write();
        files[threads - 1] = read_file(folder / "results/chapter-07.csv");
    }
    CHECK(files[0] == files[1]);
    CHECK(files[0] ==
          "# chapter: 07\n# profile: quick\n# seeds: 0..2\n# changed: --steps 7\n"
          "item,quantity,expected,source,ours,smallest,largest,low,high,verdict\nFig. 5,x,,,0.1,,,,,measured\n");
}

TEST_CASE("with changed options nothing is judged, and chosen seeds are on record") {
    const test::ScratchFolder folder;
    Results changed(options_for(folder, {"--steps", "7"}));
    CHECK(changed.add("Fig. 4a", "error", 0.5, reproduced, {.low = 0.1, .high = 1, .paper = 0.24}) ==
          Verdict::measured);
    CHECK(!changed.rows()[0].expected);
    CHECK(!changed.rows()[0].low);
    CHECK(shown(changed).ends_with("Not judged: --steps 7 is not the published experiment.\n"));

    Results chosen(options_for(folder, {"--seed", "3"}));
    CHECK(chosen.add("Fig. 4a", "error", 0.5, reproduced, {.low = 0.1, .high = 1}) == Verdict::reproduced);
    chosen.write();
    CHECK(read_file(folder / "results/chapter-07.csv").find("# chosen seeds: --seed 3\n") != std::string::npos);
}

TEST_CASE("figure data have comment lines, a header and rows of numbers and texts") {
    const test::ScratchFolder folder;
    Results results(options_for(folder));
    results.add("Fig. 5", "x", 0.1);
    FigureData& figure = results.figure("ch07-fig4", {"x", "exact", "run"});
    FigureData& other = results.figure("ch07-fig5", {"lambda_b", "error"});
    figure.comment("loss: means");
    figure.row(0.1, 3, "a,b");
    figure.row(0.5f, std::size_t{7}, std::string("c"));
    other.row(std::vector<double>{1, 0.25});
    CHECK_THROWS_WITH_AS(figure.row(1, 2), "figure ch07-fig4: a row of 2 under 3 columns", std::logic_error);
    CHECK_THROWS_AS(figure.comment("two\nlines"), std::logic_error);
    CHECK_THROWS_AS(results.figure("ch07-fig4", {"x"}), std::logic_error);
    CHECK_THROWS_AS(results.figure("ch08-fig6", {"x"}), std::logic_error);
    CHECK_THROWS_AS(results.figure("ch07-/../x", {"x"}), std::logic_error);
    results.write();
    CHECK(read_file(folder / "figures/ch07-fig4.csv") ==
          "# chapter: 07\n# profile: quick\n# seeds: 0..2\n# loss: means\nx,exact,run\n0.1,3,\"a,b\"\n0.5,7,c\n");
    CHECK(numbers(read_csv(folder / "figures/ch07-fig5.csv"), "error") == std::vector<double>{0.25});
}

TEST_CASE("a damaged result file is refused with file, row and column") {
    const test::ScratchFolder folder;
    const std::string header = "item,quantity,expected,source,ours,smallest,largest,low,high,verdict\n",
                      path = (folder / "r.csv").string();
    const auto refused = [&](const std::string& content, const std::string& message) {
        write_file_atomically(path, content);
        CAPTURE(message);
        CHECK_THROWS_WITH(read_results(path), (path + ": " + message).c_str());
    };
    refused(header + "Fig. 5,x,,,oops,,,,,measured\n", "row 1, column ours: \"oops\" is no number");
    refused(header + "Fig. 5,x,,,,,,,,measured\n", "row 1, column ours: empty");
    refused(header + "Fig. 5,x,,,1,,,,,right\n", "\"right\" is no verdict");
    refused("item,quantity\nFig. 5,x\n", "no column expected");
    refused("", "no header line");
}
