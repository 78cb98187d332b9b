#include "lib/report/paper.hpp"

#include <algorithm>
#include <array>

namespace pinn {
namespace {

constexpr auto judged = std::to_array<std::string_view>({"Eq. (2.4)",
                                                         "Eq. (2.8)",
                                                         "Lemma 3.1",
                                                         "Remark 3.3",
                                                         "Remark 3.4",
                                                         "Theorem 4.1",
                                                         "Remark 4.2",
                                                         "Theorem 4.3",
                                                         "Theorem 4.4",
                                                         "Lemma D.1",
                                                         "Lemma D.2",
                                                         "Lemma D.3",
                                                         "Lemma D.4",
                                                         "Eq. (4.10)",
                                                         "Eq. (5.2)",
                                                         "Eq. (5.3)",
                                                         "Definition 5.1",
                                                         "Eq. (6.3)",
                                                         "Eq. (7.3)",
                                                         "Algorithm 1",
                                                         "Fig. 1",
                                                         "Fig. 2a",
                                                         "Fig. 2b",
                                                         "Fig. 2c",
                                                         "Fig. 3a",
                                                         "Fig. 3b",
                                                         "Fig. 3c",
                                                         "Fig. 4a",
                                                         "Fig. 4b",
                                                         "Fig. 5",
                                                         "Fig. 6a",
                                                         "Fig. 6b",
                                                         "Fig. 7",
                                                         "Fig. 8a",
                                                         "Fig. 8b",
                                                         "C1",
                                                         "C2",
                                                         "C3",
                                                         "C4",
                                                         "C5",
                                                         "C6",
                                                         "C7",
                                                         "C8",
                                                         "C9",
                                                         "C10",
                                                         "C11",
                                                         "C12",
                                                         "C13",
                                                         "C14",
                                                         "C15",
                                                         "C16",
                                                         "C17",
                                                         "Section 8: Gauss-Newton",
                                                         "Section 8: nonlinear",
                                                         "Section 8: momentum",
                                                         "Section 8: features"});

constexpr auto numbered_equations = std::to_array<std::string_view>(
    {"Eq. (2.1)",  "Eq. (2.2)",  "Eq. (2.3)",  "Eq. (2.4)",  "Eq. (2.5)", "Eq. (2.6)", "Eq. (2.7)",  "Eq. (2.8)",
     "Eq. (3.1)",  "Eq. (3.2)",  "Eq. (3.3)",  "Eq. (3.4)",  "Eq. (3.5)", "Eq. (3.6)", "Eq. (3.7)",  "Eq. (3.8)",
     "Eq. (3.9)",  "Eq. (4.1)",  "Eq. (4.2)",  "Eq. (4.3)",  "Eq. (4.4)", "Eq. (4.5)", "Eq. (4.6)",  "Eq. (4.7)",
     "Eq. (4.8)",  "Eq. (4.9)",  "Eq. (4.10)", "Eq. (4.11)", "Eq. (5.1)", "Eq. (5.2)", "Eq. (5.3)",  "Eq. (5.4)",
     "Eq. (6.1)",  "Eq. (6.2)",  "Eq. (6.3)",  "Eq. (6.4)",  "Eq. (6.5)", "Eq. (6.6)", "Eq. (7.2)",  "Eq. (7.3)",
     "Eq. (7.4)",  "Eq. (7.5)",  "Eq. (7.6)",  "Eq. (7.7)",  "Eq. (7.8)", "Eq. (7.9)", "Eq. (7.10)", "Eq. (7.11)",
     "Eq. (7.12)", "Eq. (7.13)", "Eq. (7.14)", "Eq. (7.15)"});

// What is neither judged nor an equation.
constexpr auto others = std::to_array<std::string_view>(
    {"Remark 3.2",  "Fig. 2",      "Fig. 3",      "Fig. 4",     "Fig. 6",     "Fig. 8",     "Section 1",
     "Section 2",   "Section 3",   "Section 4",   "Section 5",  "Section 6",  "Section 7",  "Section 8",
     "Section 7.1", "Section 7.2", "Section 7.3", "Appendix A", "Appendix B", "Appendix C", "Appendix D"});

bool contains(std::span<const std::string_view> items, std::string_view item) {
    return std::find(items.begin(), items.end(), item) != items.end();
}

}  // namespace

std::span<const std::string_view> judged_items() { return judged; }
std::span<const std::string_view> equations() { return numbered_equations; }

std::size_t judged_position(std::string_view item) {
    return static_cast<std::size_t>(std::find(judged.begin(), judged.end(), item) - judged.begin());
}

bool is_judged_item(std::string_view item) { return judged_position(item) < judged.size(); }

bool is_citable(std::string_view item) {
    return contains(judged, item) || contains(numbered_equations, item) || contains(others, item);
}

}  // namespace pinn
