#include "chapters/04-limit-kernel/findings.hpp"

namespace pinn::chapter04 {

void draw_maps(const Matrix<double>& grid, const Blocks& limit, const Blocks& K, const Options& o, Study& study) {
    FigureData& maps =
        study.figure("ch04-limit-maps", {"x", "x_prime", "K_uu", "K_ur", "K_rr", "d_uu", "d_ur", "d_rr"});
    maps.comment("K* and d = K(0) - K*");
    maps.comment("width: " + to_text(o.count("width")));
    maps.comment("network: seed " + to_text(o.first_seed()));
    for (std::size_t i = 0; i < grid.rows(); ++i) {
        for (std::size_t j = 0; j < grid.rows(); ++j) {
            const auto d = [&](std::size_t b) { return K[b](i, j) - limit[b](i, j); };
            maps.row(grid(i, 0), grid(j, 0), limit[0](i, j), limit[1](i, j), limit[2](i, j), d(0), d(1), d(2));
        }
    }
}

}  // namespace pinn::chapter04
