#include "lib/report/csv.hpp"

#include "lib/report/files.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;

TEST_CASE("a table reads back as it was written, whatever its fields hold") {
    Csv table;
    table.comments = {"profile: quick", "", "# twice"};
    table.header = {"a", "b,c", "d"};
    table.rows = {{"1", "", "x"}, {"say \"so\"", "two\nlines", "a,b"}, {"# no comment", "\"", "\r"}, {"", "", ""}};
    const Csv back = parse_csv(table.text());
    CHECK(back.comments == table.comments);
    CHECK(back.header == table.header);
    CHECK(back.rows == table.rows);

    const Csv narrow{.comments = {}, .header = {"a"}, .rows = {{""}, {"x"}}};
    CHECK(parse_csv(narrow.text()).rows == narrow.rows);
}

TEST_CASE("quotes are doubled and commas quoted, so that other programs read the same") {
    const Csv table{.comments = {"k: v"}, .header = {"a", "b"}, .rows = {{"x,y", "say \"so\""}}};
    CHECK(table.text() == "# k: v\na,b\n\"x,y\",\"say \"\"so\"\"\"\n");
    CHECK(table.comment("k") == "v");
    CHECK(!table.comment("none"));
    CHECK(table.column("b") == 1);
    CHECK_THROWS_WITH(table.column("c"), "no column c");
}

TEST_CASE("lines may end as on Windows, and the last one need not end") {
    const Csv table = parse_csv("# profile: quick\r\na,b\r\n1,2\r\n\r\n\n3,4");
    CHECK(table.comment("profile") == "quick");
    CHECK(table.header == std::vector<std::string>{"a", "b"});
    CHECK(numbers(table, "b") == std::vector<double>{2, 4});
}

TEST_CASE("a damaged table is refused with its line") {
    CHECK_THROWS_WITH(parse_csv(""), "no header line");
    CHECK_THROWS_WITH(parse_csv("# only\n# comments"), "no header line");
    CHECK_THROWS_WITH(parse_csv("# c\na,b\n1,2\n1\n"), "line 4: 1 fields under a header of 2");
    CHECK_THROWS_WITH(parse_csv("a,b\n1,\"2\n"), "line 3: a quote is not closed");
    CHECK_THROWS_WITH(numbers(parse_csv("a\n1\nx\n"), "a"), "column a: \"x\" is no number");

    const test::ScratchFolder folder;
    write_file_atomically(folder / "bad.csv", "a,b\n1\n");
    CHECK_THROWS_WITH(read_csv(folder / "bad.csv"),
                      ((folder / "bad.csv").string() + ": line 2: 1 fields under a header of 2").c_str());
}
