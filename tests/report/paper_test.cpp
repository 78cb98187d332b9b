#include "lib/report/paper.hpp"

#include <set>
#include <string>

#include "lib/report/text.hpp"
#include "tests/support.hpp"

using namespace pinn;

TEST_CASE("items of the closed list are judged, each once, and nothing else") {
    const auto items = judged_items();
    CHECK(std::set<std::string_view>(items.begin(), items.end()).size() == items.size());
    CHECK(items.front() == "Eq. (2.4)");
    CHECK(judged_position("Fig. 8b") == 34);
    for (int k = 1; k <= 17; ++k) CHECK(is_judged_item(concat("C", k)));
    for (const char* no : {"", "C0", "C18", "Fig. 2", "Eq. (3.8)", "fig. 1", "Fig. 1 ", "Theorem 4.2", "Section 8"}) {
        CAPTURE(no);
        CHECK(!is_judged_item(no));
        CHECK(judged_position(no) == items.size());
    }
}

TEST_CASE("everything judged can be cited, and every numbered equation, section and appendix besides") {
    for (const std::string_view item : judged_items()) CHECK(is_citable(item));
    for (const std::string_view equation : equations()) CHECK(is_citable(equation));
    for (const char* yes : {"Eq. (3.8)", "Eq. (7.15)", "Remark 3.2", "Fig. 2", "Section 7.1", "Appendix C"}) {
        CAPTURE(yes);
        CHECK(is_citable(yes));
    }
    for (const char* no : {"Eq. (3.10)", "Eq. (2.9)", "Eq 3.8", "Theorem 4.2", "Section 9", "Appendix E", "Fig. 9"}) {
        CAPTURE(no);
        CHECK(!is_citable(no));
    }
}
