#include "chapters/04-limit-kernel/finite_sums.hpp"

#include "chapters/04-limit-kernel/claims.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"
#include "tests/chapters/bands.hpp"
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

TEST_CASE(
    "chapter 04: against a K_uu whose output bias counts twice (C2) the error does not fall, and misses its band") {
    const Matrix<double> boundary = equispaced(5, 0, 1), interior = equispaced(9, 0, 1);
    const char* const row = "K_uu: slope of the rms error";
    for (const double excess : {0.0, 1.0}) {
        Blocks K_star = limit_blocks(boundary, interior);
        for (double& entry : K_star[0].values()) entry += excess;
        std::vector<std::vector<double>> errors(widths.size());
        for (std::uint64_t seed = 0; seed < 100; ++seed) {
            const Errors found = relative_errors(seed, boundary, interior, K_star);
            for (std::size_t w = 0; w < widths.size(); ++w) errors[w].push_back(found[w][0]);
        }
        std::vector<double> rms;
        for (const std::vector<double>& of_width : errors) rms.push_back(root_mean_square(of_width));
        CHECK(test::holds(claims, "Theorem 4.3", row, log_log_slope(widths, rms)) == (excess == 0));
    }
    for (const double slope : {-1.0 / 3, -1.0}) CHECK(!test::holds(claims, "Theorem 4.3", row, slope));
}

TEST_CASE("chapter 04: output weights of +1 and -1, without E[W1^4] = 3, miss the bands of the constant") {
    const Matrix<double> interior = equispaced(9, 0, 1);
    const Blocks K_star = limit_blocks(equispaced(2, 0, 1), interior);
    constexpr std::size_t width = 64;
    const double exact =
        exact_constant(K_star[2], interior, gradient_u_xx, interior, gradient_u_xx, 0) / std::sqrt(width);
    std::vector<double> errors;
    Random random(6);
    for (int i = 0; i < 4000; ++i) {
        Mlp<double> net = network(width, random);
        for (double& W1 : net.weights[1].values()) W1 = std::copysign(1, W1);
        const Matrix<double> J = finite_jacobian(net, interior, gradient_u_xx, 0);
        errors.push_back(relative_error(multiply_nt(J, J).values(), K_star[2].values()));
    }
    for (const char* const profile : {"quick", "paper"}) {
        CHECK(test::holds(claims, "Theorem 4.3", "K_rr, width 4096: rms error", 1, profile));
        CHECK(!test::holds(claims, "Theorem 4.3", "K_rr, width 4096: rms error", root_mean_square(errors) / exact,
                           profile));
    }
}
