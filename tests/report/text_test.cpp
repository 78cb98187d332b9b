#include "lib/report/text.hpp"

#include <limits>

#include "tests/support.hpp"

using namespace pinn;

TEST_CASE("to_text of a double reads back as the same bits") {
    Random random(1);
    for (int i = 0; i < 1000; ++i) {
        const double value = random.normal() * std::pow(10, random.uniform(-300, 300));
        CHECK(parse_number(to_text(value)) == value);
    }
    CHECK(to_text(0.1) == "0.1");
    CHECK(to_text(0.1f) == "0.1");
    CHECK(to_text(1e-300) == "1e-300");
    CHECK(to_text(3) == "3");
    CHECK(std::isnan(*parse_number(to_text(std::numeric_limits<double>::quiet_NaN()))));
    CHECK(to_text(-std::numeric_limits<double>::infinity()) == "-inf");
}

TEST_CASE("to_text with digits rounds to significant digits") {
    CHECK(to_text(0.123456, 3) == "0.123");
    CHECK(to_text(1.63e-3, 4) == "0.00163");
    CHECK(to_text(123456.0, 4) == "1.235e+05");
}

TEST_CASE("columns are as wide as their longest cell, in characters, and nothing follows the last") {
    CHECK(aligned({{"item", "λ", "verdict"}, {"C1", "λ_b", "no"}, {"", "x", ""}}) ==
          "item  λ    verdict\n"
          "C1    λ_b  no\n"
          "      x    \n");
    CHECK(aligned({}) == "");
    CHECK_THROWS_WITH_AS(aligned({{"a"}, {"a", "b"}}), "aligned: 2 cells under 1", std::logic_error);
}

TEST_CASE("parsing takes the whole text or nothing") {
    for (const char* text : {"", " ", "3x", " 3", "3 ", "+3", "0x10", "1,5", "--3", "99999999999999999999"}) {
        CAPTURE(text);
        CHECK(!parse_integer(text));
    }
    for (const char* text : {"", "3x", " 3", "+3", "1e999", "1,5", "1e", "."}) {
        CAPTURE(text);
        CHECK(!parse_number(text));
    }
    CHECK(parse_integer("-12") == -12);
    CHECK(parse_number("-1.5e-3") == -1.5e-3);
}
