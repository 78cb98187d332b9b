// Runs one test of a chapter's exercises on one answer, and tells `mark` how it ended.
//
//     grader ANSWER.so TESTS.so 3>REPORT <QUESTION
//
// QUESTION has three lines: a word that nobody can guess, the seed of the drawn inputs, the name of a test (empty: list
// them all). Each line of REPORT starts with the word. It is read before the answer is loaded, so what the answer does
// while it is loaded, writes by itself or leaves behind when it calls exit() is no report. The answer is a library that
// is loaded after this program: its own functions cannot replace those of lib/. The tests come with a
// doctest of their own (test_runner.cpp), which shows the answer nothing. It starts no processes.
//
// What no program can do that lets an answer run in its own memory: keep a secret from one that searches for it.
#include <cxxabi.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "chapters/marking/sandbox.hpp"

namespace {

constexpr int report_descriptor = 3;

void send(const std::string& text) {
    for (std::size_t sent = 0; sent < text.size();) {
        const ssize_t count = write(report_descriptor, text.data() + sent, text.size() - sent);
        if (count <= 0) _exit(1);
        sent += static_cast<std::size_t>(count);
    }
}

std::string question() {
    std::string text;
    char part[4096];
    for (ssize_t count = 0; (count = read(0, part, sizeof part)) > 0;)
        text.append(part, static_cast<std::size_t>(count));
    // Not to be read again where it stood.
    for (volatile char& c : part) c = 0;
    dup2(open("/dev/null", O_RDONLY), 0);
    return text;
}

// From here on this process starts no other one, runs no other program, sends no signals but to itself and changes
// nothing in what it sees of the machine: the kernel ends it. It gets no sockets and makes no folders. Sanitizers start
// programs when they report; there, the sandbox alone has to do.
void forbid_calls() {
#if (defined(__x86_64__) || defined(__aarch64__)) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    if (pinn::marking::sanitizer_reserves_memory) return;
#if defined(__x86_64__)
    constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#else
    constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#endif
    constexpr std::uint32_t end = SECCOMP_RET_KILL_PROCESS, go_on = SECCOMP_RET_ALLOW,
                            not_allowed = SECCOMP_RET_ERRNO | EACCES;
    const auto self = static_cast<std::uint32_t>(getpid());
    const auto load = [](std::size_t offset) {
        return sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
    };
    const auto result = [](std::uint32_t what) { return sock_filter BPF_STMT(BPF_RET | BPF_K, what); };
    // The next instruction is skipped unless the loaded number is (is not, has the bits of) the one given.
    const auto if_equal = [](std::uint32_t number) {
        return sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1);
    };
    const auto unless_equal = [](std::uint32_t number) {
        return sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 1, 0);
    };
    const auto if_above = [](std::uint32_t number) {
        return sock_filter BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, number, 0, 1);
    };
    const auto if_bits = [](std::uint32_t bits) {
        return sock_filter BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
    };
    std::vector<sock_filter> filter{load(offsetof(seccomp_data, arch)), unless_equal(architecture), result(end),
                                    load(offsetof(seccomp_data, nr)),   if_above(0x40000000),       result(end)};
    const auto forbid = [&](std::initializer_list<std::uint32_t> calls, std::uint32_t what) {
        for (const std::uint32_t call : calls) {
            filter.push_back(if_equal(call));
            filter.push_back(result(what));
        }
    };
#if defined(__x86_64__)
    forbid({__NR_fork, __NR_vfork}, end);
    forbid({__NR_mkdir}, not_allowed);
#endif
    // Processes, of its own and of others.
    forbid({__NR_execve, __NR_execveat, __NR_kill, __NR_tkill, __NR_rt_sigqueueinfo, __NR_rt_tgsigqueueinfo,
            __NR_pidfd_send_signal, __NR_pidfd_open, __NR_pidfd_getfd, __NR_ptrace, __NR_process_vm_readv,
            __NR_process_vm_writev},
           end);
    // What it can see of the machine.
    forbid({__NR_mount, __NR_mount_setattr, __NR_umount2, __NR_move_mount, __NR_open_tree, __NR_fsopen, __NR_fspick,
            __NR_unshare, __NR_setns, __NR_pivot_root, __NR_chroot, __NR_bpf},
           end);
    // The network, also by way of a queue for the kernel; folders, which can be nested without end.
    forbid({__NR_socket, __NR_io_uring_setup, __NR_mkdirat}, not_allowed);
    // abort() sends a signal to its own process, getrlimit() asks for the limits of its own.
    for (const auto& [call, accepted] :
         {std::pair{static_cast<std::uint32_t>(__NR_tgkill), std::array{self, self}},
          std::pair{static_cast<std::uint32_t>(__NR_prlimit64), std::array{self, std::uint32_t{0}}}}) {
        filter.push_back(sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 5));
        filter.push_back(load(offsetof(seccomp_data, args[0])));
        filter.push_back(sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, accepted[0], 2, 0));
        filter.push_back(sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, accepted[1], 1, 0));
        filter.push_back(result(end));
        filter.push_back(result(go_on));
    }
    // clone3 hides its flags from a filter; where it is not there, the C library takes clone, whose flags are seen.
    filter.push_back(if_equal(__NR_clone3));
    filter.push_back(result(SECCOMP_RET_ERRNO | ENOSYS));
    filter.push_back(unless_equal(__NR_clone));
    filter.push_back(result(go_on));
    filter.push_back(load(offsetof(seccomp_data, args[0])));
    filter.push_back(if_bits(CLONE_THREAD));
    filter.push_back(result(go_on));
    filter.push_back(result(end));
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

// The functions that a library lacks have long names.
std::string readable(std::string error) {
    const std::string before = "undefined symbol: ";
    const std::size_t start = error.find(before);
    if (start == std::string::npos) return error;
    const std::string symbol = error.substr(start + before.size());
    char* name = abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, nullptr);
    std::string text = "it does not define " + (name != nullptr ? std::string(name) : symbol);
    std::free(name);
    return text;
}

void* load(const std::string& word, const char* library, int scope) {
    void* handle = dlopen(library, RTLD_NOW | scope);
    if (handle == nullptr) {
        send(word + " unusable " + readable(dlerror()) + "\n");
        _exit(0);
    }
    return handle;
}

template <class F>
F* function(void* library, const char* name) {
    void* found = dlsym(library, name);
    if (found == nullptr) _exit(2);
    return reinterpret_cast<F*>(found);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    std::istringstream lines(question());
    std::string word, seed, name;
    std::getline(lines, word);
    std::getline(lines, seed);
    std::getline(lines, name);
    forbid_calls();
    std::setvbuf(stdout, nullptr, _IOLBF, 1 << 16);  // what was printed before a crash is shown, too
    send(word + " started\n");
    load(word, argv[1], RTLD_GLOBAL);
    void* tests = load(word, argv[2], RTLD_LOCAL);
    if (name.empty()) {
        std::vector<std::string> names;
        function<void(std::vector<std::string>&)>(tests, "list_tests")(names);
        for (const std::string& each : names) send(word + " test " + each + "\n");
        send(word + " listed\n");
        _exit(0);
    }
    std::string found;
    const bool passed =
        function<bool(std::string, std::uint64_t, std::string&)>(tests, "run_test")(name, std::stoull(seed), found);
    // What the answer printed is shown to its author.
    std::cout.flush();
    std::fflush(nullptr);
    send(word + (passed ? " passed\n" : " failed\n" + found.substr(0, 1 << 15)));
    // Nothing of the answer runs any more.
    _exit(0);
}
