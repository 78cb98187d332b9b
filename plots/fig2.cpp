// Fig. 2: one hidden layer of 10, 100, 500: relative change of theta and of K along training, eigenvalues of K at both
// ends; one row for each reading of Section 7.1.
// paper: Fig. 2
#include "plots/lazy_curves.hpp"

int main(int argc, char** argv) { return pinn::draw_lazy_curves(argc, argv, "ch05-fig2"); }
