// What the laboratory's module has to give: page/same.js runs these cases in the module and compares.
// Prints one line for each number: its name, a blank, and the number, exactly.

#include <array>
#include <cstdio>

#include "chapters/laboratory/interface.hpp"

int main() {
    // a, width, parameterization, z-scored, loss, weighting, lambda_b, method, rate, multiple, seed; and steps: Adam
    // and Gauss-Newton amplify the last digit of a sine, in which two C libraries differ, so they take fewer. Adam
    // starts with biases that are not zero: those of a network that is odd have gradients of pure rounding, and it
    // makes whole steps of them.
    constexpr std::array<std::array<double, 12>, 5> cases{{{4, 100, 1, 1, 2, 0, 100, 0, 1e-5, 0, 0, 1000},
                                                           {4, 100, 0, 0, 1, 0, 1, 0, 1e-5, 0, 7, 1000},
                                                           {1, 64, 0, 1, 0, 0, 1, 1, 0, 0.1, 3, 1000},
                                                           {4, 33, 1, 1, 2, 2, 1, 2, 1e-3, 0, 4, 20},
                                                           {4, 50, 1, 1, 2, 0, 1, 3, 0, 0, 5, 3}}};
    for (const auto& settings : cases) {
        double* const numbers = laboratory_numbers();
        for (std::size_t i = 0; i < settings.size(); ++i) numbers[i] = settings[i];
        std::printf("settings");
        for (const double setting : settings) std::printf(" %.17g", setting);
        std::printf("\nstarted %d\n", laboratory_start(0));
        for (const int of : {0, 1, 2}) std::printf("checksum%d %u\n", of, laboratory_checksum(0, of));
        laboratory_advance(0, static_cast<int>(settings[11]));
        for (const int what : {2, 3, 7}) {
            const int count = laboratory_read(0, what);
            for (int i = 0; i < count; ++i) std::printf("read%d %.17g\n", what, numbers[i]);
        }
    }
}
