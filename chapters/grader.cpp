// Runs one test of a chapter's exercises on one answer, and tells `mark` how it ended.
//
//     grader ANSWER.so TESTS.so 3>REPORT <QUESTION
//
// QUESTION has three lines: a word that nobody can guess, the seed of the drawn inputs, the name of a test (empty: list
// them all). Each line of REPORT starts with the word. It is read before the answer is loaded, so what the answer does
// while it is loaded, writes by itself or leaves behind when it calls exit() is no report. The answer is a library that
// is loaded after this program: it cannot put its own functions in the place of those of lib/. The tests come with a
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

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
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

// From here on this process starts no other one, runs no other program and sends no signals but to itself: the kernel
// ends it. Sanitizers start programs when they report; there, the sandbox alone has to do.
void forbid_processes() {
#if (defined(__x86_64__) || defined(__aarch64__)) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    if (pinn::marking::sanitizer_reserves_memory) return;
#if defined(__x86_64__)
    constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#else
    constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#endif
    constexpr std::uint32_t end = SECCOMP_RET_KILL_PROCESS, go_on = SECCOMP_RET_ALLOW;
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
    for (const std::uint32_t call : {
#if defined(__x86_64__)
             __NR_fork, __NR_vfork,
#endif
                 __NR_execve, __NR_execveat, __NR_kill, __NR_ptrace, __NR_process_vm_readv, __NR_process_vm_writev
         }) {
        filter.push_back(if_equal(call));
        filter.push_back(result(end));
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
    forbid_processes();
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
