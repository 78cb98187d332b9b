// Training: a network, conditions, their weights and an optimizer. Knows no equation.
//
// The loss and its gradient are recorded once on a tape; a step replays the tape and moves the parameters where they
// lie. A step allocates nothing (the first one what the optimizer remembers).
//
// Cost of a step: about three times the evaluation of the loss.
//
// Introduced in chapter 02.
#pragma once

#include <functional>

#include "lib/training/loss.hpp"
#include "lib/training/optimizer.hpp"
#include "lib/training/weights.hpp"

namespace pinn {

// theta and what the optimizer remembers (nothing for gradient descent), matrix by matrix in the order of MlpOnTape.
template <class T>
struct TrainerState {
    std::size_t steps_done = 0;
    std::vector<AlignedVector<T>> parameters;
    std::vector<Moments<T>> moments;
};

template <class T>
class Trainer {
  public:
    // lambda: one weight per condition.  Throws as record_loss() does where network, conditions and weights do not fit,
    // and as check_settings() does.
    Trainer(const Mlp<T>& network, const std::vector<Condition<T>>& conditions, LossConvention convention,
            const std::vector<double>& lambda, Optimizer optimizer);

    // One step of the optimizer from the present parameters.  Throws DivergenceError if the loss is not finite; the
    // parameters then stay what they were.
    void step();
    // `count` steps; after each, `observe` if given (progress, recording).
    void run(std::size_t count, const std::function<void()>& observe = nullptr);

    std::size_t steps_done() const { return steps_done_; }
    // L and its terms (without weights) at the parameters that the last step started from; at the present ones if
    // weights, data or parameters were set since then, which costs an evaluation of the loss.
    double loss() const;
    std::vector<double> loss_terms() const;
    // e_k = A_k[u] - y_k at the points of condition k, N_k x 1, at those parameters too.  Throws ShapeError if there is
    // none.
    ConstMatrixView<T> error(std::size_t k) const;
    // Allocate nothing.  Throw as check_weights() does, NumericalError if the rule measures other conditions or the
    // same in another order. It may measure them at other points, and new data here are none for the rule: see
    // Weights::set_data().
    void set_lambda(const std::vector<double>& lambda);
    void set_lambda(const Weights<T>& weights);
    // New points and targets, as many as before.  Allocates nothing.  Throws as Loss::set_data() does.
    void set_data(const std::vector<Condition<T>>& conditions);

    // What a training is made of, apart from its settings: to keep and to go on from, bit by bit.  restore() throws
    // ShapeError if the state is that of another network or kind of optimizer.
    TrainerState<T> state() const;
    void restore(const TrainerState<T>& state);

    Mlp<T> network() const { return network_.network(); }
    // The network where it is trained: to read its parameters, or for Weights::update().
    const MlpOnTape<T>& on_tape() const { return network_; }
    const Tape<T>& tape() const { return tape_; }

  private:
    const Loss<T>& fresh() const;  // evaluated since what it depends on was set

    Tape<T> tape_;
    MlpOnTape<T> network_;
    Loss<T> loss_;
    std::vector<std::string> names_;  // of the conditions
    mutable bool stale_ = false;
    std::vector<Var<T>> gradient_;
    Optimizer optimizer_;
    std::vector<Moments<T>> moments_;
    std::size_t steps_done_ = 0;
};

// paper: Algorithm 1, for any rule. For `steps` steps: at steps 0, m, 2m, ... the weights from the present parameters,
// m = interval; then one step of the optimizer; then `observe` if given. Steps are those of the trainer, so a training
// in pieces is the same training, and from step 0 on no step is taken with the weights it was made with.
// Cost: a step each, and an update every m.  Throws DivergenceError as step() and update() do, std::logic_error if the
// interval is 0.
template <class T>
void train(Trainer<T>& trainer, std::size_t steps, Weights<T>& weights, std::size_t interval,
           const std::function<void()>& observe = nullptr);

}  // namespace pinn
