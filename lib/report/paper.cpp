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
                                                         "C18",
                                                         "C19",
                                                         "Section 8: Gauss-Newton",
                                                         "Section 8: nonlinear",
                                                         "Section 8: momentum",
                                                         "Section 8: features",
                                                         "Elsewhere: diagnosis",
                                                         "Elsewhere: remedies",
                                                         "Elsewhere: predictions"});

}  // namespace

std::span<const std::string_view> judged_items() { return judged; }
bool is_judged_item(std::string_view item) { return std::find(judged.begin(), judged.end(), item) != judged.end(); }

}  // namespace pinn
