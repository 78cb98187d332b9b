#include "lib/report/study.hpp"

#include <filesystem>
#include <iostream>
#include <numeric>
#include <stdexcept>

namespace pinn {

Study::Study(const Options& options, std::span<const Claim> claims)
    : options_(options),
      claims_(claims),
      seeds_(options.seeds()),
      results_(options),
      units_(std::filesystem::path(options.out()) / "units" / ("chapter-" + options.chapter()) / options.profile(),
             concat("chapter ", options.chapter(), options.changed().empty() ? "" : ", changed: ", options.changed()),
             program_identity(options.program())) {}

std::vector<std::uint64_t> Study::seeds(std::size_t count) const {
    std::vector<std::uint64_t> found(count);
    std::iota(found.begin(), found.end(), seeds_.front());
    return found;
}

namespace {

// Is the text the pattern, with any text for its '*'?
bool matches(std::string_view pattern, std::string_view text) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == text;
    const std::string_view head = pattern.substr(0, star), tail = pattern.substr(star + 1);
    return text.size() >= head.size() + tail.size() && text.starts_with(head) && text.ends_with(tail);
}

bool counts(const Claim& claim, std::string_view profile) { return claim.profile.empty() || claim.profile == profile; }

}  // namespace

const Claim* claim_about(std::span<const Claim> claims, std::string_view item, std::string_view quantity,
                         std::string_view profile) {
    for (const Claim& claim : claims) {
        if (counts(claim, profile) && claim.item == item && matches(claim.quantity, quantity)) return &claim;
    }
    return nullptr;
}

Verdict Study::judge(std::string_view item, const std::string& quantity, const Ours& ours, const Scale* scale) {
    const Claim* claim = expected(item, quantity);
    if (claim == nullptr) return results_.add(item, quantity, ours);
    reported_.emplace(claim, results_.rows().size());
    Band band = claim->band;
    if (scale != nullptr) {
        const auto rounded = [](double value) { return *parse_number(to_text(value, 5)); };
        band.low = rounded(scale->origin + band.low * scale->unit);
        band.high = rounded(scale->origin + band.high * scale->unit);
        if (band.theory) band.theory = rounded(scale->origin + *band.theory * scale->unit);
        if (scale->paper) band.paper = rounded(*scale->paper);
    }
    return results_.add(item, quantity, ours, claim->inside, band);
}

FigureData& Study::figure(const std::string& name, std::vector<std::string> columns) {
    return results_.figure(name, std::move(columns));
}

FigureData& Study::figure(const std::string& name, const std::vector<Column>& columns) {
    const std::vector<double>& first = columns.at(0).second;
    std::vector<std::string> names;
    for (const auto& [column, values] : columns) {
        names.push_back(column);
        if (values.size() != first.size()) {
            throw std::logic_error(concat("figure ", name, ": column ", column, " has ", values.size(), " values, ",
                                          names[0], " has ", first.size()));
        }
    }
    FigureData& figure = results_.figure(name, names);
    for (std::size_t i = 0; i < first.size(); ++i) {
        std::vector<double> row;
        for (const Column& column : columns) row.push_back(column.second[i]);
        figure.row(row);
    }
    return figure;
}

namespace {

// The sentence with its numbers, three digits each.
std::string said(std::string_view sentence, const ResultRow& row) {
    std::string text(sentence);
    const auto put = [&](std::string_view place, const std::string& value) {
        if (const std::size_t at = text.find(place); at != std::string::npos) text.replace(at, place.size(), value);
    };
    put("{ours}", to_text(row.ours.value, 3));
    put("{expected}", row.expected ? to_text(*row.expected, 3) : "-");
    return row.verdict == Verdict::not_reproduced ? text + " NOT REPRODUCED." : text;
}

}  // namespace

int Study::write() const {
    const bool changed = !options_.changed().empty();
    for (const Claim& claim : claims_) {
        if (!changed && counts(claim, options_.profile()) && !reported_.contains(&claim)) {
            throw std::logic_error(concat("study: nothing was reported for ", claim.item, ", ", claim.quantity));
        }
    }
    results_.write();
    std::size_t sentences = 0;
    for (const Claim& claim : claims_) {
        const auto row = reported_.find(&claim);
        if (claim.sentence.empty() || row == reported_.end() || changed) continue;
        std::cout << (sentences++ == 0 ? "\n" : "") << said(claim.sentence, results_.rows()[row->second]) << '\n';
    }
    if (options_.flag("table")) {
        results_.print_all();
    } else {
        results_.print(32 - sentences);
    }
    if (const std::string units = units_.summary(); !units.empty()) std::cout << units << ". nan: diverged.\n";
    return 0;
}

std::function<int(const Options&)> study_of(std::span<const Claim> claims,
                                            std::function<void(const Options&, Study&)> chapter) {
    return [claims, chapter](const Options& options) {
        Study study(options, claims);
        chapter(options, study);
        return study.write();
    };
}

}  // namespace pinn
