// Runs a program that may do anything: loop, fill memory, print without end, start processes, write files.
//
// The program gets limits (setrlimit; the clock is the caller's) and a session of its own. Whatever it started is
// ended before run() returns, in two ways. Where the system allows user namespaces, the program lives in process, file
// and IPC namespaces of its own: the kernel ends everything in them, and no file outside of the program's folder can be
// written. Elsewhere this process adopts the orphans of its descendants (PR_SET_CHILD_SUBREAPER) and ends them one by
// one.
#pragma once

#include <csignal>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace pinn::marking {

struct Limits {
    int seconds;  // by the clock, and of processor time for each process
    int megabytes_of_memory;
    int megabytes_written;  // to each file, and to stdout and stderr together
};

// AddressSanitizer and ThreadSanitizer reserve terabytes: their programs have no limit of memory.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitizer_reserves_memory = true;
#elif defined(__has_feature)
constexpr bool sanitizer_reserves_memory = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool sanitizer_reserves_memory = false;
#endif
constexpr int unlimited_memory = 0;

struct Program {
    std::vector<std::string> command{};      // the program and its arguments
    std::filesystem::path folder;            // the one place where it may write, also its TMPDIR
    std::filesystem::path working_folder{};  // where it starts
    Limits limits{};
    std::string input{};      // on stdin, at most 4096 bytes
    bool keeps_files = true;  // false: with namespaces, its folder has room for 16 MB in 1000 files, which go with it
};

struct Ended {
    enum class By { itself, clock, output } by;
    int status;          // as of waitpid; of a program that did not end by itself, SIGKILL
    double seconds;      // by the clock
    std::string output;  // of stdout and stderr
    std::string report;  // what was written to file descriptor 3

    bool well() const { return by == By::itself && status == 0; }
};

// Ctrl-C, or a signal to end; all processes and folders are gone when it arrives.
struct Interrupted {
    int signal;
};

class Sandbox {
  public:
    // Finds out what the system allows; with `namespaces` false, does without. From now on this process adopts its
    // orphans, and SIGINT, SIGTERM and SIGHUP arrive in run() only.
    explicit Sandbox(bool namespaces = true);

    // The end of the program, with no process of it left.  Throws Interrupted, and std::runtime_error if the program
    // cannot be started.
    Ended run(const Program& program) const;

    bool namespaces() const { return namespaces_; }

    // With namespaces, no program finds anything in these files and folders from now on.
    void hide(std::vector<std::filesystem::path> paths) { hidden_ = std::move(paths); }

  private:
    bool namespaces_;
    std::vector<std::filesystem::path> hidden_{};
    sigset_t while_waiting_{};  // the signals blocked while run() waits
};

}  // namespace pinn::marking
