// Runs one test of a chapter's exercises and counts what fails in it. Part of each grade-NN.so, together with doctest.
//
// The report of a failed test is written here and not by doctest, which would print the expected values.
//
// Only the two functions at the end can be seen from outside of that library: an answer finds neither doctest's state,
// nor a place to register a test or a listener, nor the counts below.
#define DOCTEST_CONFIG_IMPLEMENT
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS
#include <cxxabi.h>
#include <dlfcn.h>
#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "chapters/ask.hpp"
#include "chapters/marking/failure.hpp"

extern "C" void draw_from(std::uint64_t seed, const char* test);

namespace {

std::atomic<int> executed = 0, comparisons = 0, failures = 0;
std::vector<std::string> names;

// The last calls before a comparison, "f(1, 2)", and whether a comparison has followed them.
std::vector<std::string> calls;
bool compared = false;

constexpr std::size_t longest_report = 1 << 15;

std::string report;

struct Seen : doctest::IReporter {
    const doctest::TestCaseData* current = nullptr;

    explicit Seen(const doctest::ContextOptions&) {}

    // What failed at this line, and for which inputs.
    void fail(const char* file, int line, const std::string& what) {
        ++failures;
        if (report.size() > longest_report) return;
        const std::string path(file);
        std::ostringstream text;
        text << path.substr(path.rfind('/') + 1) << ':' << line << ": " << what;
        for (int i = 0; i < get_num_active_contexts(); ++i) {
            text << (i == 0 ? "; with " : ", ");
            get_active_contexts()[i]->stringify(&text);
        }
        text << '\n';
        for (const std::string& call : calls) text << "    from " << call << '\n';
        report += text.str();
    }

    void report_query(const doctest::QueryData& data) override {
        for (unsigned i = 0; i < data.num_data; ++i) names.emplace_back(data.data[i]->m_name);
    }
    void test_run_start() override {}
    void test_run_end(const doctest::TestRunStats&) override {}
    void test_case_start(const doctest::TestCaseData& data) override {
        current = &data;
        ++executed;
    }
    void test_case_reenter(const doctest::TestCaseData&) override {}
    void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
        // Also what no comparison shows, such as the end of a case by an exception of doctest's own.
        if (!stats.testCaseSuccess) ++failures;
    }
    void test_case_exception(const doctest::TestCaseException& thrown) override {
        fail("grade.cpp", current->m_line,
             std::string("the test ended by an exception: ") + thrown.error_string.c_str());
    }
    void subcase_start(const doctest::SubcaseSignature&) override {}
    void subcase_end() override {}
    void log_assert(const doctest::AssertData& data) override {
        ++comparisons;
        compared = true;
        if (!data.m_failed) return;
        fail(data.m_file, data.m_line,
             data.m_threw ? data.m_expr + std::string(" ended by an exception: ") + data.m_exception.c_str()
                          : pinn::marking::failure(data.m_expr, data.m_decomp.c_str()));
    }
    void log_message(const doctest::MessageData& data) override {
        if (data.m_severity != doctest::assertType::is_warn) fail(data.m_file, data.m_line, data.m_string.c_str());
    }
    void test_case_skipped(const doctest::TestCaseData&) override {}
};
REGISTER_LISTENER("seen", 1, Seen);

void set_options(doctest::Context& context, std::ostream& ignored) {
    context.setCout(&ignored);
    context.addFilter("reporters", "none");
    context.setOption("no-version", true);
    context.setOption("case-sensitive", true);
}

// The name of a function of the answer, without its parameters.
std::string name_of(const void* function) {
    Dl_info info{};
    if (dladdr(function, &info) == 0 || info.dli_sname == nullptr) return "the answer";
    char* readable = abi::__cxa_demangle(info.dli_sname, nullptr, nullptr, nullptr);
    std::string name = readable != nullptr ? readable : info.dli_sname;
    std::free(readable);
    name = name.substr(0, name.find('('));
    return name.substr(name.rfind(':') + 1);
}

}  // namespace

void grading::called(const void* function, const std::string& arguments) {
    if (compared) calls.clear();
    compared = false;
    if (calls.size() == 2) calls.erase(calls.begin());
    calls.push_back(name_of(function) + '(' + arguments + ')');
}

// The names of all tests of this library.
extern "C" void list_tests(std::vector<std::string>& found) {
    doctest::Context context;
    std::ostringstream ignored;
    set_options(context, ignored);
    const char* list[] = {"grader", "--list-test-cases"};
    context.applyCommandLine(2, list);
    context.run();
    found = names;
}

// Whether the test called so passes, and what failed in it.
extern "C" bool run_test(std::string name, std::uint64_t seed, std::string& found) {
    draw_from(seed, name.c_str());
    doctest::Context context;
    std::ostringstream ignored;
    set_options(context, ignored);
    // doctest's filter takes '?' for any character, and a comma for the end of the name.
    for (char& c : name) {
        if (c == ',' || c == '*' || c == '\\') c = '?';
    }
    context.addFilter("test-case", name.c_str());
    const int status = context.run();
    found = report;
    return status == 0 && failures == 0 && executed == 1 && comparisons > 0;
}
