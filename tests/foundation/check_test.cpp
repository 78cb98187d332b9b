#include "lib/foundation/check.hpp"

#include <cstdint>

#include "tests/support.hpp"

using namespace pinn;

TEST_CASE("an interval has two finite ends in their order, at a finite distance") {
    CHECK_NOTHROW(check_interval("f", -1.5, 2));
    CHECK_NOTHROW(check_interval("f", 1, std::nextafter(1.0, 2.0)));
    CHECK_NOTHROW(check_interval("f", 0, 5e-324));
    CHECK_THROWS_WITH_AS(check_interval("f", 2, 1.5),
                         "f: [2, 1.5] is not an interval: accepted are finite low < high at a finite distance",
                         NumericalError);
    for (const auto& [low, high] : {std::pair<double, double>{1, 1},
                                    {NAN, 1},
                                    {0, NAN},
                                    {0, INFINITY},
                                    {-INFINITY, 0},
                                    {-INFINITY, INFINITY},
                                    {-1.7e308, 1.7e308}}) {
        CHECK_THROWS_AS(check_interval("f", low, high), NumericalError);
    }
}
