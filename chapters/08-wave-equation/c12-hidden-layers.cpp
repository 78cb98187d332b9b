// C12: the "five hidden layers" of Section 7.3 are three. The "5 layers" of the authors' code, [2, 500, 500, 500, 1],
// count input and output.

#include "chapters/08-wave-equation/findings.hpp"

namespace pinn::wave {

void hidden_layers(Study& study) {
    const std::vector<std::size_t> three = RunSettings{}.widths, five{2, 500, 500, 500, 500, 500, 1};
    const auto parameters = [&](const std::vector<std::size_t>& widths) {
        Random random(study.seeds()[0]);
        return Mlp<float>({widths, Parameterization::glorot, InputScaling::raw(2)}, random).parameter_count();
    };
    study.report("C12", "hidden layers of the code's [2, 500, 500, 500, 1]", static_cast<double>(three.size() - 2));
    study.report("C12", "parameters of three hidden layers of 500", static_cast<double>(parameters(three)));
    study.report("C12", "parameters of five", static_cast<double>(parameters(five)));
}

}  // namespace pinn::wave
