// The rules of `make lint`: what a compiler cannot see and a reader would trip over.
//
// A tree is its text files in memory, path (relative to the root) -> content, so every rule is tested on three-line
// samples. Each rule looks at the whole tree and returns what is wrong; it changes nothing. Layout of the sources
// themselves is clang-format's business.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pinn::lint {

using Tree = std::map<std::string, std::string>;

struct Finding {
    std::string file;
    std::size_t line = 1;  // from 1
    std::string rule, message;
};

// "file:line: rule: message"
std::string to_string(const Finding& finding);

// All text files under the root but build products (build/), hidden folders other than .ci, and students' answer.cpp.
Tree read_tree(const std::filesystem::path& root);

// include: "lib/<layer>/..." goes to the same or an earlier layer; lib/ includes nothing of chapters/, tests/, plots/,
// bench/; every quoted include exists, seen from the root or from its own folder; every header has #pragma once.
std::vector<Finding> check_includes(const Tree& tree);

// approx: no doctest approximation, whose default tolerance is absolute near zero.
std::vector<Finding> check_approx(const Tree& tree);

// together: the tests of a folder are compiled as one file (Makefile), where a function of one could be taken for that
// of another: names differ.
std::vector<Finding> check_together(const Tree& tree);

// The numbered equations of the paper, "Eq. (2.1)" to "Eq. (7.15)".
std::vector<std::string> equations();

// True for judged items (lib/report/paper.hpp), equations, and the paper's other theorems, remarks, figures, sections
// and appendices, in one grammar:
//     Eq. (3.8)   Theorem 4.3   Lemma D.2   Algorithm 1   Fig. 5   Remark 3.3   Definition 5.1   Section 5   Appendix C
bool is_citable(std::string_view item);

// citation: what follows "paper: " can be cited.
std::vector<Finding> check_citations(const Tree& tree);

// chapter: README.md has the fixed headings in order, main.cpp the fixed lines of its header; expected.csv, the page of
// the exercises and their grader are there, and the front page leads to the chapter.
std::vector<Finding> check_chapters(const Tree& tree);

// shape: a chapter's main.cpp has at most 120 lines; bands stand in claims.hpp and nowhere else; a chapter reports to a
// Study, never to Results; a finding C<n> is reported in main.cpp or in a file of its own, c<n>-....cpp.
std::vector<Finding> check_shape(const Tree& tree);

// item: results of chapters, in code and in expected.csv and published.csv, judge items of the closed list.
std::vector<Finding> check_items(const Tree& tree);

// index: the table | paper item(s) | chapter | function | test | figure | of chapters/INDEX.md, between <!-- index -->
// and <!-- end index -->: items are the paper's, every published one has a row, paths exist, functions
// occur in lib/ or chapters/.
std::vector<Finding> check_index(const Tree& tree);

// complete: every judged item has a row in a published.csv, every numbered equation one in the index.
std::vector<Finding> check_complete(const Tree& tree);

// leftover: no paths of one machine, no notes to oneself.
std::vector<Finding> check_leftovers(const Tree& tree);

// reference: pages cite by key, REFERENCES.md#key, and not by arXiv number; every key is a heading of
// chapters/REFERENCES.md, and every heading is cited.
std::vector<Finding> check_references(const Tree& tree);

// number: no hand-typed result. A numeral with a decimal point or an exponent stands in a tag of a recorded number, in
// a formula (as settings, bands and what the paper prints do), in code or in a generated table, or it numbers an item
// of the paper.
std::vector<Finding> check_numbers(const Tree& tree);

// page: a line of a page has at most 120 characters, unless it is a row of a table; the tags of numbers are at most 4 %
// of the bytes of all pages; links into the glossary lead to a word of it; text follows every picture.
std::vector<Finding> check_pages(const Tree& tree);

// All of the above, by file and line.
std::vector<Finding> check_all(const Tree& tree);

}  // namespace pinn::lint
