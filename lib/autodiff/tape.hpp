// A reverse-mode tape over matrices: record once, differentiate to any order, replay without allocating.
//
// A tape is a flat vector of nodes. Each node is one operator applied to earlier nodes; creation order is evaluation
// order, so nothing recurses and a graph may be as deep as memory allows. The one idea: gradient() *appends the adjoint
// computation to the same tape* and returns ordinary variables. Derivative rules are written in terms of operators, so
// differentiating again is the same call:
//
//     u_x  = gradient(sum(u), x)        u_xx = gradient(sum(u_x), x)        g = gradient(mean(square(u_xx - f)), W)
//
// Recording evaluates at once. Afterwards leaves get new values and evaluate() runs the recorded operators again into
// the same memory: a training step allocates nothing. What depends on constants only is not run again.
//
// Storage: every node owns one row-major matrix (a scalar is 1x1), except blocks of rows, which are views.
// Cost: evaluate() is the sum of its operators' costs, about 10 ns each on top. gradient() passes over the nodes up to
// y twice.
//
// Introduced in chapter 02. The operators are in operators.hpp, the fused one for derivatives in x in jet.hpp.
#pragma once

#include <boost/container/deque.hpp>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <vector>

#include "lib/dense/gemm.hpp"
#include "lib/dense/matrix.hpp"

namespace pinn {

template <class T>
class Tape;

// A handle on one node of a tape: cheap to copy, valid as long as the tape.
template <class T>
struct Var {
    Tape<T>* tape = nullptr;
    std::int32_t index = -1;

    Shape shape() const;
    ConstMatrixView<T> value() const;
    T scalar() const;  // the value of a 1x1 node; ShapeError otherwise
};

struct JetAttributes;

// Numbers that belong to one application of an operator; each operator says which it reads.
struct Attributes {
    double factor = 1;
    std::size_t first = 0;
    std::size_t biased_rows = 0;
    Transpose ta = Transpose::no;
    Transpose tb = Transpose::no;
    std::shared_ptr<const JetAttributes> jet{};  // of the operators in jet.hpp
};

template <class T>
struct Operator;

// Indices of earlier nodes; most operators have at most three, and they lie in the node itself.
using Parents = boost::container::small_vector<std::int32_t, 4>;

template <class T>
struct Node {
    const Operator<T>* op = nullptr;  // null for leaves and constants
    Parents parents;
    MatrixView<T> value;  // what the node shows: memory of its own, or rows of a parent's
    Attributes attributes;
    T* saved = nullptr;     // intermediate values that the derivative rule reads again
    bool constant = false;  // depends on constants only
};

// In blocks of 64 kB in the order in which they are recorded, where they stay. So do their values: evaluate() walks
// straight through memory, which for a tape of many small nodes is three times as fast as one allocation for each.
template <class T>
using Nodes =
    boost::container::deque<Node<T>, void,
                            typename boost::container::deque_options<boost::container::block_bytes<1 << 16>>::type>;

// What an operator's value function sees: its inputs, where the output goes, and the numbers it was recorded with.
template <class T>
struct Step {
    Nodes<T>& nodes;
    Node<T>& node;

    ConstMatrixView<T> in(std::size_t k) const { return nodes[static_cast<std::size_t>(node.parents[k])].value; }
    const MatrixView<T>& out() const { return node.value; }
    const Attributes& attributes() const { return node.attributes; }
};

// What a derivative rule sees: the node y, its adjoint dy, its inputs. For every wanted input it gives the adjoint
// contribution, as an expression in operators.
template <class T>
struct Rule {
    Var<T> y;
    Var<T> dy;
    const std::vector<bool>& depends;
    std::vector<Var<T>>& adjoints;

    Var<T> in(std::size_t k) const;
    const Attributes& attributes() const;
    bool wants(std::size_t k) const { return depends[static_cast<std::size_t>(in(k).index)]; }
    void give(std::size_t k, Var<T> contribution) const;  // adds to the adjoint of input k
};

// One row of the table of operators: the value and the derivative rule side by side. An operator is anything that can
// be written this way; exercises add their own. Without a rule it cannot be differentiated (std::logic_error). A node
// keeps the address of its operator, so it has to live as long as the tape: static, or constexpr at namespace scope.
//
//     // y = a^2, d(a^2) = 2 a dy. A node's matrix has no gaps between its rows.
//     template <class T>
//     constexpr Operator<T> square_op{"square",
//                                     [](const Step<T>& s) {
//                                         const std::size_t n = s.out().rows * s.out().cols;
//                                         for (std::size_t i = 0; i < n; ++i)
//                                             s.out().data[i] = s.in(0).data[i] * s.in(0).data[i];
//                                     },
//                                     [](const Rule<T>& r) { r.give(0, 2.0 * (r.dy * r.in(0))); }};
//     Var<double> y = tape.record(square_op<double>, {a}, a.shape());
template <class T>
struct Operator {
    const char* name;
    void (*value)(const Step<T>&);
    void (*derivative)(const Rule<T>&);
};

template <class T>
class Tape {
  public:
    Tape() = default;
    Tape(const Tape&) = delete;  // variables point to their tape
    Tape& operator=(const Tape&) = delete;

    // A node whose value is given from outside and may be given again.
    Var<T> leaf(Matrix<T> value) { return input(std::move(value), false); }
    // A node whose value never changes; what depends on constants only is evaluated once.
    Var<T> constant(Matrix<T> value) { return input(std::move(value), true); }
    Var<T> scalar(double value) { return constant(Matrix<T>(1, 1, static_cast<T>(value))); }

    // New values for a leaf; the nodes after it are stale until evaluate(), or until something is recorded.  Throws
    // ShapeError, or std::logic_error if the variable is not a leaf.
    void assign(Var<T> leaf, ConstMatrixView<T> value);
    // The memory of a leaf, to be updated in place (optimizers).  Throws std::logic_error if it is not a leaf.
    MatrixView<T> leaf_value(Var<T> leaf);

    // Runs every recorded operator that depends on a leaf, in order.  Allocates nothing.
    void evaluate();

    // Appends op(parents) with a result of the given shape, and evaluates it; before it whatever is stale, so that the
    // result is of one state of the leaves.  `saved` is the number of elements the
    // operator keeps for its derivative rule.  The functions of operators.hpp are its callers; so are new operators.
    Var<T> record(const Operator<T>& op, std::vector<Var<T>> parents, Shape shape, Attributes attributes = {},
                  std::size_t saved = 0);
    Var<T> record(const Operator<T>&& temporary, std::vector<Var<T>> parents, Shape shape, Attributes attributes = {},
                  std::size_t saved = 0) = delete;  // the node would keep the address of what is gone
    // Appends a view of rows first .. first + count - 1 of a node: no memory, no work.
    Var<T> record_view(const Operator<T>& op, Var<T> parent, std::size_t first, std::size_t count);

    const Node<T>& node(Var<T> v) const { return nodes_[checked(v)]; }
    std::size_t size() const { return nodes_.size(); }

  private:
    Var<T> input(Matrix<T> value, bool constant);
    std::size_t checked(Var<T> v) const;
    T* allocate(std::size_t count);

    std::pmr::monotonic_buffer_resource memory_{1 << 16, array_memory()};  // all values; freed with the tape
    Nodes<T> nodes_;
    std::vector<Node<T>*> schedule_;  // what evaluate() runs; a deque never moves its elements
    bool stale_ = false;              // a leaf was handed out to be written since the last evaluate()
};

// d y / d x for every x of xs, y a 1x1 node; appended to the tape of y.  A constant zero where y does not depend on x.
// x may be any node, not only a leaf; the result is the total derivative over all paths from x to y.
// Cost: as many operators as y's evaluation, times a constant of about 2.  Throws ShapeError if y is not 1x1,
// std::logic_error if an operator on the way has no derivative rule (the fused jets, a second time).
template <class T>
std::vector<Var<T>> gradient(Var<T> y, const std::vector<Var<T>>& xs);
template <class T>
Var<T> gradient(Var<T> y, Var<T> x) {
    return gradient(y, std::vector<Var<T>>{x}).front();
}

}  // namespace pinn
