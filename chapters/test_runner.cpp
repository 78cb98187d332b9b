// Runs one test of a chapter's exercises and counts what fails in it. Part of each grade-NN.so, together with doctest.
//
// Only the two functions at the end can be seen from outside of that library: an answer finds neither doctest's state,
// nor a place to register a test or a listener, nor the counts below.
#define DOCTEST_CONFIG_IMPLEMENT
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS
#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

extern "C" void draw_from(std::uint64_t seed, const char* test);

namespace {

std::atomic<int> executed = 0, comparisons = 0, failures = 0;
std::vector<std::string> names;

struct Seen : doctest::IReporter {
    explicit Seen(const doctest::ContextOptions&) {}
    void report_query(const doctest::QueryData& data) override {
        for (unsigned i = 0; i < data.num_data; ++i) names.emplace_back(data.data[i]->m_name);
    }
    void test_run_start() override {}
    void test_run_end(const doctest::TestRunStats&) override {}
    void test_case_start(const doctest::TestCaseData&) override { ++executed; }
    void test_case_reenter(const doctest::TestCaseData&) override {}
    void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
        // Also what no comparison shows, such as the end of a case by an exception of doctest's own.
        if (!stats.testCaseSuccess) ++failures;
    }
    void test_case_exception(const doctest::TestCaseException&) override { ++failures; }
    void subcase_start(const doctest::SubcaseSignature&) override {}
    void subcase_end() override {}
    void log_assert(const doctest::AssertData& data) override {
        ++comparisons;
        if (data.m_failed) ++failures;
    }
    void log_message(const doctest::MessageData& data) override {
        if (data.m_severity != doctest::assertType::is_warn) ++failures;
    }
    void test_case_skipped(const doctest::TestCaseData&) override {}
};
REGISTER_LISTENER("seen", 1, Seen);

void set_options(doctest::Context& context, std::ostream& found) {
    context.setCout(&found);
    context.setOption("no-colors", true);
    context.setOption("no-version", true);
    context.setOption("case-sensitive", true);
}

}  // namespace

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

// Whether the test called so passes, and what doctest says of it.
extern "C" bool run_test(std::string name, std::uint64_t seed, std::string& found) {
    draw_from(seed, name.c_str());
    doctest::Context context;
    std::ostringstream text;
    set_options(context, text);
    // doctest's filter takes '?' for any character, and a comma for the end of the name.
    for (char& c : name) {
        if (c == ',' || c == '*' || c == '\\') c = '?';
    }
    context.addFilter("test-case", name.c_str());
    const int status = context.run();
    found = text.str();
    return status == 0 && failures == 0 && executed == 1 && comparisons > 0;
}
