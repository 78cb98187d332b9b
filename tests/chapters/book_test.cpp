#include "chapters/book/commands.hpp"

#include <chrono>

#include "lib/report/files.hpp"
#include "lib/report/paper.hpp"
#include "lib/report/text.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;
using namespace pinn::book;
namespace fs = std::filesystem;

namespace {

const std::string header = "item,quantity,expected,source,ours,smallest,largest,low,high,verdict";
const std::string tags = "tag,source,item,quantity,format\n";
const std::string rows =
    "Fig. 4a,error,0.24,paper,0.25,,,0.1,0.5,reproduced\nC8,\"part |a|, b\",,,1e-12,,,,1e-9,corrected\n";

// A small project: chapters 06 and 07, a README with every kind of marked place.
struct Project {
    test::ScratchFolder folder;
    Paths paths{.root = folder / "root", .build = folder / "root/build"};

    Project() {
        put("chapters/06-spectral-bias/README.md", "# Six\n");
        put("chapters/07-adaptive-weights/README.md",
            "<!-- generated: results 07 -->\n<!-- end generated -->\nThe error is ?<!--4a-->.\n");
        put("chapters/07-adaptive-weights/numbers.csv", tags + "4a,07,Fig. 4a,error,%.1e\n");
        put("chapters/ERRATA.md", "?<!--8-->\n");
        put("chapters/numbers.csv", tags + "8,07,C8,\"part |a|, b\",%.0e\n");
        put("README.md",
            "a\n<!-- generated: reproduction -->\n<!-- end generated -->\n<!-- a comment -->(x<!--b-->)\n");
        put("numbers.csv", tags + "b,bench,Gemm/n:512,,%.0fGF\n");
        put("bench/published.csv", "work,value,unit,machine,date\nGemm/n:512,51.7,GFLOP/s,\"A, B\",2024-01-01\n");
    }
    void put(const std::string& path, const std::string& text) const { write_file_atomically(paths.root / path, text); }
    void only_readme(const std::string& text) const {  // the other pages are empty
        put("README.md", text);
        put("chapters/07-adaptive-weights/README.md", "");
        put("chapters/ERRATA.md", "");
    }
    std::string get(const std::string& path) const { return read_file(paths.root / path); }
    void results(const std::string& profile, const std::string& text = rows, const std::string& chapter = "07") const {
        put("build/results/chapter-" + chapter + ".csv",
            "# chapter: " + chapter + "\n# profile: " + profile + "\n# seeds: 0..2\n" + header + "\n" + text);
    }
    void expected(const std::string& text) const {
        put("chapters/07-adaptive-weights/expected.csv",
            "# chapter: 07\n# profile: quick\n# seeds: 0..2\n" + header + ",tolerance\n" + text);
    }
    // Runs a command; its output, and its exit code in `status`.
    std::string run(const std::vector<std::string>& arguments, int expected_status) const {
        std::ostringstream out;
        CHECK(book::run(arguments, paths, out) == expected_status);
        return out.str();
    }
    std::string refusal(const std::vector<std::string>& arguments) const {
        std::ostringstream out;
        try {
            book::run(arguments, paths, out);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "not refused";
    }
};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("table prints all rows and counts the verdicts") {
    const Project project;
    CHECK(contains(project.refusal({"table"}), "no results; run a chapter first"));
    project.results("quick");
    project.results("quick", "Fig. 1,slope,,,2,,,,,measured\n", "06");
    const std::string out = project.run({"table"}, 0);
    CHECK(contains(out, "Fig. 1   slope"));
    CHECK(contains(out, "[0.1, 0.5]  reproduced"));
    CHECK(contains(out, "\n3 rows: 1 reproduced, 1 corrected, 1 measured\n"));
    const std::string build = project.paths.build.string();
    std::ostringstream again;
    book::run({"--build", build, "table"}, {.root = project.paths.root}, again);
    CHECK(again.str() == out);
}

TEST_CASE("compare passes equal rows, and digits within the tolerance") {
    const Project project;
    project.results("quick");
    project.expected(
        "Fig. 4a,error,0.24,paper,0.2501,,,0.1,0.5,reproduced,1e-3\n"
        "C8,\"part |a|, b\",,,5,,,,1e-9,corrected,verdict\n");
    CHECK(project.run({"compare"}, 0) == "2 passed, 0 failed\n");
}

TEST_CASE("compare fails on every kind of difference and names it") {
    const Project project;
    const std::string first = "Fig. 4a,error,0.24,paper,0.25,,,0.1,0.5,reproduced,0\n";
    const std::string second = "C8,\"part |a|, b\",,,1e-12,,,,1e-9,corrected,verdict\n";
    project.results("quick");
    const auto fails = [&](const std::string& text, const std::string& message) {
        project.expected(text);
        const std::string out = project.run({"compare"}, 1);
        CAPTURE(out);
        CHECK(contains(out, message));
    };
    project.expected(first + second);
    CHECK(project.run({"compare"}, 0) == "2 passed, 0 failed\n");
    fails("Fig. 4a,error,0.24,paper,0.2501,,,0.1,0.5,reproduced,1e-5\n" + second,
          "chapter 07: Fig. 4a, error: ours is 0.25, expected 0.2501 within 1e-5\n1 passed, 1 failed\n");
    fails("Fig. 4a,error,0.24,paper,nan,,,0.1,0.5,reproduced,1\n" + second, "expected nan within 1");
    fails("Fig. 4a,error,0.24,paper,0.25,,,0.1,0.5,not reproduced,verdict\n" + second,
          "verdict is \"reproduced\", expected \"not reproduced\"");
    fails("Fig. 4a,error,0.24,paper,0.25,,,0.2,0.5,reproduced,verdict\n" + second, "low is \"0.1\", expected \"0.2\"");
    fails("Fig. 4a,error,,,0.25,,,0.1,0.5,reproduced,verdict\n" + second, "expected is \"0.24\", expected \"\"");
    fails("Fig. 4a,error,0.24,paper,0.25,,,0.1,0.5,reproduced,much\n" + second,
          "tolerance \"much\" is neither a number nor verdict");
    fails("Fig. 4a,error,0.24,paper,0.25,,,0.1,0.5,reproduced,-1\n" + second, "tolerance \"-1\"");
    fails("Fig. 4a,error,,,0.25,,,,,measured,verdict\n" + second, "tolerance verdict, of a row without a band");
    fails("Fig. 4a,error,0.24,paper,0.25,,,0.1,0.5,reproduced,diverges\n" + second,
          "ours is 0.25, expected to diverge");
    const std::string diverged = "Fig. 5,x,,,nan,1e7,nan,,,measured";
    project.results("quick", diverged + "\n");
    project.expected(diverged + ",diverges\n");
    CHECK(project.run({"compare"}, 0) == "1 passed, 0 failed\n");
    project.expected(diverged + ",1\n");
    CHECK(contains(project.run({"compare"}, 1), "ours is nan, expected nan within 1\n"));
    project.results("quick");
    fails(second + first, "C8, part |a|, b: the row is Fig. 4a, error\n");
    fails(first, "C8, part |a|, b: the row is not expected\n1 passed, 1 failed\n");
    fails(first + second + "Fig. 5,x,,,1,,,,,measured,0\n", "Fig. 5, x: the row is missing\n2 passed, 1 failed\n");
    fails("", "expected.csv has no row");
}

TEST_CASE("compare fails when nothing was compared: no expectation, no results, another profile, other seeds") {
    const Project project;
    CHECK(project.run({"compare"}, 1) == "no row was compared\n0 passed, 0 failed\n");
    project.expected("Fig. 4a,error,0.24,paper,0.25,,,0.1,0.5,reproduced,0\n");
    CHECK(contains(project.run({"compare"}, 1), "No such file or directory\n0 passed, 1 failed\n"));
    project.results("paper");
    CHECK(project.run({"compare"}, 1) == "chapter 07: profile is paper, expected quick\n0 passed, 1 failed\n");
    project.put("build/results/chapter-07.csv", "# profile: quick\n# seeds: 0\n" + header + "\n" + rows);
    CHECK(project.run({"compare"}, 1) == "chapter 07: seeds is 0, expected 0..2\n0 passed, 1 failed\n");
}

TEST_CASE("expect records the quick results, keeps known tolerances, and compare then passes") {
    const Project project;
    project.expected("C8,\"part |a|, b\",,,9,,,,9,corrected,0.5\nFig. 5,gone,,,1,,,,,measured,0\n");
    project.results("quick");
    project.run({"expect", "07"}, 0);
    CHECK(project.get("chapters/07-adaptive-weights/expected.csv") ==
          "# chapter: 07\n# profile: quick\n# seeds: 0..2\n" + header +
              ",tolerance\nFig. 4a,error,0.24,paper,0.25,,,0.1,0.5,reproduced,verdict\n"
              "C8,\"part |a|, b\",,,1e-12,,,,1e-9,corrected,0.5\n");
    CHECK(project.run({"compare"}, 0) == "2 passed, 0 failed\n");
    project.results("paper");
    CHECK(contains(project.refusal({"expect", "07"}), "is of profile paper, expected quick"));
    CHECK(contains(project.refusal({"expect", "05"}), "no chapter 05"));
}

TEST_CASE("publish records paper results with machine and date, their pictures, and refreshes the READMEs") {
    const Project project;
    project.results("paper");
    project.put("build/figures/ch07-fig4.csv", "# chapter: 07\n# profile: paper\nx\n1\n");
    project.put("build/figures/ch07-fig5.csv", "# chapter: 07\n# profile: quick\nx\n1\n");
    for (const char* name : {"ch07-fig4.png", "ch07-fig4.svg", "ch07-fig5.png", "ch07-fig5.svg", "other.png"}) {
        project.put(std::string("build/figures/") + name, "picture");
    }
    project.run({"publish"}, 0);
    const Csv published = read_csv(project.paths.root / "chapters/07-adaptive-weights/published.csv");
    CHECK(published.comment("profile") == "paper");
    CHECK(published.comment("seeds") == "0..2");
    CHECK(contains(*published.comment("machine"), " cores, "));
    CHECK(published.comment("date")->size() == 10);
    CHECK(published.rows.size() == 2);
    CHECK(project.get("plots/gallery/ch07-fig4.png") == "picture");
    CHECK(project.get("plots/gallery/ch07-fig4.svg") == "picture");
    // A picture of the quick run never stands under the text of the paper's profile.
    CHECK(!fs::exists(project.paths.root / "plots/gallery/ch07-fig5.png"));
    CHECK(!fs::exists(project.paths.root / "plots/gallery/ch07-fig5.svg"));
    CHECK(!fs::exists(project.paths.root / "plots/gallery/other.png"));
    const fs::path picture = project.paths.root / "build/figures/ch07-fig4.png";
    fs::last_write_time(picture,
                        fs::last_write_time(fs::path(picture).replace_extension(".csv")) - std::chrono::hours(1));
    CHECK(contains(project.refusal({"publish"}), "ch07-fig4.png: is older than its data; draw it by: make plots"));
    fs::rename(picture, fs::path(picture).replace_extension(".svg"));
    CHECK(contains(project.refusal({"publish"}), "ch07-fig4.svg: is older than its data; draw it by: make plots"));

    CHECK(project.get("chapters/07-adaptive-weights/README.md") ==
          "<!-- generated: results 07 -->\n| item | quantity | expected | ours | band | verdict "
          "|\n|---|---|---|---|---|---|\n"
          "| Fig. 4a | error | 0.24 | 0.25 | [0.1, 0.5] | reproduced |\n"
          "| C8 | part \\|a\\|, b |  | 1e-12 | <= 1e-09 | corrected |\n"
          "<!-- end generated -->\nThe error is 2.5e-01<!--4a-->.\n");
    CHECK(project.get("chapters/ERRATA.md") == "1e-12<!--8-->\n");
    const std::string readme = project.get("README.md");
    CHECK(contains(readme,
                   "| Fig. 4a | error | 0.24 | 0.25 | [0.1, 0.5] | reproduced | "
                   "[07](chapters/07-adaptive-weights/) |\n"));
    CHECK(contains(readme, "\nNot run yet: Eq. (2.4), "));
    CHECK(contains(readme, "<!-- a comment -->(52GF<!--b-->)\n"));
    CHECK(project.run({"check-readme"}, 0) == "5 marked places, 0 differ\n");
}

TEST_CASE("publish-bench records the medians of Google Benchmark's files: times, and rates where there are") {
    const Project project;
    CHECK(contains(project.refusal({"publish-bench"}), "no medians of benchmarks"));
    const auto run = [](const std::string& name, const std::string& aggregate, const std::string& counters) {
        return R"({"run_name": ")" + name + R"(", "aggregate_name": ")" + aggregate +
               R"(", "real_time": 9.5, "cpu_time": 4.25, "time_unit": "us")" + counters + "}";
    };
    project.put("build/timings/gemm.json", R"({"benchmarks": [)" + run("Gemm/n:512", "mean", "") + "," +
                                               run("Gemm/n:512", "cv", R"(, "zero": NaN, "huge": -Infinity)") + "," +
                                               run("Gemm/n:512", "median", R"(, "GFLOP/s": 99.5)") + "," +
                                               run("Step", "median", R"(, "MB": 61.5, "sweeps": 6, "label": "text")") +
                                               "," + run("Gemm/threads:2/real_time", "median", "") + "," +
                                               run("Accuracy/iterations:1/manual_time", "median", "") + "]}");
    project.put("chapters/07-adaptive-weights/published.csv", header + "\n" + rows);
    project.run({"publish-bench"}, 0);
    const std::string table = project.get("bench/published.csv");
    CHECK(contains(table, "# machine: "));
    CHECK(contains(
        table,
        "work,value,unit\nGemm/n:512,99.5,GFLOP/s\nGemm/n:512 time,4.25,us\nStep,4.25,us\nStep memory,61.5,MB\n"
        "Step sweeps,6,counter\nGemm/threads:2/real_time,9.5,us\nAccuracy/iterations:1/manual_time,9.5,us\n"));
    CHECK(contains(project.get("README.md"), "(100GF<!--b-->)"));
    project.put("build/timings/gemm.json", "{");
    CHECK(contains(project.refusal({"publish-bench"}), "gemm.json: "));
}

TEST_CASE("publish-bench records the peers with machine and date, and their block shows times as people read them") {
    const Project project;
    const std::string columns = "work,ours,peer,peer_version,settings,ratio,target,verdict\n";
    const std::string measured = columns +
                                 "Product/n:500,0.00123,0.00111,BLAS 1.2,1 thread,0.902,0.9,reached\n"
                                 "Step,2.81e-05,1.5,\"Torch, A\",default|best,53400,,\n"
                                 "Accuracy/one_sided,1e-30,2e-16,LAPACK,,2e+14,,\n"
                                 "Tiny,5e-10,2e-09,X,,4,5,missed\n";
    project.put("build/timings/peers.csv", "# rounds: 5\n" + measured);
    project.put("chapters/07-adaptive-weights/published.csv", header + "\n" + rows);
    const std::string bench = project.get("bench/published.csv");
    CHECK(project.run({"publish-bench"}, 0).starts_with("bench/peers.csv: 4 rows\n"));
    CHECK(project.get("bench/published.csv") == bench);  // nothing of make bench was there
    const Csv table = read_csv(project.paths.root / "bench/peers.csv");
    CHECK(table.comment("rounds") == "5");
    CHECK(contains(*table.comment("machine"), " cores, "));
    CHECK(table.comment("date")->size() == 10);

    project.put("numbers.csv", tags);
    project.put("README.md", "<!-- generated: peers -->\n<!-- end generated -->\n");
    project.run({"readme"}, 0);
    const std::string filled = project.get("README.md");
    CHECK(filled ==
          "<!-- generated: peers -->\n| work | ours | peer | peer / ours | target | verdict | which peer, how |\n"
          "|---|---|---|---|---|---|---|\n"
          "| Product/n:500 | 1.23 ms | 1.11 ms | 0.902 | 0.9 | reached | BLAS 1.2; 1 thread |\n"
          "| Step | 28.1 us | 1.5 s | 53400 |  |  | Torch, A; default\\|best |\n"
          "| Accuracy/one_sided | 1e-30 | 2e-16 | 2e+14 |  |  | LAPACK |\n"
          "| Tiny | 5e-10 s | 2 ns | 4 | 5 | missed | X |\n"
          "<!-- end generated -->\n");
    CHECK(project.run({"check-readme"}, 0) == "4 marked places, 0 differ\n");
    std::string bad = filled;
    bad.replace(bad.find("1.11 ms"), 7, "1.99 ms");
    project.put("README.md", bad);
    CHECK(contains(project.run({"check-readme"}, 1),
                   "README.md:1: <!-- generated: peers -->: says \"| Product/n:500 | 1.23 ms | 1.99 ms"));

    // A run that is not the whole one is refused, and what was recorded stays.
    for (const char* comment : {"# changed: --rounds 1\n", "# failed: gemm and eigen\n", "# unfinished: 3 of 10\n"}) {
        project.put("build/timings/peers.csv", comment + measured);
        CHECK(contains(project.refusal({"publish-bench"}), "peers.csv: is of a run that is "));
    }
    project.put("build/timings/peers.csv", columns);
    CHECK(contains(project.refusal({"publish-bench"}), "peers.csv: has no row"));
    CHECK(read_csv(project.paths.root / "bench/peers.csv").rows.size() == 4);
    fs::remove(project.paths.root / "bench/peers.csv");
    CHECK(contains(project.refusal({"readme"}),
                   "README.md: line 1: <!-- generated: peers -->: there is no bench/peers.csv"));
}

TEST_CASE("the line of an item is its first judged row, and counts its verdicts") {
    const Project project;
    project.results("paper",
                    "Fig. 4a,b,,,3,,,,,measured\nFig. 4a,e,0.2,paper,0.3,0.1,0.4,0.1,0.5,reproduced\n"
                    "Fig. 4a,c,,,1,,,0,2,reproduced\nFig. 4a,d,,,9,,,0,2,not reproduced\nFig. 5,x,,,1,,,,,measured\n"
                    "Fig. 5,y,,,2,,,,,measured\n");
    project.only_readme("<!-- generated: items -->\n<!-- end generated -->\n");
    project.run({"publish"}, 0);
    CHECK(project.get("README.md") ==
          "<!-- generated: items -->\n| item | quantity | expected | ours | verdicts | chapter "
          "|\n|---|---|---|---|---|---|\n"
          "| Fig. 4a | e | 0.2 | 0.3 (0.1 .. 0.4) | 2 reproduced, 1 not reproduced | "
          "[07](chapters/07-adaptive-weights/) |\n"
          "| Fig. 5 | x |  | 1 | 2 measured | [07](chapters/07-adaptive-weights/) |\n<!-- end generated -->\n");
}

TEST_CASE("identities and numbers without a band are counted apart from what could fail") {
    const Project project;
    project.results(
        "paper",
        "Fig. 4a,a,,,1,,,0,2,reproduced\nFig. 4a,b,,,1,,,0,2,corrected\nFig. 4a,c,,,9,,,0,2,not reproduced\n"
        "Fig. 4a,d,,,1,,,0,2,identity\nFig. 5,e,,,1,,,0,2,identity\nFig. 5,f,,,1,,,,,measured\n");
    project.only_readme("<!-- generated: counts -->\n<!-- end generated -->\n");
    project.run({"publish"}, 0);
    CHECK(project.get("README.md") ==
          "<!-- generated: counts -->\nIn all 1 reproduced, 1 corrected, 1 not reproduced.\nApart from these 2 "
          "identities, which are proved and only check the code, and 1 numbers without a band.\n"
          "<!-- end generated -->\n");
}

TEST_CASE("code on a page is the example of a source file") {
    const Project project;
    project.results("paper");
    project.put("tests/a.cpp",
                "{\n    // example\n    int a;\n\n    if (a) {\n        a = 1;\n    }\n    // end of the example\n");
    project.put("tests/b.cpp", "    // example\n");
    project.put("README.md", "<!-- generated: code tests/a.cpp -->\n<!-- end generated -->\n");
    project.run({"publish"}, 0);
    CHECK(project.get("README.md") ==
          "<!-- generated: code tests/a.cpp -->\n```cpp\nint a;\n\nif (a) {\n    a = 1;\n}\n```\n<!-- end generated "
          "-->\n");
    project.put("README.md", "<!-- generated: code tests/b.cpp -->\n<!-- end generated -->\n");
    CHECK(contains(project.refusal({"readme"}), "tests/b.cpp has no example"));
}

TEST_CASE("publish-bench records a cross-check in which everything agrees, and its block is the table") {
    const Project project;
    const std::string columns = "case,quantity,numbers,deviation,bar,verdict\n";
    const std::string agrees = "\"Poisson, ntk\",K,144,4.4e-16,1e-10,agrees\n";
    project.put("build/timings/crosscheck.csv", "# other: X\n" + columns + agrees);
    project.put("chapters/07-adaptive-weights/published.csv", header + "\n" + rows);
    CHECK(project.run({"publish-bench"}, 0).starts_with("bench/crosscheck.csv: 1 rows\n"));
    CHECK(read_csv(project.paths.root / "bench/crosscheck.csv").comment("machine").has_value());
    project.put("README.md", "<!-- generated: crosscheck -->\n<!-- end generated -->\n");
    project.run({"readme"}, 0);
    CHECK(contains(project.get("README.md"), "|\n| Poisson, ntk | K | 144 | 4.4e-16 | 1e-10 | agrees |\n<!-- end"));

    project.put("build/timings/crosscheck.csv", columns + agrees + "wave,trace,3,2e-4,1e-10,differs\n");
    CHECK(contains(project.refusal({"publish-bench"}), "crosscheck.csv: wave: differs"));
    CHECK(read_csv(project.paths.root / "bench/crosscheck.csv").rows.size() == 1);
    fs::remove(project.paths.root / "bench/crosscheck.csv");
    CHECK(contains(project.refusal({"readme"}), "there is no bench/crosscheck.csv"));
}

TEST_CASE("tags stand for a quotient, a ratio of the peers' table, a time of a program's header, an end of a spread") {
    const Project project;
    project.results("paper", "Fig. 4a,error,,,2,1,3,,,measured\n");
    project.put("chapters/ERRATA.md", "");
    project.put("chapters/numbers.csv", tags);
    project.put("bench/published.csv", "work,value,unit\nGemm,6,s\nPeak,4,s\n");
    project.put("bench/peers.csv",
                "work,ours,peer,peer_version,settings,ratio,target,verdict\nStep,1,2,Torch 1,best,2.125,,\n"
                "Step,1,3,ADOL-C,one,3,,\n");
    project.put("chapters/07-adaptive-weights/main.cpp", "// Takes:  12 s; 9 minutes with PROFILE=paper, more\n");
    project.put("numbers.csv",
                tags +
                    "q,bench,Gemm : Peak,,%.2f\np,peers,Step,ADOL,%.1f\n7q,takes,07,quick,\n7p,takes,07,paper,"
                    "\nlo,07,Fig. 4a,error: smallest,%g\nhi,07,Fig. 4a,error: largest,%g\n");
    project.put("README.md",
                "?<!--q--> ?<!--p--> | 1 s<!--7q--> | 1 minute<!--7p-->, (0<!--lo--> .. 0<!--hi-->)\n0<!--hi-->\n");
    project.run({"publish"}, 0);
    CHECK(project.get("README.md") ==
          "1.50<!--q--> 3.0<!--p--> | 12 s<!--7q--> | 9 minutes<!--7p-->, (1<!--lo--> .. 3<!--hi-->)\n3<!--hi-->\n");
    for (const auto& [number, message] : {std::pair{"peers,Step,Eigen,%g", "bench/peers.csv has no such row"},
                                          {"takes,06,quick,", "no such chapter, or its main.cpp does not say"}}) {
        project.put("numbers.csv", concat(tags, "x,", number, "\n"));
        project.put("README.md", "a b 1<!--x-->");
        CHECK(contains(project.refusal({"readme"}), message));
    }
}

TEST_CASE("confirm passes when every row has its published verdict, and names every difference") {
    const Project project;
    project.put("chapters/ERRATA.md", "");
    project.put("chapters/07-adaptive-weights/README.md", "");
    std::string all;
    for (const std::string_view item : judged_items()) all += concat(item, ",x,,,1,,,,,measured\n");
    project.results("paper", all);
    project.run({"publish"}, 0);
    fs::remove_all(project.paths.root / "chapters/06-spectral-bias");
    CHECK(contains(project.run({"confirm"}, 0), "Every verdict is the published one.\n"));
    project.results("quick", all);
    CHECK(contains(project.run({"confirm"}, 1), "chapter-07.csv: is of profile quick; published are paper\n"));

    const std::string first(judged_items().front());
    std::string other = all;
    other.replace(other.find("1,,,,,measured"), 14, "1,,,0,2,reproduced");
    project.results("paper", other + "Fig. 5,new,,,1,,,,,measured\n");
    const std::string out = project.run({"confirm"}, 1);
    CHECK(contains(out, "chapter 07: " + first + ", x: reproduced, published is measured\n"));
    CHECK(contains(out, "chapter 07: Fig. 5, new: the row is not published\n2 differences"));
    project.results("paper", all.substr(all.find('\n') + 1));
    const std::string less = project.run({"confirm"}, 1);
    CHECK(contains(less, "chapter 07: " + first + ", x: the row is missing\n"));
    CHECK(contains(less, first + ": no row judges it\n"));
}

TEST_CASE("a study is published beside its chapter, by itself, and READMEs can quote it") {
    const Project project;
    project.put("README.md", "?<!--s-->\n");
    project.put("numbers.csv", tags + "s,07-study,Fig. 4a,error,%g\n");
    project.put("chapters/ERRATA.md", "");
    project.put("chapters/07-adaptive-weights/README.md", "");
    project.results("paper", rows);
    project.results("study", "Fig. 4a,error,,,0.125,,,,,measured\n", "07-study");
    project.put("build/figures/ch07-seeds.csv", "# chapter: 07\n# profile: study\nx\n1\n");
    project.put("build/figures/ch07-seeds.png", "picture");
    project.run({"publish", "07-study"}, 0);
    CHECK(read_csv(project.paths.root / "chapters/07-adaptive-weights/study.csv").comment("profile") == "study");
    CHECK(!fs::exists(project.paths.root / "chapters/07-adaptive-weights/published.csv"));
    CHECK(project.get("plots/gallery/ch07-seeds.png") == "picture");
    CHECK(project.get("chapters/07-adaptive-weights/ch07-seeds.csv") == project.get("build/figures/ch07-seeds.csv"));
    CHECK(project.get("README.md") == "0.125<!--s-->\n");
    project.results("paper", rows, "07-study");
    CHECK(contains(project.refusal({"publish", "07-study"}), "is of profile paper; published are study"));
}

TEST_CASE("publish refuses quick results and changed options, and then writes nothing") {
    const Project project;
    CHECK(contains(project.refusal({"publish"}), "no results"));
    project.results("paper", "Fig. 1,slope,,,2,,,,,measured\n", "06");
    project.results("quick");
    CHECK(contains(project.refusal({"publish"}), "chapter-07.csv: is of profile quick; published are paper"));
    CHECK(!fs::exists(project.paths.root / "chapters/06-spectral-bias/published.csv"));
    project.put("build/results/chapter-07.csv", "# profile: paper\n# changed: --steps 7\n" + header + "\n" + rows);
    CHECK(contains(project.refusal({"publish", "07"}), "is of a run with --steps 7"));
    project.put("build/results/chapter-07.csv", "# profile: paper\n# chosen seeds: --seed 3\n" + header + "\n" + rows);
    CHECK(contains(project.refusal({"publish", "07"}), "is of a run with --seed 3"));
    CHECK(contains(project.refusal({"publish", "05"}), "no results of chapter 05"));
    CHECK(contains(project.refusal({"publish", "06"}),
                   "<!-- generated: results 07 -->: chapter 07 has no published.csv"));
}

TEST_CASE("check-readme names file, line, number and both values, and changes nothing") {
    const Project project;
    project.results("paper");
    project.run({"publish"}, 0);
    const std::string good = project.get("chapters/07-adaptive-weights/README.md");
    std::string bad = good;
    bad.replace(bad.find("2.5e-01"), 7, "2.4e-01");
    bad.replace(bad.find("| 0.25 |"), 8, "| 0.24 |");
    project.put("chapters/07-adaptive-weights/README.md", bad);
    CHECK(project.run({"check-readme"}, 1) ==
          "chapters/07-adaptive-weights/README.md:1: <!-- generated: results 07 -->: says "
          "\"| Fig. 4a | error | 0.24 | 0.24 | [0.1, 0.5] | reproduced |\", the files say "
          "\"| Fig. 4a | error | 0.24 | 0.25 | [0.1, 0.5] | reproduced |\"\n"
          "chapters/07-adaptive-weights/README.md:7: 07 Fig. 4a, error: says \"2.4e-01\", the files say "
          "\"2.5e-01\"\n5 marked places, 2 differ\n");
    CHECK(project.get("chapters/07-adaptive-weights/README.md") == bad);
    project.run({"readme"}, 0);
    CHECK(project.get("chapters/07-adaptive-weights/README.md") == good);
    CHECK(project.run({"readme"}, 0).empty());

    project.put("README.md", "nothing marked\n");
    CHECK(project.run({"check-readme"}, 1) ==
          "README.md: has no marked place at all\nnumbers.csv: the tag b is on no page\n"
          "3 marked places, 2 differ\n");
    fs::remove(project.paths.root / "README.md");
    CHECK(contains(project.refusal({"check-readme"}), "README.md: No such file or directory"));
}

TEST_CASE("a table of tables.csv has a line for every text that stands for the star") {
    const Project project;
    project.results(
        "paper",
        "Fig. 4a,one: error,,,0.25,,,,,measured\nFig. 4a,two: error,,,0.5,,,,,measured\n"
        "Fig. 4a,one: helps,,,0,,,,,measured\nFig. 4a,two: helps,,,1,,,,,measured\nC8,: error,,,7,,,,,measured\n");
    const std::string columns = "table,column,source,item,quantity,format\n";
    project.put("tables.csv", columns +
                                  "t,problem,,,,\nt,error,07,Fig. 4a,*: error,%.1e\n"
                                  "t,helps,07,Fig. 4a,*: helps,no|yes\nother,problem,,,,\n");
    project.only_readme("<!-- generated: table t -->\n<!-- end generated -->\n");
    project.put("chapters/07-adaptive-weights/numbers.csv", tags);
    project.put("chapters/numbers.csv", tags);
    project.put("numbers.csv", tags);
    project.run({"publish"}, 0);
    CHECK(project.get("README.md") ==
          "<!-- generated: table t -->\n| problem | error | helps |\n|---|---|---|\n| one | 2.5e-01 | no |\n"
          "| two | 5.0e-01 | yes |\n<!-- end generated -->\n");
    const auto refused = [&](const std::string& lines, const std::string& message) {
        project.put("tables.csv", columns + lines);
        CHECK(project.refusal({"readme"}) == "README.md: line 1: <!-- generated: table t -->: " + message);
    };
    refused("other,problem,,,,\n", "tables.csv has no two columns of this table");
    refused("t,problem,,,,\nt,error,07,Fig. 4a,one: error,%g\n", "its second column has no star: one: error");
    refused("t,problem,,,,\nt,error,07,Fig. 4a,*: error,%g\nt,x,07,Fig. 4a,*: x,%g\n", "published.csv has no such row");
    fs::remove(project.paths.root / "tables.csv");
    CHECK(project.refusal({"readme"}) ==
          "README.md: line 1: <!-- generated: table t -->: there is no tables.csv beside the page");
}

TEST_CASE("a mark that names nothing, or is not closed, is an error naming file, line and mark") {
    const Project project;
    project.results("paper");
    project.run({"publish"}, 0);
    const std::string before = project.get("chapters/ERRATA.md");
    const auto refused = [&](const std::string& text, const std::string& message) {
        project.put("README.md", text);
        for (const char* command : {"readme", "check-readme"}) CHECK(project.refusal({command}) == message);
    };
    const auto number_refused = [&](const std::string& number, const std::string& message) {
        project.put("numbers.csv", tags + "x," + number + "\n");
        refused("text\n1<!--x-->", "README.md: line 2: <!--x-->: " + message);
    };
    number_refused("07,Fig. 4a,errors,%.1e", "published.csv has no such row");
    number_refused("06,Fig. 1,x,%g", "chapter 06 has no published.csv");
    number_refused("bench,x,,%g", "bench/published.csv has no such work");
    number_refused("07,Fig. 4a,error,none", "its format does not print one number");
    number_refused("07,Fig. 4a,error,%g %g", "its format does not print one number");
    refused("1<!--y-->", "README.md: line 1: <!--y-->: numbers.csv has no such tag");
    refused("<!--x--> 1", "README.md: line 1: <!--x-->: no number stands before it");
    refused("a <!--x-->", "README.md: line 1: <!--x-->: no number stands before it");
    refused("<!-- generated: nonsense -->\n<!-- end generated -->",
            "README.md: line 1: <!-- generated: nonsense -->: there is no block of this name");
    refused("<!-- generated: reproduction -->\n", "README.md: line 1: <!-- generated: reproduction -->: is not closed");
    refused("\n<!-- generated: items -->\n<!-- generated: items -->\n<!-- end generated -->",
            "README.md: line 2: <!-- generated: items -->: is not closed");
    project.put("numbers.csv", tags + "x,07,Fig. 4a,error,%g\nx,07,Fig. 4a,error,%g\n");
    refused("1", "numbers.csv: the tag x stands there twice");
    CHECK(project.get("chapters/ERRATA.md") == before);
}

TEST_CASE("a wrong call of the book is one line") {
    const Project project;
    const std::string usage =
        "accepted are table, confirm, compare, expect NN, publish [NN ...], publish-bench, readme, check-readme, and "
        "before them --build DIR";
    CHECK(project.refusal({}) == "no command; " + usage);
    CHECK(project.refusal({"tables"}) == "tables: unknown command; " + usage);
    CHECK(project.refusal({"expect"}) == "expect: names no chapter; " + usage);
    CHECK(project.refusal({"expect", "07", "08"}) == "expect 08: " + usage);
    CHECK(project.refusal({"compare", "07"}) == "compare 07: " + usage);
    CHECK(project.refusal({"table", "--all"}) == "table --all: " + usage);
    CHECK(project.refusal({"--build"}) == "--build: its folder is missing");
    CHECK(project.refusal({"--build", "x"}) == "no command; " + usage);
    CHECK(contains(project.run({"--help"}, 0), usage));
}
