#include "lib/training/checkpoint.hpp"

#include <cstring>
#include <limits>

#include "lib/pde/wave.hpp"
#include "lib/report/files.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;
namespace fs = std::filesystem;

namespace {

const Wave::Sizes sizes{.side = 3, .velocity = 4, .interior = 6, .velocity_at_values = false};

template <class T>
Trainer<T> stoppable_trainer(std::uint64_t seed, const std::vector<Condition<T>>& conditions) {
    Random random(seed);
    const Mlp<T> network({{2, 6, 5, 1}, Parameterization::glorot, {{0.5, 0.5}, {0.3, 0.3}}}, random);
    return Trainer<T>(network, conditions, LossConvention::means, {100, 10, 1}, Adam{.decay = 0.9});
}

// A training with new points in every step, and the recorded loss; as long as it lives.
template <class T>
struct Run {
    Random points;
    std::vector<Condition<T>> conditions = Wave::conditions<T>(sizes, points);
    Trainer<T> trainer;
    std::vector<double> history;

    explicit Run(std::uint64_t seed) : points(seed), trainer(stoppable_trainer<T>(seed, conditions)) {}

    void run(int steps) {
        for (int i = 0; i < steps; ++i) {
            Wave::draw(sizes, points, conditions);
            trainer.set_data(conditions);
            trainer.step();
            history.push_back(trainer.loss());
        }
    }
    Checkpoint<T> checkpoint() const {
        return {"seed 1, width 6", trainer.state(), {points.state()}, {100, 10, 1}, history};
    }
    void go_on_from(const Checkpoint<T>& checkpoint) {
        trainer.restore(checkpoint.trainer);
        points.restore(checkpoint.random.at(0));
        history = checkpoint.history;
    }
};

template <class T>
std::vector<T> special_numbers() {
    using Limits = std::numeric_limits<T>;
    return {T(0),
            -T(0),
            Limits::quiet_NaN(),
            -Limits::quiet_NaN(),
            Limits::infinity(),
            -Limits::infinity(),
            Limits::denorm_min(),
            -Limits::denorm_min(),
            Limits::min() / 3,
            Limits::max(),
            Limits::lowest(),
            Limits::epsilon()};
}

// Equal as bits, NaN and the sign of zero included.
template <class Numbers>
bool same_bits(const Numbers& a, const Numbers& b) {
    return a.size() == b.size() &&
           (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(typename Numbers::value_type)) == 0);
}

template <class T>
bool same(const Checkpoint<T>& a, const Checkpoint<T>& b) {
    const TrainerState<T>&s = a.trainer, &t = b.trainer;
    bool same = a.settings == b.settings && s.steps_done == t.steps_done && a.random == b.random &&
                same_bits(a.lambda, b.lambda) && same_bits(a.history, b.history) &&
                s.parameters.size() == t.parameters.size() && s.moments.size() == t.moments.size();
    for (std::size_t k = 0; same && k < s.parameters.size(); ++k) same = same_bits(s.parameters[k], t.parameters[k]);
    for (std::size_t k = 0; same && k < s.moments.size(); ++k) {
        same = same_bits(s.moments[k].first, t.moments[k].first) && same_bits(s.moments[k].second, t.moments[k].second);
    }
    return same;
}

// Reads a file that is no good checkpoint: one line that begins with the path, and the file stays as it is.  Returns
// what follows the path.
std::string refusal(const fs::path& path, const std::string& content) {
    write_file_atomically(path, content);
    try {
        read_checkpoint<float>(path);
    } catch (const std::runtime_error& error) {
        const std::string message = error.what(), start = path.string() + ": ";
        CHECK(message.starts_with(start));
        CHECK(message.size() > start.size());
        CHECK(message.find('\n') == std::string::npos);
        CHECK(read_file(path) == content);
        return message.substr(std::min(message.size(), start.size()));
    }
    return "not refused";
}

// A small checkpoint of a training in float, as bytes.
std::string whole_file(const test::ScratchFolder& folder) {
    Run<float> run(1);
    run.run(2);
    write_checkpoint(folder / "whole", run.checkpoint());
    return read_file(folder / "whole");
}

constexpr const char* damaged = "is a damaged checkpoint: it is cut off, or its checksum is wrong";

}  // namespace

TEST_CASE_TEMPLATE("a checkpoint comes back bit by bit, with NaN, infinities and denormal numbers", T, float, double) {
    const test::ScratchFolder folder;
    const fs::path path = folder / "a/b/checkpoint";
    Run<T> run(2);
    run.run(3);
    std::vector<Checkpoint<T>> checkpoints{run.checkpoint(), run.checkpoint(), {}};
    checkpoints[1].history = checkpoints[1].lambda = special_numbers<double>();
    const std::vector<T> numbers = special_numbers<T>();
    std::ranges::copy(numbers, checkpoints[1].trainer.parameters[0].begin());
    std::ranges::copy(numbers, checkpoints[1].trainer.moments[2].second.begin());
    checkpoints[1].settings = std::string("nul \0 byte, ümlaut", 19);
    checkpoints[1].random = {"", Random(3).state(), "two\nlines"};
    checkpoints[1].trainer.steps_done = std::numeric_limits<std::size_t>::max();
    checkpoints[1].trainer.moments[1] = {};
    for (const Checkpoint<T>& checkpoint : checkpoints) {
        write_checkpoint(path, checkpoint);
        CHECK(same(read_checkpoint<T>(path), checkpoint));
        CHECK(same(read_checkpoint<T>(path, checkpoint.settings), checkpoint));
        const std::string bytes = read_file(path);
        write_checkpoint(path, read_checkpoint<T>(path));
        CHECK(read_file(path) == bytes);
        CHECK(folder.files() == 1);
    }
}

TEST_CASE_TEMPLATE("a training killed at step 10 goes on from its file and ends as the undisturbed one", T, float,
                   double) {
    const test::ScratchFolder folder;
    Run<T> whole(4);
    whole.run(20);
    {
        Run<T> killed(4);
        killed.run(10);
        write_checkpoint(folder / "checkpoint", killed.checkpoint());
        killed.run(4);
    }
    Run<T> resumed(5);
    resumed.go_on_from(read_checkpoint<T>(folder / "checkpoint"));
    resumed.run(10);
    CHECK(same(resumed.checkpoint(), whole.checkpoint()));
}

TEST_CASE("a checkpoint cut off anywhere, or with something behind it, is refused") {
    const test::ScratchFolder folder;
    const fs::path path = folder / "cut";
    const std::string whole = whole_file(folder);
    const std::size_t lines = whole.find('\n', whole.find('\n') + 1) + 1;
    for (std::size_t size = 0; size < whole.size(); size += size < lines + 8 ? 1 : whole.size() / 50) {
        const std::string reason = refusal(path, whole.substr(0, size));
        CHECK(reason != "not refused");
        if (size >= lines) CHECK(reason == damaged);
    }
    CHECK(refusal(path, whole.substr(0, whole.size() - 1)) == damaged);
    CHECK(refusal(path, whole + '\0') == damaged);
    CHECK(refusal(path, whole + whole) == damaged);
    CHECK(refusal(path, whole) == "not refused");
}

TEST_CASE("a checkpoint with one wrong byte, in its lines or its data, is refused") {
    const test::ScratchFolder folder;
    const fs::path path = folder / "flipped";
    const std::string whole = whole_file(folder);
    const std::size_t lines = whole.find('\n', whole.find('\n') + 1) + 1;
    const auto refused_with = [&](std::size_t at, char byte) {
        std::string wrong = whole;
        wrong[at] = byte;
        return byte == whole[at] || refusal(path, wrong) != "not refused";
    };
    for (std::size_t i = 0; i < lines; ++i) {  // a line end, a nul, a space, the other case, a neighbour, any bit
        for (const int byte : {int('\n'), 0, int(' '), whole[i] ^ 0x20, whole[i] ^ 1, whole[i] ^ 0x80}) {
            CHECK(refused_with(i, static_cast<char>(byte)));
        }
    }
    Random random(6);
    for (int i = 0; i < 200; ++i) {
        const auto at = static_cast<std::size_t>(random.uniform(double(lines), double(whole.size())));
        const int mask = static_cast<int>(random.uniform(1, 256));
        CHECK(refused_with(at, static_cast<char>(whole[at] ^ mask)));
    }
}

TEST_CASE("what is no checkpoint, or one of another version or precision, is refused with the reason") {
    const test::ScratchFolder folder;
    const fs::path path = folder / "other";
    CHECK(refusal(path, "") == "is no checkpoint");
    CHECK(refusal(path, "step,loss\n0,1.5\n") == "is no checkpoint");
    CHECK(refusal(path, std::string(1000, '\0')) == "is no checkpoint");
    CHECK(
        refusal(path, "pinn checkpoint 2 float\n") ==
        "is a checkpoint of another version or precision: \"pinn checkpoint 2 float\", accepted is \"pinn checkpoint 1 "
        "float\"");
    CHECK(refusal(path, "pinn checkpoint 1 float\n") == damaged);
    CHECK(refusal(path, "pinn checkpoint 1 float\n0 0\n") != "not refused");  // the right checksum of nothing
    Run<double> run(7);
    write_checkpoint(folder / "double", run.checkpoint());
    CHECK(
        refusal(path, read_file(folder / "double")) ==
        "is a checkpoint of another version or precision: \"pinn checkpoint 1 double\", accepted is \"pinn checkpoint "
        "1 float\"");
    write_file_atomically(path, whole_file(folder));
    CHECK_THROWS_AS(read_checkpoint<double>(path), std::runtime_error);

    const auto message = [](const fs::path& at, const char* reason) { return at.string() + ": " + reason; };
    CHECK_THROWS_WITH_AS(read_checkpoint<float>(folder / "none"),
                         message(folder / "none", "No such file or directory").c_str(), std::runtime_error);
    CHECK_THROWS_WITH_AS(read_checkpoint<float>(folder.path()), message(folder.path(), "is a folder").c_str(),
                         std::runtime_error);
}

TEST_CASE("a checkpoint of other settings is refused with both") {
    const test::ScratchFolder folder;
    const fs::path path = folder / "whole";
    const std::string bytes = whole_file(folder);
    CHECK(read_checkpoint<float>(path, "seed 1, width 6").trainer.steps_done == 2);
    const std::string expected =
        path.string() + ": is of another training: seed 1, width 6; accepted is: seed 1, width 7";
    CHECK_THROWS_WITH_AS(read_checkpoint<float>(path, "seed 1, width 7"), expected.c_str(), std::runtime_error);
    CHECK_THROWS_AS(read_checkpoint<float>(path, ""), std::runtime_error);
    CHECK(read_file(path) == bytes);
}

TEST_CASE("a checkpoint that cannot be written is one clear line, and the last good one stays") {
    const test::ScratchFolder folder;
    const std::string bytes = whole_file(folder);
    Run<float> run(8);
    run.run(5);
    {
        const test::SmallDisk disk(1000);
        CHECK_THROWS_WITH_AS(write_checkpoint(folder / "whole", run.checkpoint()),
                             ((folder / "whole").string() + ": File too large").c_str(), std::runtime_error);
    }
    CHECK_THROWS_WITH_AS(write_checkpoint(folder / "whole/below", run.checkpoint()),
                         ((folder / "whole").string() + ": Not a directory").c_str(), std::runtime_error);
    CHECK_THROWS_WITH_AS(write_checkpoint(folder.path(), run.checkpoint()),
                         (folder.path().string() + ": is not a regular file").c_str(), std::runtime_error);
    CHECK_THROWS_AS(write_checkpoint("/proc/nowhere/checkpoint", run.checkpoint()), std::runtime_error);
    CHECK(read_file(folder / "whole") == bytes);
    CHECK(folder.files() == 1);
}
