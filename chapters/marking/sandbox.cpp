#include "chapters/marking/sandbox.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "lib/report/text.hpp"

namespace pinn::marking {

namespace {

namespace fs = std::filesystem;

volatile std::sig_atomic_t signal_to_end = 0;

// The highest file descriptors that a program gets: stdin, stdout, stderr, and its report.
constexpr int report_descriptor = 3, own_descriptors = 16;
constexpr std::size_t megabyte = 1 << 20, most_of_report = 1 << 16;

// Both ends are closed in a program that is executed, and out of the way of its own descriptors.
struct Pipe {
    int read_end, write_end;

    Pipe() {
        std::array<int, 2> ends{};
        if (pipe(ends.data()) != 0) throw std::runtime_error(concat("pipe: ", std::strerror(errno)));
        read_end = fcntl(ends[0], F_DUPFD_CLOEXEC, own_descriptors);
        write_end = fcntl(ends[1], F_DUPFD_CLOEXEC, own_descriptors);
        close(ends[0]);
        close(ends[1]);
    }
    ~Pipe() {
        close(read_end);
        close_write_end();
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void close_write_end() {
        if (write_end >= 0) close(write_end);
        write_end = -1;
    }
    // What is there now, up to a limit; false at the end, when nobody can write any more.
    bool read_into(std::string& text, std::size_t most) const {
        std::array<char, 1 << 16> part{};
        const ssize_t count = read(read_end, part.data(), part.size());
        if (count > 0) text.append(part.data(), std::min(static_cast<std::size_t>(count), most - text.size()));
        return count > 0;
    }
};

bool write_to(const char* path, const std::string& text) {
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    const bool written = file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (file >= 0) close(file);
    return written;
}

// What stands at the path is empty in these namespaces.
bool hide(const fs::path& path) {
    const bool hidden =
        mount("/dev/null", path.c_str(), nullptr, MS_BIND, nullptr) == 0 ||
        (errno == ENOTDIR && mount("tmpfs", path.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=4k") == 0);
    return hidden || errno == ENOENT;
}

// In the new namespaces: the same user, some paths hidden, and every file read-only but those of the program's folder
// and of shared memory, without which the OpenMP runtime of clang ends the program. It is empty, and ends with them.
bool settle(uid_t user, gid_t group, const Program& program, const std::vector<fs::path>& hidden) {
    const char *folder = program.folder.c_str(), *shared = "/dev/shm";
    mount_attr read_only{}, writable{};
    read_only.attr_set = MOUNT_ATTR_RDONLY;
    writable.attr_clr = MOUNT_ATTR_RDONLY;
    return write_to("/proc/self/uid_map", concat(user, " ", user, " 1")) && write_to("/proc/self/setgroups", "deny") &&
           write_to("/proc/self/gid_map", concat(group, " ", group, " 1")) &&
           mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 && std::ranges::all_of(hidden, hide) &&
           (mount("tmpfs", shared, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,nr_inodes=100") == 0 || errno == ENOENT) &&
           (program.keeps_files
                ? mount(folder, folder, nullptr, MS_BIND, nullptr)
                : mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,nr_inodes=1000")) == 0 &&
           mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &read_only, sizeof read_only) == 0 &&
           (mount_setattr(AT_FDCWD, shared, 0, &writable, sizeof writable) == 0 || errno == ENOENT) &&
           mount_setattr(AT_FDCWD, folder, 0, &writable, sizeof writable) == 0;
}

// fork(), into new namespaces if asked for.
pid_t fork_into(bool namespaces) {
    const unsigned long flags = namespaces ? CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC : 0;
    return static_cast<pid_t>(syscall(SYS_clone, flags | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}

void limit(decltype(RLIMIT_CPU) what, rlim_t most) {
    rlimit now{};
    getrlimit(what, &now);
    const rlim_t value = now.rlim_max == RLIM_INFINITY ? most : std::min(most, now.rlim_max);
    const rlimit both{value, value};
    setrlimit(what, &both);
}

// Threads of the whole machine: a limit above them is met only by who starts hundreds.
rlim_t running_threads() {
    std::ifstream load("/proc/loadavg");
    std::string word, threads;
    load >> word >> word >> word >> threads;  // 0.20 0.18 0.12 1/80 11206
    const std::size_t slash = threads.find('/');
    return slash == std::string::npos ? 4096
                                      : static_cast<rlim_t>(parse_integer(threads.substr(slash + 1)).value_or(0));
}

// Root, in its own namespaces too, may undo what the sandbox did: not the program. Outside of namespaces it still reads
// the files of others, as root does.
void drop_capabilities(bool namespaces) {
    const auto keeps = [&](int capability) { return !namespaces && capability == CAP_DAC_OVERRIDE; };
    for (int capability = 0; capability < 64; ++capability) {
        if (!keeps(capability)) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    }
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> kept{};
    if (syscall(SYS_capget, &header, kept.data()) != 0) return;
    const std::uint32_t mask = keeps(CAP_DAC_OVERRIDE) ? 1U << CAP_DAC_OVERRIDE : 0;
    for (__user_cap_data_struct& word : kept) word = {0, 0, 0};
    kept[0].effective = kept[0].permitted = mask;
    if (syscall(SYS_capset, &header, kept.data()) != 0) {
        kept[0] = {0, 0, 0};
        syscall(SYS_capset, &header, kept.data());
    }
}

[[noreturn]] void become(const Program& program, bool namespaces, int input, int output, int report) {
    dup2(input, 0);
    dup2(output, 1);
    dup2(output, 2);
    dup2(report, report_descriptor);
    const Limits& limits = program.limits;
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, static_cast<rlim_t>(limits.seconds));
    limit(RLIMIT_FSIZE, static_cast<rlim_t>(limits.megabytes_written) * megabyte);
    limit(RLIMIT_NPROC, running_threads() + 256);
    setenv("OMP_NUM_THREADS", "2", 1);
    setenv("TMPDIR", program.folder.c_str(), 1);
    setenv("LC_ALL", "C", 1);          // compilers quote in ASCII
    setenv("CCACHE_DISABLE", "1", 1);  // a compiler may be ccache, which writes elsewhere
    unsetenv("LD_PRELOAD");
    unsetenv("LD_LIBRARY_PATH");
    drop_capabilities(namespaces);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    std::vector<char*> arguments;
    for (const std::string& argument : program.command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    // Last, since this process may be a sanitizer's itself.
    if (limits.megabytes_of_memory != unlimited_memory)
        limit(RLIMIT_AS, static_cast<rlim_t>(limits.megabytes_of_memory) * megabyte);
    if (chdir(program.working_folder.c_str()) == 0) execvp(arguments[0], arguments.data());
    dprintf(2, "%s: %s\n", arguments[0], std::strerror(errno));
    _exit(127);
}

// The children of this process, orphans that it adopted among them.
std::vector<pid_t> children() {
    std::vector<pid_t> found;
    const pid_t self = getpid();
    DIR* processes = opendir("/proc");
    if (processes == nullptr) return found;
    while (const dirent* entry = readdir(processes)) {
        const auto pid = parse_integer(entry->d_name);
        if (!pid) continue;
        std::ifstream file(concat("/proc/", *pid, "/stat"));
        std::string stat;
        std::getline(file, stat, '\0');
        const std::size_t name_end = stat.rfind(')');  // 17 (name) S 1 ...
        if (name_end == std::string::npos || name_end + 4 > stat.size()) continue;
        if (std::atoi(stat.c_str() + name_end + 4) == self) found.push_back(static_cast<pid_t>(*pid));
    }
    closedir(processes);
    return found;
}

// The keeper and its session first; then whoever comes back as an orphan, until nobody is left.
void end_all(pid_t keeper) {
    kill(-keeper, SIGKILL);
    kill(keeper, SIGKILL);
    for (;;) {
        pid_t ended = 0;
        while ((ended = waitpid(-1, nullptr, WNOHANG)) > 0) continue;
        if (ended < 0 && errno == ECHILD) return;
        for (const pid_t child : children()) kill(child, SIGKILL);
        usleep(1000);
    }
}

// Starts the program, waits for it and for its orphans, and tells how it ended. Its own end is the end of all that
// lives in its namespaces.
[[noreturn]] void keep(const Program& program, bool namespaces, int input, int output, int report, int ended) {
    const pid_t started = fork();
    if (started == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        become(program, namespaces, input, output, report);
    }
    int status = 0;
    while (started > 0 && waitpid(-1, &status, 0) != started) continue;
    const bool told = started > 0 && write(ended, &status, sizeof status) == sizeof status;
    _exit(told ? 0 : 1);
}

bool namespaces_work() {
    std::error_code ignored;
    const fs::path folder = fs::temp_directory_path(ignored);
    const uid_t user = getuid();
    const gid_t group = getgid();
    const pid_t child = fork_into(true);
    if (child == 0) {
        // The first process of the namespace is there: another one has to work, too.
        const pid_t other = settle(user, group, {.folder = folder, .keeps_files = false}, {}) ? fork() : -1;
        if (other == 0) _exit(0);
        int status = 1;
        _exit(other > 0 && waitpid(other, &status, 0) == other && status == 0 ? 0 : 1);
    }
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

Sandbox::Sandbox(bool namespaces) : namespaces_(namespaces && namespaces_work()) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    sigset_t to_end;
    sigemptyset(&to_end);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before {};
        sigaction(signal, nullptr, &before);
        if (before.sa_handler == SIG_IGN) continue;  // nohup
        sigaddset(&to_end, signal);
        struct sigaction action {};
        action.sa_handler = [](int number) { signal_to_end = number; };
        sigaction(signal, &action, nullptr);
    }
    sigprocmask(SIG_BLOCK, &to_end, &while_waiting_);
}

Ended Sandbox::run(const Program& program) const {
    Pipe input, output, report, ended;
    if (program.input.size() > 4096 || write(input.write_end, program.input.data(), program.input.size()) !=
                                           static_cast<ssize_t>(program.input.size()))
        throw std::runtime_error("a program's input does not fit into a pipe");
    input.close_write_end();

    const uid_t user = getuid();
    const gid_t group = getgid();
    const auto start = std::chrono::steady_clock::now();
    const auto passed = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
    const pid_t keeper = fork_into(namespaces_);
    if (keeper < 0) throw std::runtime_error(concat("no new process: ", std::strerror(errno)));
    if (keeper == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        setsid();
        if (namespaces_ && !settle(user, group, program, hidden_)) _exit(1);
        keep(program, namespaces_, input.read_end, output.write_end, report.write_end, ended.write_end);
    }
    for (Pipe* pipe : {&output, &report, &ended}) pipe->close_write_end();

    Ended result{Ended::By::itself, SIGKILL, 0, {}, {}};
    const std::size_t most = static_cast<std::size_t>(program.limits.megabytes_written) * megabyte;
    std::array<pollfd, 3> waiting{
        {{ended.read_end, POLLIN, 0}, {output.read_end, POLLIN, 0}, {report.read_end, POLLIN, 0}}};
    // Until the program has ended: others may hold the pipes open.
    while (waiting[0].revents == 0 && signal_to_end == 0) {
        const double left = program.limits.seconds - passed();
        if (left <= 0) {
            result.by = Ended::By::clock;
            break;
        }
        const timespec wait{static_cast<time_t>(left), static_cast<long>((left - std::floor(left)) * 1e9)};
        if (ppoll(waiting.data(), waiting.size(), &wait, &while_waiting_) <= 0) continue;
        // A pipe at its end is asked no more.
        if (waiting[1].revents != 0 && !output.read_into(result.output, most)) waiting[1].fd = -1;
        if (waiting[2].revents != 0 && !report.read_into(result.report, most_of_report)) waiting[2].fd = -1;
        if (result.output.size() >= most) {
            result.by = Ended::By::output;
            break;
        }
    }
    end_all(keeper);
    if (signal_to_end != 0) throw Interrupted{signal_to_end};
    // Nobody is left to write: the rest of what was written, and the status.
    while (output.read_into(result.output, most)) continue;
    while (report.read_into(result.report, most_of_report)) continue;
    if (result.by == Ended::By::itself &&
        read(ended.read_end, &result.status, sizeof result.status) != sizeof result.status)
        result.status = SIGKILL;
    result.seconds = passed();
    return result;
}

}  // namespace pinn::marking
