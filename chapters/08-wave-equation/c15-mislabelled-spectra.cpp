// C15: the notebook of the authors logs a kernel every 100 steps and shows entries 0, 1, 4 and the last as those of
// n = 0, 10,000, 40,000 and 80,000. Entries 1 and 4 are steps 100 and 400.

#include "chapters/08-wave-equation/findings.hpp"

namespace pinn::wave {

void mislabelled_spectra(const Setup& setup, const std::map<std::size_t, Spectra>& along, Study& study) {
    const std::size_t called[] = {setup.early, setup.middle};
    for (std::size_t s = 0; s < 2; ++s) {
        study.report("C15", concat("lambda_max of K_r at ", called[s], " steps / at ", mislabelled[s]),
                     along.at(called[s])[2].front() / along.at(mislabelled[s])[2].front());
    }
}

}  // namespace pinn::wave
