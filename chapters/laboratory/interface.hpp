// The laboratory for a caller that is no C++: numbers in, numbers out, through one array.
//
// Settings are written to laboratory_numbers() before laboratory_start(); what laboratory_read() and the others return
// is how many numbers lie there afterwards. page/module.js is the same for JavaScript, name by name. No call throws.
// What is `used` is exported by the module.
#pragma once

extern "C" {

// The array: room for 4096 numbers.
[[gnu::used]] double* laboratory_numbers();
// The last message: why a run could not begin, or diverged.
[[gnu::used]] const char* laboratory_message();

// A run, 0 or 1, by the settings in the array: a, width, parameterization, z-scored, loss, weighting, lambda_b, method,
// rate, multiple, seed, in the order of pinn::laboratory::Choices, enumerations by their numbers. Returns 1, or 0 with
// a message, and then there is no such run.
[[gnu::used]] int laboratory_start(int run);
[[gnu::used]] void laboratory_advance(int run, int steps);
[[gnu::used]] void laboratory_set_lambda_b(int run, double lambda_b);
[[gnu::used]] void laboratory_set_rate(int run, double rate);

// what  0 test points, 1 exact u there, 2 u, 3 components of the errors along the eigenvectors of K~(0), 4 those that
//       K~(0) predicts, 5 eigenvalues of K~(0), 6 of K~ now, 7 state, steps, relative L2 error of u, of its straight
//       and its curved part, L_b, L_r, lambda_b, lambda_r, learning rate, its bound by K~(0)
// Nothing, 0, of a run that is not there.
[[gnu::used]] int laboratory_read(int run, int what);
// Eigenvector i of K~(0): at the two ends, then at the 100 interior points.
[[gnu::used]] int laboratory_eigenvector(int run, int i);
// The observed over the predicted largest stable learning rate at the present parameters.
[[gnu::used]] double laboratory_observed_bound(int run);
// CRC-32 of the bytes of the parameters (0), of K (1), of the eigenvalues of K~ (2).
[[gnu::used]] unsigned laboratory_checksum(int run, int of);

// ||K(t) - K(0)|| / ||K(0)||, that of theta, ||K'(0)|| / ||K(0)||.
[[gnu::used]] int laboratory_movement(int width, int seed, int steps, double rate);

// Networks of this width beside their limit; laboratory_process() gives the points.
[[gnu::used]] int laboratory_process(int width);
[[gnu::used]] int laboratory_process_limit();  // variances of u, then of u_xx
[[gnu::used]] int laboratory_process_draw();   // u, then u_xx, of one more network
// Networks drawn, variance of u and of u_xx over that of the limit, each a mean over points; fourth moment of u_xx over
// that of a Gaussian.
[[gnu::used]] int laboratory_process_summary();
}
