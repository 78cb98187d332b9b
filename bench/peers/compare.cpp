// Other software beside ours: who takes how long for the same work, here, today?
//
// Run:    make bench-peers                              everything that is installed, about 20 minutes
//         make bench-peers ARGS="--only eigen --rounds 1"
// Writes: build/timings/peers.csv
//
// A comparison runs our program and the peer's in turn, round after round, each in a process of its own with a pause in
// between: two pools of threads in one process would fight each other, and a clock that drifts hits both. Medians over
// the rounds are compared. A peer may be run in several settings; its best, by these medians, is the reference, and its
// default is shown too, without a verdict.
//
// Columns work,ours,peer,peer_version,settings,ratio,target,verdict. `work` is the name of our benchmark; where the
// peer's differs it opens `settings`. ours, peer: seconds of real time, but for Accuracy/: the size, relative to the
// largest, of the smallest eigenvalue that is right to 10 %. ratio = peer/ours: how many times faster (deeper) ours is.
// verdict: reached or missed, where there is a target.
//
// Nothing is installed: what is missing is named with its package, and skipped.

#include <stdio.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <boost/property_tree/json_parser.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <limits>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "lib/report/csv.hpp"
#include "lib/report/files.hpp"
#include "lib/report/options.hpp"
#include "lib/report/statistics.hpp"
#include "lib/report/text.hpp"

namespace {

using namespace pinn;
namespace fs = std::filesystem;
using std::string;
using std::vector;

// ---- What is compared ----

struct Setting {
    string text, environment, arguments;
};

struct Peer {
    string name, package;      // of Debian and Ubuntu
    vector<Setting> settings;  // one, or several of which the best counts; "default" is shown besides
    bool on_openblas = false;  // its products are OpenBLAS's
};

struct Work {
    string ours, theirs;  // names of benchmarks
    std::optional<double> target{};
};

struct Comparison {
    string program, peer;  // bench-<program>
    vector<Work> works;
    int most_rounds = std::numeric_limits<int>::max();  // for works of many seconds
};

vector<Peer> peers() {
    return {
        {"openblas", "libopenblas-dev", {{"", "", ""}}, true},
        {"eigen", "libeigen3-dev", {{"", "", ""}}},
        {"lapack", "libopenblas-dev", {{"1 thread", "", ""}}, true},
        {"adolc", "libadolc-dev", {{"1 thread", "", ""}}},
        {"sacado", "libtrilinos-sacado-dev", {{"1 thread", "", ""}}},
        // PyTorch's own pool and that of its OpenBLAS fight each other when both have two threads, up to threefold.
        {"pytorch",
         "python3-torch",
         {{"default", "", ""},
          {"1 thread", "", "--threads 1"},
          {"2 threads", "", "--threads 2"},
          {"2 threads and OPENBLAS_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "--threads 2"}},
         true},
    };
}

Work same(const string& name, std::optional<double> target = {}) { return {name, name, target}; }

string product(const char* type, const char* form, int m, int n, int k) {
    return concat(type, "/", form, "/m:", m, "/n:", n, "/k:", k);
}

// Squares, and layers of width 500 on 500 points; the targets are those for OpenBLAS.
vector<Work> products(bool judged) {
    vector<Work> works;
    const auto add = [&](const string& name, double target) {
        works.push_back(same("Product/" + name, judged ? std::optional(target) : std::nullopt));
    };
    for (const char* type : {"float", "double"}) {
        for (const int n : {100, 300, 500, 700, 1000, 1500}) add(product(type, "nn", n, n, n), n == 100 ? 0.45 : 0.9);
        add(product(type, "nn", 1500, 500, 500), 0.9);
        add(product(type, "tn", 500, 500, 1500), 0.9);
    }
    return works;
}

vector<Work> products_on_two(bool judged) {
    vector<Work> works;
    const auto add = [&](const string& name, std::optional<double> target) {
        works.push_back(same("ProductTwoThreads/" + name + "/real_time", judged ? target : std::nullopt));
    };
    for (const char* type : {"float", "double"}) {
        for (const int n : {300, 500, 700, 1000, 1500}) add(product(type, "nn", n, n, n), 0.85);
        add(product(type, "nn", 1500, 500, 500), 0.85);
        add(product(type, "tn", 500, 500, 1500), 0.85);
        add(product(type, "nn", 20000, 100, 100), std::nullopt);
    }
    return works;
}

// The one table of everything that is compared. One and two threads are two comparisons, so that no pool is there
// while one thread is timed.
vector<Comparison> comparisons() {
    const string wave = "/float/width:500/threads:2/real_time";
    return {
        {"gemm", "openblas", products(true)},
        {"gemm", "openblas", products_on_two(true)},
        {"gemm", "eigen", products(false)},
        {"gemm", "eigen", products_on_two(false)},
        {"jacobi",
         "lapack",
         {{"JacobiOfProduct/n:200", "Spectrum/dsyevd/n:200"},
          {"JacobiOfProduct/n:200", "Spectrum/dsyev/n:200"},
          {"JacobiOfProduct/n:900", "Spectrum/dsyevd/n:900"},
          {"JacobiOfProduct/n:900", "Spectrum/dsyev/n:900"},
          {"OneSidedJacobi/n:200", "Spectrum/dsyevd/n:200"},
          {"OneSidedJacobi/n:200", "Spectrum/dgesvj/n:200"},
          {"OneSidedJacobi/n:900", "Spectrum/dsyevd/n:900"}}},
        {"spectra",
         "lapack",
         {{"Accuracy/one_sided", "Accuracy/dsyevd"},
          {"Accuracy/one_sided", "Accuracy/dsyev"},
          {"Accuracy/one_sided", "Accuracy/dgesvj"},
          {"Accuracy/two_sided", "Accuracy/dsyevd"},
          {"Weighted/lambda_b:100", "Weighted/dgeev/lambda_b:100"}}},
        {"training_step",
         "adolc",
         {{"PoissonStep/tape/double", "PoissonStep/closed/double", 5},
          {"PoissonStep/tape/double", "PoissonStep/taylor/double", 5}}},
        {"training_step",
         "sacado",
         {{"PoissonStep/tape/double", "PoissonStep/closed/double"},
          {"PoissonStep/tape/double", "PoissonStep/nested/double"}}},
        {"training_step",
         "pytorch",
         {{"PoissonStep/tape/float", "PoissonStep/autograd/float", 20},
          {"PoissonStep/tape/double", "PoissonStep/autograd/double", 20},
          {"PoissonStep/tape/float", "PoissonStep/closed/float"},
          {"PoissonStep/tape/double", "PoissonStep/closed/double"}}},
        {"wave_step", "pytorch", {{"WaveStep/jets" + wave, "WaveStep/autograd/float", 4}}},
        {"wave_step",
         "pytorch",
         {{"WaveKernels" + wave, "WaveKernels/vmap/float", 100},
          {"WaveKernels" + wave, "WaveKernels/loop/float"},
          {"WaveTraces" + wave, "WaveTraces/vmap/float", 10}},
         3},
    };
}

// ---- Running ----

struct Run {
    std::map<string, double> values;  // by name: seconds, or of Accuracy/ the counter
    string version, threads;
};

// What a command prints on stdout.  Throws std::runtime_error if it fails.
string output_of(const string& command) {
    FILE* const pipe = popen(command.c_str(), "r");
    if (!pipe) throw std::runtime_error("cannot start: " + command);
    string text;
    char buffer[4096];
    for (std::size_t got; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, got);
    if (pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
    return text;
}

// The same read as Google Benchmark's JSON.  Throws std::runtime_error.
Run run(const string& command) {
    const string text = output_of(command);
    namespace tree = boost::property_tree;
    Run result;
    try {
        tree::ptree root;
        std::istringstream json(text);
        tree::read_json(json, root);
        result.version = root.get("context.peer_version", "");
        result.threads = root.get("context.threads", "");
        const std::map<string, double> units{{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}};
        for (const auto& [key, entry] : root.get_child("benchmarks")) {
            const auto name = entry.get<string>("name");
            result.values[name] = name.starts_with("Accuracy/")
                                      ? entry.get<double>("smallest")
                                      : entry.get<double>("real_time") * units.at(entry.get<string>("time_unit"));
        }
    } catch (const std::exception& error) {
        throw std::runtime_error(concat("no result (", string(error.what()), "): ", command));
    }
    return result;
}

struct Plan {
    string build = "build", python = "python3", only;
    int rounds = 5;
    double pause = 1, min_time = 0.2;
    string changed;  // options given, as typed: such a run is not published
};

// Both are started in an environment without what others have set for their own purposes.
string command(const Plan& plan, const string& program, const vector<string>& names, const Setting& setting) {
    string filter;
    for (const string& name : names) filter += (filter.empty() ? "" : "|") + name;
    string line =
        "env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE -u OPENBLAS_NUM_THREADS -u GOTO_NUM_THREADS "
        "-u OMP_NUM_THREADS -u MKL_NUM_THREADS ";
    line += setting.environment + ' ';
    if (program == "peer-pytorch") {
        line += concat(plan.python, " bench/peers/pytorch.py --filter '", filter, "' --min-time ", plan.min_time);
    } else {
        line += concat("'", plan.build, "/", program, "' --benchmark_format=json --benchmark_filter='^(", filter,
                       ")$' --benchmark_min_time=", plan.min_time);
    }
    return concat(line, " ", setting.arguments, " 2>>'", plan.build, "/peers.log'");
}

bool there(const Plan& plan, const Peer& peer) {
    if (peer.name != "pytorch") return fs::exists(fs::path(plan.build) / ("peer-" + peer.name));
    return std::system((plan.python + " -c 'import torch, functorch' >/dev/null 2>&1").c_str()) == 0;
}

// What OPENBLAS_CORETYPE has to be for a peer that stands on OpenBLAS; empty if the kernel it picks fits. A version
// that is older than the processor does not know it and picks Prescott's, which has SSE only and is four times slower.
string core_type(const Plan& plan, const Peer& peer) {
    if (!peer.on_openblas) return "";
    const string loads = peer.name == "pytorch" ? plan.python + " -c 'import torch'"
                                                : concat("'", plan.build, "/peer-", peer.name, "' --help");
    const string picked = output_of("env -u OPENBLAS_CORETYPE OPENBLAS_VERBOSE=2 " + loads + " 2>&1 || true");
    if (picked.find("Core: Prescott") == string::npos) return "";
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return "SkylakeX";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
    return "";
}

// The peer with its OpenBLAS told that core type, in every setting but the default: that is what a user gets.
Peer with_core_type(Peer peer, const string& type) {
    if (type.empty()) return peer;
    const string variable = "OPENBLAS_CORETYPE=" + type;
    for (Setting& setting : peer.settings) {
        if (setting.text == "default") continue;
        setting.text += (setting.text.empty() ? "" : " and ") + variable;
        setting.environment += ' ' + variable;
    }
    return peer;
}

// A package's version where the program could not tell it and dpkg can.
string version_of_package(const string& package) {
    return output_of("dpkg-query -W -f='${Version}' '" + package + "' 2>/dev/null || true");
}

// ---- Comparing ----

struct Medians {
    string version;
    std::map<string, double> ours;
    vector<std::map<string, double>> theirs;  // one for each setting
    vector<string> settings;
};

// Ours, the peer in each setting, ours, the peer in each setting, ...
Medians measure(const Plan& plan, const Comparison& comparison, const Peer& peer) {
    vector<string> our_names, their_names;
    for (const Work& work : comparison.works) {
        for (const auto& [names, name] : {std::pair(&our_names, work.ours), std::pair(&their_names, work.theirs)}) {
            if (std::find(names->begin(), names->end(), name) == names->end()) names->push_back(name);
        }
    }
    using Values = std::map<string, vector<double>>;
    const auto one = [&](const string& program, const vector<string>& names, const Setting& setting, Values& values) {
        std::cerr << "  " << program << (setting.text.empty() ? "" : ", ") << setting.text << '\n';
        std::this_thread::sleep_for(std::chrono::duration<double>(plan.pause));
        const Run result = run(command(plan, program, names, setting));
        for (const string& name : names) {
            const auto found = result.values.find(name);
            if (found == result.values.end()) throw std::runtime_error(program + " has no benchmark " + name);
            values[name].push_back(found->second);
        }
        return result;
    };
    const auto medians = [](const Values& values) {
        std::map<string, double> result;
        for (const auto& [name, of] : values) result[name] = median(of);
        return result;
    };
    Values ours;
    vector<Values> theirs(peer.settings.size());
    Medians result;
    result.settings.resize(peer.settings.size());
    const int rounds = std::min(plan.rounds, comparison.most_rounds);
    for (int round = 1; round <= rounds; ++round) {
        std::cerr << comparison.program << " and " << peer.name << ", round " << round << " of " << rounds << '\n';
        one("bench-" + comparison.program, our_names, {}, ours);
        for (std::size_t k = 0; k < peer.settings.size(); ++k) {
            const Run found = one("peer-" + peer.name, their_names, peer.settings[k], theirs[k]);
            result.version = found.version;
            result.settings[k] = peer.settings[k].text;
            if (result.settings[k] == "default")
                result.settings[k] += " (" + found.threads + (found.threads == "1" ? " thread)" : " threads)");
        }
    }
    result.ours = medians(ours);
    for (const Values& values : theirs) result.theirs.push_back(medians(values));
    if (result.version.find_first_of("0123456789") == string::npos)
        result.version += ' ' + version_of_package(peer.package);
    return result;
}

const vector<string> columns{"work", "ours", "peer", "peer_version", "settings", "ratio", "target", "verdict"};

// The rows of a comparison: for each work the best setting and, if that is another, the default.
void add_rows(const Comparison& comparison, const Medians& medians, Csv& table) {
    for (const Work& work : comparison.works) {
        const double ours = medians.ours.at(work.ours);
        const auto add = [&](std::size_t setting, const char* remark, std::optional<double> target) {
            const double theirs = medians.theirs[setting].at(work.theirs), ratio = theirs / ours;
            vector<string> words;
            if (work.theirs != work.ours) words.push_back(work.theirs);
            if (work.ours.starts_with("Product/")) words.push_back("1 thread");
            if (work.ours.starts_with("ProductTwoThreads/")) words.push_back("2 threads");
            if (!medians.settings[setting].empty()) words.push_back(medians.settings[setting]);
            if (*remark) words.push_back(remark);
            table.rows.push_back({work.ours, to_text(ours, 4), to_text(theirs, 4), medians.version, joined(words),
                                  to_text(ratio, 3), target ? to_text(*target) : "",
                                  !target            ? ""
                                  : ratio >= *target ? "reached"
                                                     : "missed"});
        };
        std::size_t best = 0;
        for (std::size_t k = 1; k < medians.theirs.size(); ++k) {
            if (medians.theirs[k].at(work.theirs) < medians.theirs[best].at(work.theirs)) best = k;
        }
        add(best, medians.theirs.size() > 1 ? "its best" : "", work.target);
        if (best != 0) add(0, "", std::nullopt);
    }
}

void print(const Csv& table) {
    vector<vector<string>> lines{table.header};
    lines.insert(lines.end(), table.rows.begin(), table.rows.end());
    std::cout << aligned(lines);
}

// ---- The program ----

// Throws UsageError.
Plan parse(int argc, char** argv) {
    namespace po = boost::program_options;
    Plan plan;
    po::options_description options("compare: other software beside ours");
    options.add_options()("help", "this")("build", po::value(&plan.build), "folder of the programs")(
        "python", po::value(&plan.python), "interpreter that has PyTorch")(
        "only", po::value(&plan.only), "one peer: openblas, eigen, lapack, adolc, sacado or pytorch")(
        "rounds", po::value(&plan.rounds), "rounds that medians are taken over (5)")("pause", po::value(&plan.pause),
                                                                                     "seconds before each process (1)")(
        "min-time", po::value(&plan.min_time), "seconds of each benchmark in each round (0.2)");
    try {
        po::variables_map values;
        po::store(po::command_line_parser(argc, argv).options(options).run(), values);
        po::notify(values);
        if (values.contains("help")) {
            std::cout << options;
            std::exit(0);
        }
        for (const char* name : {"only", "rounds", "pause", "min-time"}) {
            if (!values.contains(name)) continue;
            const string value = values[name].value().type() == typeid(int)      ? to_text(plan.rounds)
                                 : values[name].value().type() == typeid(double) ? to_text(values[name].as<double>())
                                                                                 : plan.only;
            plan.changed += concat(plan.changed.empty() ? "--" : " --", string(name), " ", value);
        }
    } catch (const po::error& error) {
        throw UsageError(error.what());
    }
    if (plan.rounds < 1) throw UsageError("--rounds: accepted are whole numbers from 1");
    if (!(plan.pause >= 0)) throw UsageError("--pause: accepted are numbers from 0");
    if (!(plan.min_time > 0)) throw UsageError("--min-time: accepted are numbers above 0");
    const vector<Peer> all = peers();
    if (!plan.only.empty() &&
        std::none_of(all.begin(), all.end(), [&](const Peer& peer) { return peer.name == plan.only; }))
        throw UsageError("--only " + plan.only + ": accepted are openblas, eigen, lapack, adolc, sacado, pytorch");
    return plan;
}

int compare(const Plan& plan) {
    // 1. Who is there.
    std::map<string, Peer> present;
    vector<string> missing;
    for (const Peer& peer : peers()) {
        if (!plan.only.empty() && peer.name != plan.only) continue;
        if (there(plan, peer)) {
            present[peer.name] = with_core_type(peer, core_type(plan, peer));
        } else {
            missing.push_back(peer.name + " (package " + peer.package + ")");
        }
    }
    if (!missing.empty()) std::cout << "missing, and not compared: " << joined(missing) << '\n';
    if (present.empty()) throw std::runtime_error("no peer is there");

    // 2. Comparison after comparison; what is known is in the file after each.
    vector<Comparison> all = comparisons();
    std::erase_if(all, [&](const Comparison& comparison) { return !present.contains(comparison.peer); });
    const fs::path file = fs::path(plan.build) / "timings/peers.csv";
    const vector<string> comments{
        concat("rounds: ", plan.rounds),
        "ours, peer: seconds; of Accuracy/ the smallest eigenvalue, relative to the largest, that is right to 10 %",
        "ratio: peer / ours"};
    Csv table{.comments = {}, .header = columns, .rows = {}};
    vector<string> failures;
    for (std::size_t k = 0; k < all.size(); ++k) {
        try {
            add_rows(all[k], measure(plan, all[k], present.at(all[k].peer)), table);
        } catch (const std::runtime_error& error) {
            failures.push_back(concat(all[k].program, " and ", all[k].peer));
            std::cerr << error.what() << "\n  (its messages: " << plan.build << "/peers.log)\n";
        }
        table.comments = comments;
        if (!plan.changed.empty()) table.comments.push_back("changed: " + plan.changed);
        if (!missing.empty()) table.comments.push_back("missing: " + joined(missing));
        if (!failures.empty()) table.comments.push_back("failed: " + joined(failures));
        if (k + 1 < all.size()) table.comments.push_back(concat("unfinished: ", k + 1, " of ", all.size()));
        write_file_atomically(file, table.text());
    }

    // 3. What was found.
    print(table);
    const auto count = [&](const char* verdict) {
        return std::count_if(table.rows.begin(), table.rows.end(), [&](const auto& row) { return row[7] == verdict; });
    };
    std::cout << count("reached") << " targets reached, " << count("missed") << " missed, " << failures.size()
              << " comparisons failed; " << file.generic_string() << '\n';
    return failures.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    return guarded_main("compare", [&] { return compare(parse(argc, argv)); });
}
