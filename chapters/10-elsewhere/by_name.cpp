#include "chapters/10-elsewhere/by_name.hpp"

#include <algorithm>
#include <boost/program_options.hpp>
#include <sstream>

#include "chapters/10-elsewhere/named.hpp"
#include "lib/report/text.hpp"
#include "lib/training/diagnosis.hpp"

namespace pinn::elsewhere {
namespace {

// The value of an option among the texts it accepts, by its place.
std::size_t place(const std::string& option, const std::string& value, const std::vector<std::string>& accepted) {
    const auto found = std::ranges::find(accepted, value);
    if (found == accepted.end()) throw UsageError(concat(option, " ", value, ": accepted are ", joined(accepted)));
    return static_cast<std::size_t>(found - accepted.begin());
}
std::size_t whole(const std::string& option, const std::string& value, std::int64_t low, std::int64_t high) {
    const auto number = parse_integer(value);
    if (!number || *number < low || *number > high) {
        throw UsageError(concat(option, " ", value, ": accepted are whole numbers ", low, "..", high));
    }
    return static_cast<std::size_t>(*number);
}

std::string help(const std::string& options, const std::vector<std::string>& names) {
    std::string text =
        "The kernel of a network and an equation before training: who waits for whom, and what may help.\n\n" +
        options + "\nEquations:\n";
    std::string line = "   ";
    for (const std::string& name : names) {
        if (line.size() + name.size() > 100) {
            text += line + '\n';
            line = "   ";
        }
        line += ' ' + name;
    }
    text += line +
            "\n\nOf every term of the loss:\n"
            "  error     sqrt(|e|^2 / N) of the errors e at its N points\n"
            "  Tr K_kk   the trace of its block of the kernel (chapter 07)\n"
            "  lambda_k  its weight by Algorithm 1 (chapter 07)\n"
            "  modes     eigenvectors of K_kk that hold half of |e|^2 (chapter 09)\n"
            "  wait      steps at the rate 1 / lambda_max until half of |e|^2 has moved; balanced: with lambda_k\n"
            "\nOf all terms together:\n";
    std::vector<std::vector<std::string>> lines;
    for (const DiagnosisLine& about : diagnosis_lines()) {
        lines.push_back({"  " + about.name, about.formula, about.meaning + " (chapter " + about.chapter + ")"});
    }
    return text + aligned(lines);
}

}  // namespace

int diagnose_by_name(int argc, const char* const* argv, std::ostream& out) {
    namespace po = boost::program_options;
    const std::vector<Named> equations = named_equations();
    std::vector<std::string> names;
    for (const Named& equation : equations) names.push_back(equation.name);

    const auto text = [](const char* value) { return po::value<std::string>()->default_value(value); };
    po::options_description options("Options", 100);
    options.add_options()("equation", po::value<std::string>(), "one of those below")(
        "width", text("50"), "neurons of a hidden layer")("depth", text("3"), "hidden layers")(
        "scaling", text("z-scored"), "of the inputs: raw, z-scored")(
        "parameterization", text("glorot"), "ntk, standard, glorot")("points", text("20"),
                                                                     "on each side; three times as many inside")(
        "steps", text("100"), "of Adam, after which K is looked at again")("seed", text("0"), "of network and points")(
        "help", "this text");
    po::variables_map given;
    try {
        namespace style = po::command_line_style;
        const auto parsed = po::command_line_parser(argc, argv)
                                .options(options)
                                .style(style::default_style & ~style::allow_guessing)
                                .allow_unregistered()
                                .run();
        po::store(parsed, given);
        const auto rest = po::collect_unrecognized(parsed.options, po::include_positional);
        if (!rest.empty()) throw UsageError(rest[0] + ": unknown; see --help");
    } catch (const po::error& error) {
        throw UsageError(error.what());
    }
    if (given.contains("help")) {
        std::ostringstream described;
        described << options;
        out << help(described.str(), names);
        return 0;
    }
    if (!given.contains("equation")) throw UsageError("--equation is missing; accepted are " + joined(names));
    const auto of = [&](const char* option) { return given[option].as<std::string>(); };
    const Named& equation = equations[place("--equation", of("equation"), names)];
    const std::size_t width = whole("--width", of("width"), 1, 1000), depth = whole("--depth", of("depth"), 1, 20),
                      points = whole("--points", of("points"), 2, 1000),
                      steps = whole("--steps", of("steps"), 0, 1'000'000),
                      seed = whole("--seed", of("seed"), 0, INT64_MAX);
    const bool z_scored = place("--scaling", of("scaling"), {"raw", "z-scored"}) == 1;
    const auto parameterization = static_cast<Parameterization>(
        place("--parameterization", of("parameterization"), {"ntk", "standard", "glorot"}));

    Random random(seed);
    const std::vector<Condition<double>> conditions = equation.conditions(points, random);
    const Matrix<double>& inside = conditions.back().points;
    std::vector<std::size_t> widths(depth + 2, width);
    widths.front() = inside.cols();
    widths.back() = equation.outputs;
    Mlp<double> network(
        {widths, parameterization, z_scored ? InputScaling::z_scored(inside) : InputScaling::raw(inside.cols())},
        random);
    if (equation.unknowns > 0) network.unknowns = Matrix<double>(1, equation.unknowns, 1.0);
    out << concat(equation.name, ": ", depth, " hidden layers of ", width, ", ", of("parameterization"), ", ",
                  of("scaling"), " inputs, seed ", seed, "\n\n")
        << to_string(diagnose(network, conditions, {.steps = steps}));
    return 0;
}

}  // namespace pinn::elsewhere
