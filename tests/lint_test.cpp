#include "lib/report/files.hpp"
#include "lib/report/paper.hpp"
#include "lib/report/text.hpp"
#include "tests/lint_rules.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;
using namespace pinn::lint;

namespace {

// The findings as text, one a line.
std::string all(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings) text += to_string(finding) + '\n';
    return text;
}

// Put together from pieces, so that this file passes the rules it tests.
const std::string cite = std::string("// (pap") + "er: ";

const std::string good_chapter =
    "# Title\n**Builds on** 06.\n**In the paper** Section 6.\n## Question\n## The mathematics\n### Detail\n"
    "## What you should see\n## Departures from the paper\n## Try this\n## Exercises\n";
const std::string good_main = "// Chapter 07\n//\n// Paper:  x\n// Run:    x\n// Writes: x\n// Takes:  1 s\n";

}  // namespace

TEST_CASE("lint: a layer includes itself and earlier layers only, and nothing outside lib/") {
    Tree tree{{"lib/foundation/a.hpp", "#pragma once\n"}, {"lib/kernel/k.hpp", "#pragma once\n"}};
    tree["lib/pde/p.hpp"] = "// text\n#pragma once\n#include <vector>\n#include \"lib/foundation/a.hpp\"\n";
    CHECK(all(check_includes(tree)).empty());
    tree["lib/pde/p.cpp"] = "#include \"lib/pde/p.hpp\"\n\n#include \"lib/kernel/k.hpp\"\n";
    CHECK(all(check_includes(tree)) ==
          "lib/pde/p.cpp:3: include: pde includes \"lib/kernel/k.hpp\" of a later layer\n");
    tree["lib/pde/p.cpp"] = "#include \"tests/t.hpp\"\n";
    tree["tests/t.hpp"] = "#pragma once\n#include \"lib/kernel/k.hpp\"\n";
    CHECK(all(check_includes(tree)) ==
          "lib/pde/p.cpp:1: include: lib/ includes \"tests/t.hpp\", which is not lib/<layer>/...\n");
    CHECK(all(check_includes({{"lib/extra/x.cpp", ""}})) == "lib/extra/x.cpp:1: include: extra is no layer of lib/\n");
}

TEST_CASE("lint: headers have #pragma once and includes exist") {
    CHECK(all(check_includes({{"tests/a.hpp", "int f();\n"}})) == "tests/a.hpp:1: include: no #pragma once\n");
    const Tree beside{{"chapters/07-x/a.cpp", "#include \"b.hpp\"\n"}, {"chapters/07-x/b.hpp", "#pragma once\n"}};
    CHECK(all(check_includes(beside)).empty());
    CHECK(all(check_includes({{"tests/a.cpp", "\n#include \"b.hpp\"\n"}})) ==
          "tests/a.cpp:2: include: \"b.hpp\" does not exist\n");
}

TEST_CASE("lint: doctest's approximation is banned") {
    CHECK(all(check_approx({{"tests/a.cpp", "CHECK(close(a, b, 1e-9)); // no Approximation\n"}})).empty());
    const std::string banned = std::string("x == doctest::Appr") + "ox(1)";
    CHECK(all(check_approx({{"tests/a.cpp", "\n" + banned + "\n"}})) ==
          "tests/a.cpp:2: approx: use close(a, b, rtol, atol) of tests/support.hpp\n");
    CHECK(check_approx({{"tests/a.cpp", std::string("Appr") + "ox (1)"}}).size() == 1);
}

TEST_CASE("lint: everything judged can be cited, and every numbered equation, section and appendix besides") {
    for (const std::string_view item : judged_items()) CHECK(is_citable(item));
    for (const std::string& equation : equations()) CHECK(is_citable(equation));
    for (const char* yes : {"Eq. (3.8)", "Eq. (7.15)", "Remark 3.2", "Fig. 2", "Section 7.1", "Appendix C"}) {
        CAPTURE(yes);
        CHECK(is_citable(yes));
    }
    for (const char* no : {"Eq. (3.10)", "Eq. (2.9)", "Eq 3.8", "Theorem 4.2", "Section 9", "Appendix E", "Fig. 9"}) {
        CAPTURE(no);
        CHECK(!is_citable(no));
    }
}

TEST_CASE("lint: citations are in the grammar and the paper has them") {
    for (const char* good : {"Eq. (3.8)).", "Theorem 4.3, Appendix C).", "Lemma D.2", "Eq. (3.8) and Eq. (3.9))", "C8",
                             "Fig. 5, on the left", "Algorithm 1;", "Section 7.1.", "slow, about 60 s"}) {
        CAPTURE(good);
        CHECK(all(check_citations({{"lib/a.hpp", cite + good + "\n"}})).empty());
    }
    CHECK(all(check_citations({{"lib/a.hpp", "\n" + cite + "Theorem 4.2)\n"}})) ==
          "lib/a.hpp:2: citation: the paper has no Theorem 4.2\n");
    CHECK(all(check_citations({{"README.md", cite + "Eq. (3.8), Eq. (3.99)\n"}})) ==
          "README.md:1: citation: the paper has no Eq. (3.99)\n");
    for (const char* bad :
         {"Eqs (3.8)-(3.9)", "Equation 3.8", "eq. (3.8)", "Eq. 3.8", "theorem 4.3", "Figure 5", "C99"}) {
        CAPTURE(bad);
        CHECK(check_citations({{"lib/a.hpp", cite + bad + "\n"}}).size() == 1);
    }
}

TEST_CASE("lint: a chapter's page has the fixed headings in order, its program the fixed header lines") {
    const Tree good{{"README.md", "[07](chapters/07-x/)"},     {"chapters/07-x/README.md", good_chapter},
                    {"chapters/07-x/main.cpp", good_main},     {"chapters/07-x/expected.csv", ""},
                    {"chapters/07-x/exercises/README.md", ""}, {"chapters/07-x/exercises/grade.cpp", ""}};
    CHECK(all(check_chapters(good)).empty());
    const auto findings = [&](const std::string& file, const std::string& text) {
        Tree tree = good;
        tree["chapters/07-x/" + file] = text;
        return all(check_chapters(tree));
    };
    const auto without = [](std::string text, const std::string& part) {
        return text.erase(text.find(part), part.size());
    };
    CHECK(findings("README.md", without(good_chapter, "**Builds on** 06.\n")) ==
          "chapters/07-x/README.md:3: chapter: heading \"## Question\" is not expected here\n");
    CHECK(findings("README.md", without(good_chapter, "## Try this\n")) ==
          "chapters/07-x/README.md:9: chapter: heading \"## Exercises\" is not expected here\n");
    CHECK(findings("README.md", without(good_chapter, "## Exercises\n")) ==
          "chapters/07-x/README.md:9: chapter: \"## Exercises\" is missing or out of order\n");
    CHECK(findings("README.md", good_chapter + "## More\n") ==
          "chapters/07-x/README.md:11: chapter: heading \"## More\" is not expected here\n");
    CHECK(findings("main.cpp", without(good_main, "// Takes:  1 s\n")) ==
          "chapters/07-x/main.cpp:5: chapter: \"// Takes:\" is missing or out of order\n");
    for (const char* file : {"README.md", "main.cpp", "expected.csv", "exercises/README.md", "exercises/grade.cpp"}) {
        Tree tree = good;
        tree.erase(std::string("chapters/07-x/") + file);
        CHECK(all(check_chapters(tree)) == std::string("chapters/07-x/") + file + ":1: chapter: the file is missing\n");
    }
    Tree tree = good;
    tree["README.md"] = "[07](chapters/07/)";
    CHECK(all(check_chapters(tree)) == "README.md:1: chapter: no link to chapters/07-x/\n");
}

TEST_CASE("lint: main.cpp is short, bands stand in claims.hpp, and findings have files of their own") {
    const std::string lines(120, '\n'), band = "Band b{.low = 1};\n", finding = "study.report(\"C7\", \"x\", 1);\n";
    CHECK(check_shape({{"chapters/07-x/main.cpp", lines},
                       {"chapters/07-x/claims.hpp", band},
                       {"chapters/07-x/c07-y.cpp", finding},
                       {"chapters/07-x/exercises/grade.cpp", band},
                       {"lib/report/study.cpp", band + "Results r;\n"}})
              .empty());
    CHECK(all(check_shape({{"chapters/07-x/main.cpp", lines + "\n"}})) ==
          "chapters/07-x/main.cpp:121: shape: 121 lines; at most 120\n");
    CHECK(all(check_shape({{"chapters/07-x/more.cpp", "\n" + band}}))
              .starts_with("chapters/07-x/more.cpp:2: shape: .low"));
    CHECK(check_shape({{"chapters/07-x/claims.hpp", "Results r;\n"}}).size() == 1);
    CHECK(all(check_shape({{"chapters/07-x/c17-y.cpp", finding}})) ==
          "chapters/07-x/c17-y.cpp:1: shape: C7 is neither in main.cpp nor in its own file\n");
}

TEST_CASE("lint: results judge items of the closed list, in code and in files") {
    const std::string header =
        "# profile: quick\nitem,quantity,expected,source,ours,smallest,largest,low,high,verdict\n";
    const Tree good{{"chapters/07-x/main.cpp", "study.report(\"Fig. 4a\", \"x\", 1);\n"},
                    {"chapters/07-x/expected.csv", header + "C8,x,,,1,,,,,measured\n"}};
    CHECK(all(check_items(good)).empty());
    CHECK(all(check_items({{"chapters/07-x/main.cpp", "\nstudy.report(\n    \"Fig. 9\", \"x\", 1);\n"}})) ==
          "chapters/07-x/main.cpp:2: item: \"Fig. 9\" is not a judged item\n");
    CHECK(check_items({{"chapters/07-x/claims.hpp", "corrects(\"C20\", \"x\", {}, \"\");\n"}}).size() == 1);
    CHECK(all(check_items(
              {{"chapters/07-x/published.csv", header + "C8,x,,,1,,,,,measured\nEq. (3.8),x,,,1,,,,,measured\n"}})) ==
          "chapters/07-x/published.csv:4: item: \"Eq. (3.8)\" is not a judged item\n");
    CHECK(all(check_items({{"chapters/07-x/expected.csv", ""}})) ==
          "chapters/07-x/expected.csv:1: item: no header line\n");
}

TEST_CASE("lint: the index has every published item, and names only what exists") {
    Tree tree{{"lib/kernel/limit.hpp", "double limit_kernel();\nstruct Rule { int step; };\n"},
              {"tests/kernel/limit_test.cpp", ""},
              {"plots/fig4.cpp", ""},
              {"chapters/07-x/main.cpp", ""},
              {"chapters/07-x/published.csv", "item,quantity\nFig. 4a,error\nEq. (7.3),ratio\nFig. 4a,again\n"}};
    std::string items = "Fig. 4a, Eq. (7.3)";
    const auto findings = [&](const std::string& row) {
        tree["chapters/INDEX.md"] =
            "<!-- index -->\n| paper item(s) | chapter | function | test | figure |\n|---|---|---|---|---|\n| " +
            items +
            " | [07](07-x/) | `limit_kernel`, `Rule::step` in `lib/kernel/limit.hpp` |"
            " [test](../tests/kernel/limit_test.cpp) | `plots/fig4.cpp` |\n" +
            row + "<!-- end index -->\n| outside | x |\n";
        return all(check_index(tree));
    };
    CHECK(findings("").empty());
    CHECK(findings("| Eq. (2.1)-(2.3), Section 5 | 07 | | | |\n").empty());
    CHECK(findings("| Eq. (2.7)-(2.9) | 07 | | | |\n") == "chapters/INDEX.md:5: index: the paper has no Eq. (2.9)\n");
    CHECK(findings("| Fig. 4 | | | | |\n") == "chapters/INDEX.md:5: index: no chapter\n");
    CHECK(findings("| Fig. 4 | [x](99-x/) | | | |\n") == "chapters/INDEX.md:5: index: chapters/99-x/ does not exist\n");
    CHECK(findings("| Fig. 4 | 07 | `limit_kernels()` | `tests/none.cpp` | |\n") ==
          "chapters/INDEX.md:5: index: no source has the function limit_kernels()\n"
          "chapters/INDEX.md:5: index: tests/none.cpp does not exist\n");
    CHECK(findings("| Fig. 4 | 07 |\n") == "chapters/INDEX.md:5: index: a row of 2 cells, expected 5\n");
    items.erase(items.rfind(", "));
    CHECK(findings("") == "chapters/INDEX.md:6: index: Eq. (7.3) has no row\n");
    CHECK(all(check_index({})) ==
          "chapters/INDEX.md:1: index: no table between <!-- index --> and <!-- end index -->\n");
}

TEST_CASE("lint: every judged item is published, every numbered equation indexed") {
    std::string rows = "item,quantity\n", equation_row = "| ";
    for (const std::string_view item : judged_items()) rows += concat(item, ",x\n");
    for (const std::string& equation : equations()) equation_row += concat(equation, ", ");
    const std::string index = "<!-- index -->\n" + equation_row + "| 07 |\n<!-- end index -->\n| Eq. (2.1) |\n";
    Tree tree{{"chapters/INDEX.md", index}, {"chapters/07-x/published.csv", rows}};
    CHECK(check_complete(tree).empty());
    tree["chapters/07-x/published.csv"].erase(rows.find("Fig. 5,x\n"), 9);
    CHECK(all(check_complete(tree)) == "chapters/INDEX.md:1: complete: no published.csv judges Fig. 5\n");
    tree["chapters/08-y/published.csv"] = "item,quantity\nFig. 5,y\n";
    tree["chapters/INDEX.md"].erase(index.find("Eq. (2.1), "), 11);
    CHECK(all(check_complete(tree)) == "chapters/INDEX.md:1: complete: the index lacks Eq. (2.1)\n");
}

TEST_CASE("lint: no paths of one machine and no notes to oneself") {
    CHECK(check_leftovers({{"Makefile", "B := build\n"}, {"a.cpp", "todo(\"3.1\"); // lib/work/home\n"}}).empty());
    for (const char* name : {"work", "tmp", "home", "root"}) {
        CHECK(all(check_leftovers({{"Makefile", std::string("a\ncd /") + name + "/x\n"}})) ==
              "Makefile:2: leftover: an absolute path of one machine\n");
    }
    for (const std::string& note : {std::string("TO") + "DO", std::string("FIX") + "ME"}) {
        CHECK(all(check_leftovers({{"a.cpp", "// " + note + ": later\n"}})) ==
              "a.cpp:1: leftover: a note to oneself\n");
    }
}

TEST_CASE("lint: two test files of one folder define no function of one name") {
    const std::string one = "namespace {\n\ndouble f(int a,\n         int b) {\n    return g(a);\n}\n}\n",
                      other = "\nConstant& f(Matrix<double> x) {\n";
    CHECK(all(check_together({{"tests/dense/a_test.cpp", one}, {"tests/dense/b_test.cpp", other}})) ==
          "tests/dense/b_test.cpp:2: together: f is in tests/dense/a_test.cpp too\n");
    CHECK(check_together({{"tests/dense/a_test.cpp", one}, {"tests/pde/b_test.cpp", other}}).empty());
    CHECK(check_together({{"tests/chapters/a_test.cpp", one}, {"tests/chapters/b_test.cpp", other}}).empty());
    CHECK(check_together({{"tests/dense/a_test.cpp", one + "\nint f() {\n"}}).empty());
}

TEST_CASE("lint: pages cite by keys that are there, and every key is cited") {
    const Tree tree{{"chapters/REFERENCES.md", "# References\n\n### lee-2019\nLee, arXiv 1902.06720\n"},
                    {"chapters/06-x/README.md", "[Lee](../REFERENCES.md#lee-2019)\n"}};
    CHECK(check_references(tree).empty());
    Tree wrong = tree;
    wrong["chapters/06-x/README.md"] = "a\n[Li](../REFERENCES.md#li-2019), arXiv 1.2\n";
    CHECK(all(check_references(wrong)) ==
          "chapters/06-x/README.md:2: reference: chapters/REFERENCES.md has no key li-2019\n"
          "chapters/06-x/README.md:2: reference: cite by a key of chapters/REFERENCES.md\n"
          "chapters/REFERENCES.md:3: reference: nobody cites lee-2019\n");
    CHECK(check_references({{"README.md", "[paper](https://arxiv.org/abs/1)\n"}}).size() == 1);
}

TEST_CASE(
    "lint: a typed result is found, a recorded one, a formula, code, a version and an item of the paper are not") {
    const std::string fine =
        "Eqs (5.2), (4.10), Sections 6 and 7.2, Theorem 4.3 nor 4.4, Problem 7.2, Figs 2 and 3 at 40,000 steps, 1.0.0\n"
        "0.52<!--0.5--> (1.5e-3<!--x-->) of $s = 0.2916$ and\n$$x = 1.5\n+ 2.5$$\n`1e-5` [a](b/0.5.md)\n"
        "\n    make ARGS=0.5\n\n<!-- generated: results 07 -->\n| 0.25 |\n<!-- end generated -->\ndoi:10.1016/j\n";
    CHECK(check_numbers({{"a.md", fine}, {"a.cpp", "0.5"}, {"chapters/REFERENCES.md", "1902.06720"}}).empty());
    CHECK(all(check_numbers({{"a.md", fine + "it ends at 0.5, at -1.25\nor at 2e-3, (1.87e-3)\n"}})) ==
          "a.md:13: number: 0.5 is neither recorded nor a formula\n"
          "a.md:13: number: -1.25 is neither recorded nor a formula\n"
          "a.md:14: number: 2e-3 is neither recorded nor a formula\n"
          "a.md:14: number: 1.87e-3 is neither recorded nor a formula\n");
}

TEST_CASE("lint: a page's lines fit into 120 characters, and its tags into a twenty-fifth") {
    const auto pages = [](const std::string& text) { return all(check_pages({{"a.md", text}, {"b.cpp", text}})); };
    const std::string fits(120, 'x');
    CHECK(pages(fits + "\n| " + fits + " |\n") == "");
    CHECK(pages(std::string(119, 'x') + "\u00e9\n") == "");
    CHECK(pages("x\n" + fits + "x\n") == "a.md:2: page: 121 characters, 120 fit\n");
    const std::string number = "1<!--a-->";
    CHECK(pages(fits + "\n" + fits.substr(0, 79 - 1) + number + "\n") == "");
    CHECK(pages(fits + "\n" + number + "\n") == "README.md:1: page: tags are 8 of 131 bytes of all pages\n");
    CHECK(pages("<!-- a comment with blanks -->\n") == "");
    CHECK(pages("a\n![x](y)\n\n*What it shows.*\n") == "");
    CHECK(pages("a\n![x\ny](z)\n\n# b\n") == "a.md:2: page: nothing is said below a picture\n");
    CHECK(pages("a\n![x](y)\n") == "a.md:2: page: nothing is said below a picture\n");
    const auto linked = [](const std::string& word) {
        return all(check_pages({{"chapters/GLOSSARY.md", "### Half sums, z-means\n\n### PINN\n"},
                                {"a.md", "[x](GLOSSARY.md#" + word + ") is long enough for its tag to be small"}}));
    };
    CHECK(linked("pinn") == "");
    CHECK(linked("half-sums-z-means") == "");
    CHECK(linked("means") == "a.md:1: page: the glossary lacks means\n");
}

TEST_CASE("lint: the tree leaves out build products, hidden folders and answers, and knows pictures by name") {
    const test::ScratchFolder folder;
    for (const char* name : {"Makefile", ".ci/run", ".git/config", "build/x.cpp", "lib/a/b.hpp", "plots/gallery/p.png",
                             "chapters/07-x/exercises/answer.cpp"}) {
        write_file_atomically(folder / name, "text");
    }
    const Tree tree = read_tree(folder.path());
    CHECK(tree ==
          Tree{{".ci/run", "text"}, {"Makefile", "text"}, {"lib/a/b.hpp", "text"}, {"plots/gallery/p.png", ""}});
}

TEST_CASE("lint: all rules run, sorted by file and line") {
    const Tree tree{{"lib/extra/x.hpp", "\n" + cite + "Theorem 9.9)\n"}};
    CHECK(all(check_all(tree)) ==
          "chapters/INDEX.md:1: index: no table between <!-- index --> and <!-- end index -->\n"
          "lib/extra/x.hpp:1: include: no #pragma once\n"
          "lib/extra/x.hpp:1: include: extra is no layer of lib/\n"
          "lib/extra/x.hpp:2: citation: the paper has no Theorem 9.9\n");
}
