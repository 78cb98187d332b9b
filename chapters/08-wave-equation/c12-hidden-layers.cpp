// C12: the "five hidden layers" of Section 7.3 are three. The "5 layers" of the authors' code, [2, 500, 500, 500, 1],
// count input and output.

#include "chapters/08-wave-equation/findings.hpp"

namespace pinn::wave {

void hidden_layers(Study& study) {
    const std::vector<std::size_t> of_the_code = RunSettings{}.widths;
    const auto parameters = [&](const std::vector<std::size_t>& widths) {
        Random random(study.seeds()[0]);
        const Mlp<float> network({widths, Parameterization::glorot, InputScaling::raw(2)}, random);
        return static_cast<double>(network.parameter_count());
    };
    study.report("C12", "hidden layers of the code's [2, 500, 500, 500, 1]",
                 static_cast<double>(of_the_code.size() - 2));
    study.report("C12", "parameters of three hidden layers of 500", parameters(of_the_code));
    study.report("C12", "parameters of five", parameters({2, 500, 500, 500, 500, 500, 1}));
}

}  // namespace pinn::wave
