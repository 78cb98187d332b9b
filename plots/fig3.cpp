// Fig. 3: the same as Fig. 2 with three hidden layers.
// paper: Fig. 3
#include "plots/lazy_curves.hpp"

int main(int argc, char** argv) { return pinn::draw_lazy_curves(argc, argv, "ch05-fig3"); }
