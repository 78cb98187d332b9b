// Training: a network, conditions, their weights and an optimizer. Knows no equation.
//
// The loss and its gradient are recorded once on a tape; a step replays the tape and moves the parameters where they
// lie. A step allocates nothing.
//
// Cost of a step: about three times the evaluation of the loss.
//
// Introduced in chapter 07.
#pragma once

#include <functional>

#include "lib/training/loss.hpp"
#include "lib/training/optimizer.hpp"

namespace pinn {

// The loss is no longer a finite number. what() names the step, the learning rate and what to try.
struct DivergenceError : NumericalError {
    using NumericalError::NumericalError;
};

template <class T>
class Trainer {
  public:
    // lambda: one weight per condition.  Throws ShapeError where network, conditions and weights do not fit.
    Trainer(const Mlp<T>& network, const std::vector<Condition<T>>& conditions, LossConvention convention,
            const std::vector<double>& lambda, GradientDescent optimizer);

    // One step of the optimizer from the present parameters.  Throws DivergenceError if the loss is not finite; the
    // parameters then stay what they were.
    void step();
    // `count` steps; after each, `observe` if given (progress, recording).
    void run(std::size_t count, const std::function<void()>& observe = nullptr);

    std::size_t steps_done() const { return steps_done_; }
    // L and its terms (without weights) at the parameters that the last step started from.
    double loss() const { return static_cast<double>(loss_.total.scalar()); }
    std::vector<double> loss_terms() const;
    void set_lambda(const std::vector<double>& lambda);  // takes effect with the next step
    Mlp<T> network() const { return network_.network(); }
    const Tape<T>& tape() const { return tape_; }

  private:
    Tape<T> tape_;
    MlpOnTape<T> network_;
    Loss<T> loss_;
    std::vector<Var<T>> gradient_;
    GradientDescent optimizer_;
    std::size_t steps_done_ = 0;
};

}  // namespace pinn
