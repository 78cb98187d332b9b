// The report of one marking: on the console, and as results.json for Gradescope.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pinn::marking {

// A test is called "2 [10] claim": of task 2, worth 10 points.
struct Case {
    int task, points;
    std::string claim;
    bool passed = false;
    std::string reason{};  // why not

    std::string name() const;
};

// Of the name of a test; nothing if it has another form.
std::optional<Case> case_called(const std::string& name);

struct Marks {
    int got = 0, of = 0;
};
std::map<int, Marks> by_task(const std::vector<Case>& cases);
Marks total(const std::vector<Case>& cases);

// The text without what a terminal would obey: all but blanks, line ends and ASCII that can be seen is a question mark.
std::string printable(std::string text);

// `output` is what Gradescope shows above the tests.
std::string results_json(const std::vector<Case>& cases, const std::string& output);

void print(const std::string& chapter, const std::vector<Case>& cases);

// The first different lines, cut where they are very long, without empty ones.
std::string first_lines(const std::string& text, std::size_t count);

}  // namespace pinn::marking
