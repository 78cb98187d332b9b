#include "lib/report/ranks.hpp"

#include <iostream>

#include "lib/foundation/parallel.hpp"

#ifndef PINN_MPI
namespace pinn {

void join_ranks(const std::string&) {}
bool first_rank() { return true; }
int fail(std::string_view program, const std::string& what, int code) {
    std::cerr << program << ": " << what << std::endl;
    return code;
}
void unite(const std::vector<Files>&, const std::function<double(std::size_t)>&) {}
void share(const std::vector<FileJob>& jobs, const std::function<void()>&) {
    parallel_for(jobs.size(), [&](std::size_t i) { jobs[i].run(); });
}

}  // namespace pinn
#else
#include <algorithm>
#include <atomic>
#include <boost/mpi.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/utility.hpp>
#include <boost/serialization/vector.hpp>
#include <cstdio>
#include <mutex>
#include <thread>

#include "lib/report/files.hpp"
#include "lib/report/interrupt.hpp"
#include "lib/report/text.hpp"

namespace pinn {
namespace {

namespace mpi = boost::mpi;
using Texts = std::vector<std::string>;

constexpr int asking = 1, answering = 2;  // tags of messages
std::mutex calling;                       // MPI, by one thread at a time
std::atomic<bool> interrupted = false;
std::string program_name;

bool alone() { return !mpi::environment::initialized() || mpi::communicator().size() == 1; }

// Blocking calls of MPI ask without end, and would take a processor from a rank that has work: so all wait asleep.
void pause() { std::this_thread::sleep_for(std::chrono::microseconds(200)); }

void meet() {
    MPI_Request request;
    MPI_Ibarrier(mpi::communicator(), &request);
    for (int all = 0; MPI_Test(&request, &all, MPI_STATUS_IGNORE), !all;) pause();
}

[[noreturn]] void end_all(const std::string& what, int code) {
    std::cerr << program_name << ": " << what << std::endl;
    mpi::environment::abort(code);
    std::abort();
}

std::string by_this_rank(const std::string& what) {
    return concat("rank ", mpi::communicator().rank(), " on ", mpi::environment::processor_name(), ": ", what);
}

// Empty where there is no file.
Texts read(const Files& files) {
    Texts texts;
    for (const auto& file : files) texts.push_back(std::filesystem::exists(file) ? read_file(file) : "");
    return texts;
}

void keep(const Files& files, const Texts& texts) {
    const Texts before = read(files);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!texts[i].empty() && texts[i] != before[i]) write_file_atomically(files[i], texts[i]);
    }
}

// What a thread says when it asks for a job: which one it has finished, if any, with which files, or why it failed.
struct Report {
    std::size_t job = SIZE_MAX;
    Texts files{};
    std::string failure{};
    void serialize(auto& archive, unsigned) { archive& job& files& failure; }
};

Report report_of(const std::vector<FileJob>& jobs, std::size_t job) {
    try {
        jobs[job].run();
        return {job, first_rank() ? Texts{} : read(jobs[job].files)};
    } catch (const Interrupted&) {
        interrupted = true;
        throw;
    } catch (const std::exception& error) {
        return {job, {}, by_this_rank(error.what())};
    }
}

// The queue, a thread of the first rank that answers so many threads of all ranks. That nothing is left they hear when
// everything is finished.
void serve(const std::vector<FileJob>& jobs, std::size_t threads, const std::function<void()>& elsewhere,
           const std::stop_token& stop) try {
    const mpi::communicator world;
    std::size_t next = 0, finished = 0;
    for (std::vector<int> waiting; threads > 0 && !stop.stop_requested(); pause()) {
        const std::lock_guard lock(calling);
        while (const auto message = world.iprobe(mpi::any_source, asking)) {
            Report report;
            world.recv(message->source(), asking, report);
            if (!report.failure.empty()) end_all(report.failure, 1);
            waiting.push_back(message->source());
            if (report.job == SIZE_MAX) continue;
            ++finished;
            if (message->source() == 0) continue;
            keep(jobs[report.job].files, report.files);
            elsewhere();
        }
        for (; !waiting.empty() && (next < jobs.size() || finished == jobs.size()); waiting.pop_back()) {
            if (next == jobs.size()) --threads;
            world.send(waiting.back(), answering, next < jobs.size() ? next++ : next);
        }
    }
} catch (const std::exception& error) {
    end_all(error.what(), 1);
}

}  // namespace

void join_ranks(const std::string& program) {
    program_name = program;
    static const mpi::environment environment(mpi::threading::serialized, false);
    if (environment.thread_level() < mpi::threading::serialized) throw std::runtime_error("this MPI has no threads");
    if (!first_rank() && std::freopen("/dev/null", "w", stdout) == nullptr) throw std::runtime_error("no /dev/null");
}

bool first_rank() { return alone() || mpi::communicator().rank() == 0; }

int fail(std::string_view program, const std::string& what, int code) {
    if (alone()) {
        std::cerr << program << ": " << what << std::endl;
        return code;
    }
    if (first_rank()) end_all(what, code);
    // What fails on several ranks, the first of them says; among thousands nobody waits for minutes.
    std::this_thread::sleep_for(std::chrono::seconds(std::min(mpi::communicator().rank(), 10)));
    end_all(by_this_rank(what), code);
}

void unite(const std::vector<Files>& sets, const std::function<double(std::size_t)>& worth) {
    if (alone()) return;
    const mpi::communicator world;
    std::vector<std::pair<double, std::string> > held;
    for (std::size_t i = 0; i < sets.size(); ++i) held.emplace_back(worth(i), checksum(joined(read(sets[i]), "")));
    std::vector<decltype(held)> of_ranks;
    meet();
    all_gather(world, held, of_ranks);
    for (std::size_t i = 0; i < sets.size(); ++i) {
        std::size_t best = 0;
        bool same = true;
        for (std::size_t rank = 1; rank < of_ranks.size(); ++rank) {
            if (of_ranks[rank].at(i).first > of_ranks[best][i].first) best = rank;
            same = same && of_ranks[rank][i].second == of_ranks[0][i].second;
        }
        if (same) continue;
        Texts texts = read(sets[i]);
        broadcast(world, texts, static_cast<int>(best));
        keep(sets[i], texts);
    }
}

void share(const std::vector<FileJob>& jobs, const std::function<void()>& elsewhere) {
    if (alone() || jobs.empty()) return parallel_for(jobs.size(), [&](std::size_t i) { jobs[i].run(); });
    const mpi::communicator world;
    const auto ranks = static_cast<std::size_t>(world.size()), at_most = static_cast<std::size_t>(thread_count());
    const std::size_t threads = std::clamp<std::size_t>((jobs.size() + ranks - 1) / ranks, 1, at_most);
    meet();
    const std::size_t of_all_ranks = mpi::all_reduce(world, threads, std::plus<std::size_t>());
    std::jthread server;
    if (first_rank()) {
        server = std::jthread([&](const std::stop_token& stop) { serve(jobs, of_all_ranks, elsewhere, stop); });
    }
    parallel_for(threads, [&](std::size_t) {
        for (Report report;;) {
            std::unique_lock lock(calling);
            world.send(0, asking, report);
            while (!world.iprobe(0, answering)) {
                if (interrupted) return;
                lock.unlock();
                pause();
                lock.lock();
            }
            std::size_t job = 0;
            world.recv(0, answering, job);
            lock.unlock();
            if (job == jobs.size()) return;
            report = report_of(jobs, job);
        }
    });
    if (first_rank()) server.join();
    std::vector<Files> files;
    for (const FileJob& job : jobs) files.push_back(job.files);
    unite(files, [](std::size_t) { return 0.0; });
}

}  // namespace pinn
#endif
