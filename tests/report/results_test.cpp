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

// write() without its table on the console.
std::string write(const Results& results) {
    const test::Captured out(std::cout);
    CHECK(results.write() == 0);
    return out.text();
}

}  // namespace

TEST_CASE("the verdict is the band's, ends included, and NaN lies in no band") {
    const test::ScratchFolder folder;
    Results results("07", options_for(folder));
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    CHECK(results.claim("Fig. 4a", "inside", 0.5, {.low = 0.1, .high = 1}) == Verdict::reproduced);
    CHECK(results.claim("Fig. 4a", "low end", 0.1, {.low = 0.1, .high = 1}) == Verdict::reproduced);
    CHECK(results.claim("Fig. 4a", "high end", 1, {.low = 0.1, .high = 1, .paper = 0.24}) == Verdict::reproduced);
    CHECK(results.claim("Fig. 4a", "below", 0.09, {.low = 0.1, .high = 1}) == Verdict::not_reproduced);
    CHECK(results.claim("Fig. 4a", "above", 1.01, {.high = 1}) == Verdict::not_reproduced);
    CHECK(results.claim("Fig. 4a", "nan", nan, {.low = 0, .high = 1}) == Verdict::not_reproduced);
    CHECK(results.claim("Fig. 4a", "infinite", infinity, {.low = 0}) == Verdict::not_reproduced);
    CHECK(results.correct("C8", "imaginary part", 0, {.high = 1e-9}) == Verdict::corrected);
    CHECK(results.correct("C8", "other part", 1, {.high = 1e-9}) == Verdict::not_reproduced);
    CHECK(results.correct("C8", "nan", nan, {.high = 1e-9}) == Verdict::not_reproduced);
    CHECK(results.measure("Fig. 5", "spread", nan) == Verdict::measured);
    CHECK(results.measure("Fig. 4b", "error", 2e-3, {.paper = 1.63e-3}) == Verdict::measured);
    CHECK(results.rows().size() == 12);
}

TEST_CASE("a spread over seeds is three rows: the median is judged, and people see them on one line") {
    const test::ScratchFolder folder;
    Results results("07", options_for(folder));
    const Spread errors{.median = 0.15, .low = 0.1, .high = 0.9};
    CHECK(results.claim("Fig. 4a", "error", errors, {.low = 0.1, .high = 0.2, .paper = 0.24}) == Verdict::reproduced);
    CHECK(results.correct("C10", "error", errors, {.low = 0.2}) == Verdict::not_reproduced);
    CHECK(results.measure("C10", "one seed", Spread{2, 2, 2}) == Verdict::measured);
    results.measure("C10", "lone: smallest", 1);
    const auto rows = results.rows();
    REQUIRE(rows.size() == 10);
    CHECK(rows[0].quantity == "error: median");
    CHECK(rows[1].quantity == "error: smallest");
    CHECK(rows[1].ours == 0.1);
    CHECK(rows[1].verdict == Verdict::measured);
    CHECK(rows[2].quantity == "error: largest");
    CHECK(rows[2].ours == 0.9);
    CHECK(quantity_text(rows, 0) == "error");
    CHECK(ours_text(rows, 0) == "0.15 (0.1 .. 0.9)");
    CHECK(ours_text(rows, 6) == "2");
    CHECK_FALSE(folded(rows, 0));
    CHECK(folded(rows, 1));
    CHECK(folded(rows, 2));
    CHECK_FALSE(folded(rows, 3));  // the same quantity of another item
    CHECK_FALSE(folded(rows, 9));
    const std::string table = results_table(rows);
    CHECK(std::count(table.begin(), table.end(), '\n') == 1 + 4);
}

TEST_CASE("the console shows a screen: every row of a short chapter, of a long one those with a verdict") {
    const test::ScratchFolder folder;
    Results results("07", options_for(folder));
    results.claim("Fig. 5", "slope", Spread{2, 1, 3}, {.low = 0});
    for (int i = 0; i < 35; ++i) results.measure("Fig. 5", concat("x", i), i);
    CHECK(rows_for_console(results.rows()).size() == 38);  // 36 lines, one with a spread
    results.measure("Fig. 5", "y", 1);
    const auto shown = rows_for_console(results.rows());
    REQUIRE(shown.size() == 3);
    CHECK(ours_text(shown, 0) == "2 (1 .. 3)");

    Results measured("07", options_for(folder));
    for (int i = 0; i < 50; ++i) measured.measure("Fig. 5", concat("x", i), i);
    CHECK(rows_for_console(measured.rows()).size() == 50);  // nothing is judged, so all is shown
}

TEST_CASE("mistakes of the chapter throw: an item that is not judged, a row twice, a band that is none") {
    const test::ScratchFolder folder;
    CHECK_THROWS_WITH_AS(Results("08", options_for(folder)), "results: chapter 08 with other options",
                         std::logic_error);
    Results results("07", options_for(folder));
    results.measure("Fig. 5", "spread", 1);
    CHECK_THROWS_WITH_AS(results.measure("Fig. 9", "x", 1), "results: \"Fig. 9\" is not a judged item",
                         std::logic_error);
    CHECK_THROWS_WITH_AS(results.claim("Fig. 5", "spread", 1, {.low = 0}), "results: Fig. 5, spread: a second row",
                         std::logic_error);
    CHECK_THROWS_WITH_AS(results.claim("Fig. 5", "x", 1, {}), "results: Fig. 5, x: the band has no bound",
                         std::logic_error);
    CHECK_THROWS_WITH_AS(results.claim("Fig. 5", "x", 1, {.low = 2, .high = 1}),
                         "results: Fig. 5, x: the band is empty", std::logic_error);
    CHECK_THROWS_AS(results.claim("Fig. 5", "x", 1, {.low = std::nan(""), .high = 1}), std::logic_error);
    CHECK_THROWS_AS(results.measure("Fig. 5", "", 1), std::logic_error);
    CHECK(results.rows().size() == 1);
    CHECK_THROWS_AS(Results("08", options_for(folder)), std::logic_error);
    CHECK_THROWS_AS(Results("07", options_for(folder)).write(), std::logic_error);
}

TEST_CASE("rows read back digit by digit, with commas, quotes and empty fields") {
    const test::ScratchFolder folder;
    Results results("07", options_for(folder));
    results.claim("Fig. 4a", "error, \"u\" of |x|", 1.0 / 3, {.low = 0.1, .high = 0.7, .paper = 0.24});
    results.measure("Fig. 5", "not a number", std::nan(""));
    results.correct("C8", "one side", -1e-300, {.low = -5e-324});
    const std::string table = write(results);
    CHECK(table ==
          "\nitem     quantity           paper  ours     band            verdict\n"
          "Fig. 4a  error, \"u\" of |x|  0.24   0.3333   [0.1, 0.7]      reproduced\n"
          "Fig. 5   not a number              nan                      measured\n"
          "C8       one side                  -1e-300  >= -4.941e-324  not reproduced\n");

    const auto rows = read_results(folder / "results/chapter-07.csv");
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].item == "Fig. 4a");
    CHECK(rows[0].quantity == "error, \"u\" of |x|");
    CHECK(rows[0].ours == 1.0 / 3);
    CHECK(rows[0].paper == 0.24);
    CHECK(rows[0].low == 0.1);
    CHECK(rows[0].high == 0.7);
    CHECK(rows[0].verdict == Verdict::reproduced);
    CHECK(std::isnan(rows[1].ours));
    CHECK(!rows[1].paper);
    CHECK(!rows[1].low);
    CHECK(rows[2].ours == -1e-300);
    CHECK(rows[2].low == -5e-324);
    CHECK(!rows[2].high);
}

TEST_CASE("the result file states profile, seeds and changed options, and is the same for any number of threads") {
    const test::ScratchFolder folder;
    std::string files[2];
    for (const int threads : {1, 2}) {
        const auto options = options_for(folder, {"--steps", "7", "--threads", std::to_string(threads)});
        Results results("07", options);
        results.measure("Fig. 5", "x", 0.1);
        results.timing("training", 1.5, "s");
        write(results);
        files[threads - 1] = read_file(folder / "results/chapter-07.csv");
        CHECK(read_file(folder / "timings/chapter-07.csv").ends_with("work,value,unit\ntraining,1.5,s\n"));
    }
    CHECK(files[0] == files[1]);
    CHECK(files[0] ==
          "# chapter: 07\n# profile: quick\n# seeds: 0..2\n# changed: --steps 7\n"
          "item,quantity,paper,ours,low,high,verdict\nFig. 5,x,,0.1,,,measured\n");
}

TEST_CASE("with changed options nothing is judged, and chosen seeds are on record") {
    const test::ScratchFolder folder;
    Results changed("07", options_for(folder, {"--steps", "7"}));
    CHECK(changed.claim("Fig. 4a", "error", 0.5, {.low = 0.1, .high = 1, .paper = 0.24}) == Verdict::measured);
    CHECK(!changed.rows()[0].paper);
    CHECK(!changed.rows()[0].low);
    const test::Captured out(std::cout);
    changed.write();
    CHECK(out.text().ends_with("Not judged: --steps 7 is not the published experiment.\n"));

    Results chosen("07", options_for(folder, {"--seed", "3"}));
    CHECK(chosen.claim("Fig. 4a", "error", 0.5, {.low = 0.1, .high = 1}) == Verdict::reproduced);
    chosen.write();
    CHECK(read_file(folder / "results/chapter-07.csv").find("# chosen seeds: --seed 3\n") != std::string::npos);
}

TEST_CASE("figure data have comment lines, a header and rows of numbers and texts") {
    const test::ScratchFolder folder;
    Results results("07", options_for(folder));
    results.measure("Fig. 5", "x", 0.1);
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
    write(results);
    CHECK(read_file(folder / "figures/ch07-fig4.csv") ==
          "# chapter: 07\n# profile: quick\n# seeds: 0..2\n# loss: means\nx,exact,run\n0.1,3,\"a,b\"\n0.5,7,c\n");
    CHECK(numbers(read_csv(folder / "figures/ch07-fig5.csv"), "error") == std::vector<double>{0.25});
}

TEST_CASE("a damaged result file is refused with file, row and column") {
    const test::ScratchFolder folder;
    const std::string header = "item,quantity,paper,ours,low,high,verdict\n", path = (folder / "r.csv").string();
    const auto refused = [&](const std::string& content, const std::string& message) {
        write_file_atomically(path, content);
        CAPTURE(message);
        CHECK_THROWS_WITH(read_results(path), (path + ": " + message).c_str());
    };
    refused(header + "Fig. 5,x,,oops,,,measured\n", "row 1, column ours: \"oops\" is no number");
    refused(header + "Fig. 5,x,,,,,measured\n", "row 1, column ours: empty");
    refused(header + "Fig. 5,x,,1,,,right\n", "\"right\" is no verdict");
    refused("item,quantity\nFig. 5,x\n", "no column paper");
    refused("", "no header line");
}
