// The table of the equations in tests/pde/equations/: what is needed of each besides its header, to hold it against its
// exact solution.
#pragma once

#include <functional>
#include <string>

#include "lib/dense/vector.hpp"
#include "tests/pde/equations/advection_diffusion.hpp"
#include "tests/pde/equations/allen_cahn.hpp"
#include "tests/pde/equations/beam.hpp"
#include "tests/pde/equations/burgers.hpp"
#include "tests/pde/equations/convection.hpp"
#include "tests/pde/equations/divergence_form.hpp"
#include "tests/pde/equations/goursat.hpp"
#include "tests/pde/equations/heat.hpp"
#include "tests/pde/equations/helmholtz.hpp"
#include "tests/pde/equations/inverse_heat.hpp"
#include "tests/pde/equations/klein_gordon.hpp"
#include "tests/pde/equations/korteweg_de_vries.hpp"
#include "tests/pde/equations/poisson_5d.hpp"
#include "tests/pde/equations/reaction_diffusion.hpp"
#include "tests/pde/equations/robin.hpp"
#include "tests/pde/equations/stokes.hpp"

namespace pinn::equations {

using V = Var<double>;

struct Equation {
    std::string name, header;
    Conditions (*conditions)(std::size_t n, Random& random);
    V (*exact)(V x);               // N x d to N x outputs, from its formula
    std::vector<double> unknowns;  // their true values

    Matrix<double> exact_at(const Matrix<double>& points) const {
        Tape<double> tape;
        return Matrix<double>(exact(tape.leaf(points)).value());
    }
    // Interior points drawn by another seed than those of trainings.
    Matrix<double> interior() const {
        Random random(99);
        return conditions(200, random).back().points;
    }
    // Glorot, inputs scaled by some points, unknowns at 1.
    Mlp<double> network(const std::vector<std::size_t>& hidden, std::uint64_t seed) const {
        const Matrix<double> points = interior();
        std::vector<std::size_t> widths{points.cols()};
        widths.insert(widths.end(), hidden.begin(), hidden.end());
        widths.push_back(exact_at(points).cols());
        Random random(seed);
        Mlp<double> net({widths, Parameterization::glorot, InputScaling::z_scored(points)}, random);
        if (!unknowns.empty()) net.unknowns = Matrix<double>(1, unknowns.size(), 1.0);
        return net;
    }
    // |u - u*| / |u*| over interior points, all outputs together.
    double error(const Mlp<double>& net) const {
        const Matrix<double> points = interior(), found = net(points), wanted = exact_at(points);
        return relative_error(found.values(), wanted.values());
    }
};

inline V coordinate(V x, std::size_t k) { return columns(x, k, 1); }

inline std::vector<Equation> all() {
    return {
        {"Klein-Gordon",
         "klein_gordon",
         klein_gordon,
         [](V x) { return sin(pi * coordinate(x, 1)) * cos(2.0 * coordinate(x, 0)); },
         {}},
        {"Helmholtz",
         "helmholtz",
         helmholtz,
         [](V x) { return sin(pi * coordinate(x, 0)) * sin((2 * pi) * coordinate(x, 1)); },
         {}},
        {"Burgers",
         "burgers",
         burgers,
         [](V x) { return 0.5 * (1 - tanh(2.5 * coordinate(x, 1) - 1.25 * coordinate(x, 0))); },
         {}},
        {"Allen-Cahn, periodic",
         "allen_cahn",
         allen_cahn,
         [](V x) { return cos(pi * coordinate(x, 1)) * exp(-coordinate(x, 0)); },
         {}},
        {"convection, periodic",
         "convection",
         convection,
         [](V x) { return sin(pi * coordinate(x, 1) - (2 * pi) * coordinate(x, 0)); },
         {}},
        {"reaction-diffusion",
         "reaction_diffusion",
         reaction_diffusion,
         [](V x) {
             const V z = (1 / (2 * std::sqrt(6))) * (coordinate(x, 1) - (5 / std::sqrt(6)) * coordinate(x, 0));
             return square(0.5 * (1 - tanh(z)));
         },
         {}},
        {"heat in 2 + 1",
         "heat",
         heat,
         [](V x) {
             return exp((-pi * pi / 5) * coordinate(x, 0)) * (sin(pi * coordinate(x, 1)) * sin(pi * coordinate(x, 2)));
         },
         {}},
        {"(a(x) u_x)_x", "divergence_form", divergence_form, [](V x) { return sin(pi * x); }, {}},
        {"turning flow",
         "advection_diffusion",
         advection_diffusion,
         [](V x) { return sin(2.0 * coordinate(x, 0) + coordinate(x, 1)); },
         {}},
        {"Robin on a disc", "robin", robin, [](V x) { return sin(coordinate(x, 0) + 2.0 * coordinate(x, 1)); }, {}},
        {"beam, u_xxxx", "beam", beam, [](V x) { return sin(pi * x); }, {}},
        {"Korteweg-de Vries",
         "korteweg_de_vries",
         korteweg_de_vries,
         [](V x) { return 0.5 * (1 - square(tanh(0.5 * (coordinate(x, 1) - coordinate(x, 0))))); },
         {}},
        {"u_xy", "goursat", goursat, [](V x) { return sin(coordinate(x, 0) + 2.0 * coordinate(x, 1)); }, {}},
        {"Stokes",
         "stokes",
         stokes,
         [](V x) {
             const V a = coordinate(x, 0), b = coordinate(x, 1);
             return stack_columns<double>({sin(a) * cos(b), -(cos(a) * sin(b)), sin(a + b)});
         },
         {}},
        {"heat, c unknown",
         "inverse_heat",
         inverse_heat,
         [](V x) { return exp((-0.3 * pi * pi) * coordinate(x, 0)) * sin(pi * coordinate(x, 1)); },
         {0.3}},
        {"Poisson in five dimensions",
         "poisson_5d",
         poisson_5d,
         [](V x) { return sin(product(x, x.tape->constant(Matrix<double>(5, 1, 1.0)))); },
         {}},
    };
}

}  // namespace pinn::equations
