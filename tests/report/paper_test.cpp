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
    CHECK(items[34] == "Fig. 8b");
    for (int k = 1; k <= 19; ++k) CHECK(is_judged_item(concat("C", k)));
    for (const char* no : {"", "C0", "C20", "Fig. 2", "Eq. (3.8)", "fig. 1", "Fig. 1 ", "Theorem 4.2", "Section 8"}) {
        CAPTURE(no);
        CHECK(!is_judged_item(no));
    }
}
