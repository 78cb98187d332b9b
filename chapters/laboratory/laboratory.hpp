// The laboratory: Problem 7.2 in training, for a page that draws it while it runs and whose reader turns the knobs.
//
// Everything is the library's and the chapters' own code: the trainings of chapter 07, Gauss-Newton of chapter 09, the
// kernels of chapters 05 to 07. What is added here is that settings may change under a running training, and that
// nothing which a reader can set ends it with more than a sentence. Compiled to WebAssembly it runs in a browser
// (interface.cpp, page/); natively it is part of the unit tests.
//
// The prediction beside a run is that of a kernel that never moves: the errors of the start, moved by K~(0) under the
// same weights and rates  (paper: Eq. (6.3)).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chapters/07-adaptive-weights/problem.hpp"
#include "lib/training/gauss_newton.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::laboratory {

enum class Weighting { fixed, trace_ratio, algorithm_1 };  // lambda_b; Tr K_rr / Tr K_uu at the start; Algorithm 1
enum class Method { gradient_descent, heavy_ball, adam, gauss_newton };
enum class State { running, finished, diverged };  // finished: Gauss-Newton finds nothing to lower

constexpr double momentum = 0.9;       // of the heavy ball
constexpr std::size_t interval = 100;  // steps between two updates of Algorithm 1

struct Choices {
    double a = 4;  // u = sin(a pi x)
    std::size_t width = 100;
    Setting setting = adaptive::official;
    Weighting weighting = Weighting::fixed;
    double lambda_b = 1;  // of Weighting::fixed
    Method method = Method::gradient_descent;
    double rate = 1e-5;   // the learning rate; Gauss-Newton has none
    double multiple = 0;  // if positive: the learning rate in units of the bound of K~(0), instead
    std::uint64_t seed = 0;
};

class Run {
  public:
    // Draws the network, and takes K~(0) apart.  O(102^2 P).  Throws NumericalError for settings that no training has.
    explicit Run(const Choices& choices);

    // So many steps, or fewer if the run ends before them. Never throws for what becomes of the network.
    void advance(std::size_t steps);

    // Changes of a running training. It goes on from where it is; so does the prediction (that of momentum from rest).
    void set_lambda_b(double lambda_b);
    void set_rate(double rate);

    State state() const { return state_; }
    const std::string& message() const { return message_; }  // why it diverged
    std::size_t steps() const { return steps_; }
    double rate() const { return rate_; }
    const std::vector<double>& lambda() const { return lambda_; }  // {lambda_b, lambda_r}, as the loss has them
    // {L_b, L_r} at the present parameters, without weights.
    std::vector<double> loss_terms() const;

    const adaptive::Problem& problem() const { return problem_; }
    Mlp<double> network() const { return newton_ ? newton_->network() : trainer_->network(); }
    const std::vector<double>& u() const;  // at the test points of the problem
    Matrix<double> jacobian() const { return problem_.experiment.jacobian(network()); }  // 102 x P

    // K~(0) with the present weights: eigenvalues, and eigenvectors over the two ends and the 100 interior points.
    const WeightedKernel& start() const { return start_; }
    // The eigenvalues of K~ as it is now, descending; empty if they are not finite.  O(102^2 P).
    std::vector<double> eigenvalues() const;
    // The largest stable learning rate by lambda_max: 2/lambda_max, with momentum 1.9 times as much.
    double bound(double lambda_max) const;

    // The errors at the training points, and what K~(0) predicts of them, along the eigenvectors of K~(0). Of Adam and
    // Gauss-Newton it predicts nothing: empty.
    std::vector<double> measured() const;
    std::vector<double> predicted() const;

  private:
    void begin(const Mlp<double>& network);
    std::vector<double> predicted_errors() const;
    Optimizer optimizer() const;
    void guarded(const auto& job);

    Choices choices_;
    adaptive::Problem problem_;
    std::vector<Condition<double>> conditions_;
    std::vector<double> lambda_;
    double rate_ = 0;
    Matrix<double> J_start_;
    WeightedKernel start_;
    std::vector<double> predicted_from_;  // errors at step since_
    std::size_t since_ = 0, steps_ = 0;
    std::optional<Weights<double>> traces_;
    std::unique_ptr<Trainer<double>> trainer_;  // or
    std::unique_ptr<GaussNewton<double>> newton_;
    State state_ = State::running;
    std::string message_;
    mutable std::vector<double> u_;  // at step u_at_
    mutable std::size_t u_at_ = 0;
};

// The largest stable learning rate at the start, found by trying, over the predicted 2/lambda_max(K~(0)): chapter 07's
// threshold().  About 250 steps.
double observed_over_predicted_bound(const Run& run);

// How far the kernel of a network of this width moves by gradient descent of so many steps, in the text's
// parameterization with z-scored inputs and half sums, u = sin(pi x): the setting of chapter 05.
struct Movement {
    double K, theta;  // ||K(t) - K(0)|| / ||K(0)||, the same of the parameters  (paper: Theorem 4.4)
    double first;     // ||K'(0)|| / ||K(0)||
};
Movement movement(std::size_t width, std::uint64_t seed, std::size_t steps, double rate);

// Networks at initialization beside their limit, one hidden layer in the text's parameterization, raw inputs.
class Process {
  public:
    explicit Process(std::size_t width);

    // u, then u_xx, at all points, of the network of the next seed.
    const std::vector<double>& draw();

    const Matrix<double>& points() const { return points_; }
    const std::vector<double>& limit() const { return limit_; }  // variances of u and of u_xx  (paper: Theorem 4.1)
    // Mean squares of what was drawn, over the limit; and the mean over points of the fourth moment of u_xx over three
    // times the square of the limit, 1 for a Gaussian.
    std::vector<double> variance_ratios() const;
    double fourth_moment_ratio() const;
    std::size_t drawn() const { return drawn_; }

  private:
    std::size_t width_, drawn_ = 0;
    Matrix<double> points_;
    std::vector<double> limit_, last_, squares_, fourth_;
};

}  // namespace pinn::laboratory
