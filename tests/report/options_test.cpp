#include "lib/report/options.hpp"

#include "lib/foundation/parallel.hpp"
#include "lib/report/files.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;

namespace {

Options sample() {
    Options options("07", "adaptive weights", "Reads no files.");
    options.default_seeds({.quick = 3, .paper = 10});
    options.add_integer("steps", {.quick = 4000, .paper = 40000}, 1, 10'000'000, "gradient-descent steps");
    options.add_number("rate", 1e-5, 0, 1, "learning rate");
    options.add_text("resume", "FILE", "go on from there");
    options.add_text("at", "X", "there", {"a, b", [](const std::string& text) { return text == "a" || text == "b"; }});
    return options;
}

Options parsed(const std::vector<std::string>& arguments) {
    Options options = sample();
    options.parse(arguments);
    return options;
}

struct Run {
    int status = 0;
    std::string out, err;
};

// A whole run with the given arguments.
Run run(std::vector<std::string> arguments, const std::function<int(const Options&)>& body) {
    arguments.insert(arguments.begin(), "program");
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    const test::ThreadCount as_before(thread_count());
    Run run;
    {
        const test::Captured out(std::cout), err(std::cerr);
        Options options = sample();
        run.status = options.run(static_cast<int>(argv.size()), argv.data(), body);
        run.out = out.text();
        run.err = err.text();
    }
    return run;
}

const std::string all_options =
    "--profile, --seed, --seeds, --threads, --out, --progress, --table, --help, --steps, --rate, --resume, --at";

}  // namespace

TEST_CASE("defaults follow the profile; what is given wins") {
    const Options quick = parsed({});
    CHECK(quick.profile() == "quick");
    CHECK(!quick.paper_profile());
    CHECK(quick.integer("steps") == 4000);
    CHECK(quick.number("rate") == 1e-5);
    CHECK(quick.text("resume").empty());
    CHECK(!quick.progress());
    CHECK(quick.seeds() == std::vector<std::uint64_t>{0, 1, 2});
    CHECK(quick.out() == "build");
    CHECK(quick.threads() >= 1);
    CHECK(quick.changed().empty());

    const Options paper = parsed({"--profile", "paper"});
    CHECK(paper.integer("steps") == 40000);
    CHECK(paper.seeds().size() == 10);

    const Options given = parsed({"--steps=7", "--profile=paper", "--seed", "4294967295", "--seeds", "2", "--at", "b",
                                  "--rate", "0.5", "--progress", "--resume", "a b", "--threads", "3"});
    CHECK(given.integer("steps") == 7);
    CHECK(given.seeds() == std::vector<std::uint64_t>{4294967295, 4294967296});
    CHECK(given.text("at") == "b");
    CHECK(given.number("rate") == 0.5);
    CHECK(given.progress());
    CHECK(given.text("resume") == "a b");
    CHECK(given.threads() == 3);
    CHECK(given.changed() == "--steps 7 --rate 0.5 --resume a b --at b");
    CHECK(given.chosen_seeds() == "--seed 4294967295 --seeds 2");
    CHECK(parsed({"--steps", "4000"}).changed().empty());
    CHECK(parsed({"--seed", "0", "--seeds", "3"}).chosen_seeds().empty());
}

TEST_CASE("the first line names profile, seeds and threads") {
    CHECK(parsed({"--threads", "2"}).first_line() ==
          "Chapter 07: adaptive weights   (profile quick, seeds 0..2, 2 threads)");
    CHECK(parsed({"--threads", "1", "--seeds", "1", "--seed", "5"}).first_line() ==
          "Chapter 07: adaptive weights   (profile quick, seed 5, 1 thread)");
}

TEST_CASE("a wrong option or value is one line that names it and what is accepted") {
    const std::string whole = "accepted are whole numbers ";
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
        {{"--profile", "fast"}, "--profile fast: accepted are quick, paper"},
        {{"--profile", "Paper"}, "--profile Paper: accepted are quick, paper"},
        {{"--profile"}, "--profile: its value is missing; accepted are quick, paper"},
        {{"--threads", "0"}, "--threads 0: " + whole + "1..1024"},
        {{"--threads", "1025"}, "--threads 1025: " + whole + "1..1024"},
        {{"--threads", "-1"}, "--threads -1: " + whole + "1..1024"},
        {{"--threads=2.0"}, "--threads 2.0: " + whole + "1..1024"},
        {{"--steps", "3x"}, "--steps 3x: " + whole + "1..10000000"},
        {{"--steps", "nan"}, "--steps nan: " + whole + "1..10000000"},
        {{"--steps", " 3"}, "--steps  3: " + whole + "1..10000000"},
        {{"--steps", "99999999999999999999"}, "--steps 99999999999999999999: " + whole + "1..10000000"},
        {{"--seeds", "0"}, "--seeds 0: " + whole + "1..100000"},
        {{"--seed", ""}, "--seed: its value is missing; " + whole + "0..4294967295"},
        {{"--seed="}, "--seed: its value is missing; " + whole + "0..4294967295"},
        {{"--seed"}, "--seed: its value is missing; " + whole + "0..4294967295"},
        {{"--seed", "--seeds", "2"}, "--seed: its value is missing; " + whole + "0..4294967295"},
        {{"--seed", "1", "--seed", "1"}, "--seed 1: given twice"},
        {{"--rate", "nan"}, "--rate nan: accepted are numbers 0..1"},
        {{"--rate", "inf"}, "--rate inf: accepted are numbers 0..1"},
        {{"--rate", "1e999"}, "--rate 1e999: accepted are numbers 0..1"},
        {{"--rate", "0,5"}, "--rate 0,5: accepted are numbers 0..1"},
        {{"--out", ""}, "--out: its value is missing; accepted are texts that are not empty"},
        {{"--at", "c"}, "--at c: accepted are a, b"},
        {{"--at="}, "--at: its value is missing; accepted are a, b"},
        {{"--progress=1"}, "--progress: takes no value"},
        {{"--progress", "--progress"}, "--progress: given twice"},
        {{"--nonsense"}, "--nonsense: unknown option; accepted are " + all_options},
        {{"--nonsense=3"}, "--nonsense: unknown option; accepted are " + all_options},
        {{"--prof", "paper"}, "--prof: unknown option; accepted are " + all_options},
        {{"--Seed", "3"}, "--Seed: unknown option; accepted are " + all_options},
        {{"-s", "3"}, "-s: unknown option; accepted are " + all_options},
        {{"paper"}, "\"paper\": only options are accepted, see --help"},
        {{"--steps", "3", "4"}, "\"4\": only options are accepted, see --help"},
        {{"--", "--progress"}, "--progress: unknown option; accepted are " + all_options},
    };
    for (const auto& wrong : cases) {
        CAPTURE(wrong.second);
        CHECK_THROWS_WITH_AS(parsed(wrong.first), wrong.second.c_str(), UsageError);
    }
}

TEST_CASE("a wrong option ends the run with 2, one line on stderr, and before any work") {
    const test::ScratchFolder folder;
    const Run wrong = run({"--out", (folder / "new").string(), "--threads", "0"}, [](const Options&) -> int {
        FAIL("no work is done");
        return 0;
    });
    CHECK(wrong.status == 2);
    CHECK(wrong.out.empty());
    CHECK(wrong.err == "chapter-07: --threads 0: accepted are whole numbers 1..1024\n");
    CHECK(!std::filesystem::exists(folder / "new"));
}

TEST_CASE("an output folder that cannot be written ends the run with 1, one line, and before any work") {
    const test::ScratchFolder folder;
    write_file_atomically(folder / "file", "");
    for (const std::string& out : {std::string("/proc/nowhere"), (folder / "file").string()}) {
        const Run wrong = run({"--out", out}, [](const Options&) -> int {
            FAIL("no work is done");
            return 0;
        });
        CHECK(wrong.status == 1);
        CHECK(wrong.out.empty());
        CHECK(wrong.err.starts_with("chapter-07: --out " + out + ": cannot be written: "));
        CHECK(std::count(wrong.err.begin(), wrong.err.end(), '\n') == 1);
    }
}

TEST_CASE("--help prints every option with default and range, touches nothing, and ends with 0") {
    const test::ScratchFolder folder;
    const Run help = run({"--help", "--out", (folder / "new").string()}, [](const Options&) { return 5; });
    CHECK(help.status == 0);
    CHECK(help.err.empty());
    CHECK(!std::filesystem::exists(folder / "new"));
    for (const char* part : {"Chapter 07: adaptive weights", "--profile quick|paper", "--steps N",
                             "default 4000; with --profile paper 40000", "numbers 0..1", "--resume FILE", "--progress",
                             "Reads no files."}) {
        CAPTURE(part);
        CHECK(help.out.find(part) != std::string::npos);
    }
}

TEST_CASE("a run prints its first line, sets the threads and returns what the chapter returns") {
    const test::ScratchFolder folder;
    const Run good = run({"--out", (folder / "new").string(), "--threads", "3"}, [](const Options&) {
        CHECK(thread_count() == 3);
        return 5;
    });
    CHECK(good.status == 5);
    CHECK(good.out == "Chapter 07: adaptive weights   (profile quick, seeds 0..2, 3 threads)\n");
    CHECK(folder.files() == 0);

    const Run failed = run({"--out", folder.path().string()},
                           [](const Options&) -> int { throw NumericalError("the loss is not finite"); });
    CHECK(failed.status == 1);
    CHECK(failed.err == "chapter-07: the loss is not finite\n");
}

TEST_CASE("mistakes of the chapter itself are logic errors") {
    Options options = sample();
    CHECK_THROWS_AS(options.add_text("steps", "N", ""), std::logic_error);
    CHECK_THROWS_AS(options.add_integer("width", 0, 1, 10, ""), std::logic_error);
    CHECK_THROWS_AS(options.default_seeds({.quick = 0, .paper = 1}), std::logic_error);
    CHECK_THROWS_AS(options.integer("none"), std::logic_error);
    CHECK_THROWS_AS(options.integer("rate"), std::logic_error);
    CHECK_THROWS_AS(options.flag("none"), std::logic_error);
}
