#include "chapters/book/marked_places.hpp"

#include <algorithm>
#include <ostream>
#include <stdexcept>
#include <vector>

#include "chapters/book/blocks.hpp"
#include "chapters/book/published.hpp"
#include "lib/report/files.hpp"
#include "lib/report/text.hpp"

namespace pinn::book {
namespace {

namespace fs = std::filesystem;

using Numbers = std::map<std::string, Number>;  // by their tags

// Those beside the pages of a folder, `file` from the root.
Numbers read_tags(const fs::path& root, const fs::path& file) {
    Numbers tags;
    if (!fs::exists(root / file)) return tags;
    const Csv table = read_csv(root / file);
    for (const auto& row : table.rows) {
        const std::string tag = row[table.column("tag")];
        if (!tags.emplace(tag, number_of(row, table)).second) refuse(file, "the tag " + tag + " stands there twice");
    }
    return tags;
}

// One marked place: its line, what it is, what stands there and what should.
struct Place {
    std::size_t line;
    std::string name, before, after;
};
struct Page {
    std::string before, after;
    std::vector<Place> places;
};

// A text with every marked place filled; `folder` (from the root) is where links start. Tags that occur leave `unused`.
Page fill(const std::string& text, const Published& published, const fs::path& folder, const Numbers& tags,
          Numbers& unused) {
    static const std::string open = "<!--", close = "-->", block = " generated: ";
    static const std::string block_end = "<!-- end generated -->";
    Page page{text, {}, {}};
    std::size_t at = 0;  // up to here the text is copied
    for (std::size_t start = text.find(open); start != std::string::npos;
         start = text.find(open, std::max(at, start + 1))) {
        const std::size_t line = 1 + static_cast<std::size_t>(std::count(&text[0], &text[start], '\n'));
        const std::size_t tag_end = std::min(text.find(close, start), text.size());
        const std::string tag = text.substr(start + open.size(), tag_end - start - open.size());
        const bool is_block = tag.starts_with(block);
        if (!is_block && tag.find_first_of(" \n") != std::string::npos) continue;  // a comment
        try {
            if (is_block) {
                const std::size_t content = tag_end + close.size(), end = text.find(block_end, content);
                if (end == std::string::npos || text.find(open + block, content) < end)
                    throw std::runtime_error("is not closed");
                const std::string name = tag.substr(block.size(), tag.size() - block.size() - 1);
                const std::string body = '\n' + block_content(name, published, folder);
                page.places.push_back({line, open + tag + close, text.substr(content, end - content), body});
                page.after += text.substr(at, content - at) + body;
                at = end;
                continue;
            }
            const auto number = tags.find(tag);
            if (number == tags.end()) throw std::runtime_error("numbers.csv has no such tag");
            const auto begin_of_word = [&](std::size_t end) { return text.find_last_of(" (\n", end - 1) + 1; };
            std::size_t begin = begin_of_word(start);
            if (number->second.source == "takes") begin = begin_of_word(begin - 1);
            if (begin < at || begin >= start) throw std::runtime_error("no number stands before it");
            const auto& [source, item, quantity, format] = number->second;
            const std::string name = concat(source, " ", item, quantity.empty() ? "" : ", ", quantity);
            page.places.push_back(
                {line, name, text.substr(begin, start - begin), number_text(number->second, published)});
            page.after += text.substr(at, begin - at) + page.places.back().after;
            at = start;
            unused.erase(tag);
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(concat("line ", line, ": ", open, tag, close, ": ", error.what()));
        }
    }
    page.after += text.substr(at);
    return page;
}

// The pages whose marked places are kept up to date, by their path from the root, and of every numbers.csv the tags
// that are on no page.
struct Pages {
    std::map<fs::path, Page> filled;
    std::map<fs::path, Numbers> unused;
};

Pages filled_pages(const Paths& paths) {
    const Published published = read_published(paths);
    std::vector<fs::path> files;
    for (const auto& [chapter, folder] : published.folders) files.push_back(folder / "README.md");
    for (const char* file : {"chapters/ERRATA.md", "chapters/RESULTS.md", "bench/README.md"}) files.emplace_back(file);
    std::erase_if(files, [&](const fs::path& file) { return !fs::exists(paths.root / file); });
    files.emplace_back("README.md");
    std::map<fs::path, Numbers> tags;
    Pages pages;
    for (const fs::path& file : files) {
        const std::string text = read_file(paths.root / file);
        const fs::path folder = file.parent_path(), list = folder / "numbers.csv";
        if (!tags.contains(list)) pages.unused[list] = tags[list] = read_tags(paths.root, list);
        try {
            pages.filled[file] = fill(text, published, folder, tags[list], pages.unused[list]);
        } catch (const std::runtime_error& error) {
            refuse(file, error.what());
        }
    }
    return pages;
}

// The first line in which two texts differ, of each.
std::pair<std::string, std::string> first_difference(const std::string& before, const std::string& after) {
    std::size_t start = 0;
    for (std::size_t i = 0; i < std::min(before.size(), after.size()) && before[i] == after[i]; ++i) {
        if (before[i] == '\n') start = i + 1;
    }
    const auto line = [start](const std::string& text) {
        return start < text.size() ? text.substr(start, text.find('\n', start) - start) : "";
    };
    return {line(before), line(after)};
}

}  // namespace

void refresh_pages(const Paths& paths, std::ostream& out) {
    for (const auto& [file, page] : filled_pages(paths).filled) {
        if (page.before == page.after) continue;
        write_file_atomically(paths.root / file, page.after);
        out << file.generic_string() << ": refreshed\n";
    }
}

bool check_pages(const Paths& paths, std::ostream& out) {
    std::size_t total = 0;
    int differences = 0;
    const Pages pages = filled_pages(paths);
    for (const auto& [file, page] : pages.filled) {
        total += page.places.size();
        if (file == "README.md" && page.places.empty()) {
            out << "README.md: has no marked place at all\n";
            ++differences;
        }
        for (const Place& place : page.places) {
            if (place.before == place.after) continue;
            const auto [before, after] = first_difference(place.before, place.after);
            out << file.generic_string() << ':' << place.line << ": " << place.name << ": says \"" << before
                << "\", the files say \"" << after << "\"\n";
            ++differences;
        }
    }
    for (const auto& [file, tags] : pages.unused) {
        for (const auto& [tag, number] : tags) {
            out << file.generic_string() << ": the tag " << tag << " is on no page\n";
            ++differences;
        }
    }
    out << total << " marked places, " << differences << " differ" << (differences == 1 ? "s" : "") << '\n';
    return differences == 0;
}

}  // namespace pinn::book
