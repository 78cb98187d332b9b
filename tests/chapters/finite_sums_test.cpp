#include "chapters/04-limit-kernel/finite_sums.hpp"

#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"
#include "tests/support.hpp"

using namespace pinn;
using namespace pinn::chapter04;
using test::close;

TEST_CASE("sums over neurons are the kernel J J^T of the library, block by block") {
    Random random(3);
    const Mlp<double> net = network(50, random);
    const Matrix<double> boundary = equispaced(5, 0, 2), interior = equispaced(9, -1, 1);
    const Blocks K = finite_kernel(net, boundary, interior);
    const Matrix<double> J_u = jacobian(net, Poisson{1}.boundary<double>(boundary));
    const Matrix<double> J_r = jacobian(net, Poisson{1}.interior<double>(interior));
    CHECK(relative_error(K[0].values(), multiply_nt(J_u, J_u).values()) < 1e-14);
    CHECK(relative_error(K[1].values(), multiply_nt(J_u, J_r).values()) < 1e-14);
    CHECK(relative_error(K[2].values(), multiply_nt(J_r, J_r).values()) < 1e-14);
}

TEST_CASE("the exact constant is the root mean square of many networks times sqrt(N), at every width") {
    const Matrix<double> boundary{{0.0}, {0.7}}, interior{{0.2}, {0.5}, {0.9}};
    const Blocks K_star = limit_blocks(boundary, interior);
    const std::array constants{exact_constant(K_star[0], boundary, gradient_u, boundary, gradient_u, 1),
                               exact_constant(K_star[1], boundary, gradient_u, interior, gradient_u_xx, 0),
                               exact_constant(K_star[2], interior, gradient_u_xx, interior, gradient_u_xx, 0)};
    // What 20,000 networks leave to chance grows with the powers of W0 and W1, which few large neurons dominate.
    const std::array tolerance{0.02, 0.05, 0.1};
    for (const std::size_t width : {1, 64}) {
        std::array<std::vector<double>, 3> errors;
        Random random(5);
        for (int i = 0; i < 20'000; ++i) {
            const Blocks K = finite_kernel(network(width, random), boundary, interior);
            for (std::size_t b = 0; b < 3; ++b) {
                errors[b].push_back(relative_error(K[b].values(), K_star[b].values()));
            }
        }
        for (std::size_t b = 0; b < (width == 1 ? 1 : 3); ++b) {
            CAPTURE(width);
            CAPTURE(b);
            CHECK(
                close(root_mean_square(errors[b]) * std::sqrt(static_cast<double>(width)), constants[b], tolerance[b]));
        }
    }
}
