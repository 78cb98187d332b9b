#include "lib/autodiff/tape.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include "lib/autodiff/operators.hpp"

namespace pinn {

// ---------------------------------------------------------------------------------------------------------------
// Handles

template <class T>
Shape Var<T>::shape() const {
    return tape->node(*this).value.shape();
}

template <class T>
ConstMatrixView<T> Var<T>::value() const {
    return tape->node(*this).value;
}

template <class T>
T Var<T>::scalar() const {
    check_shapes(shape() == Shape{1, 1}, "scalar", shape(), {1, 1});
    return value()(0, 0);
}

template <class T>
Var<T> Rule<T>::in(std::size_t k) const {
    return {y.tape, y.tape->node(y).parents[k]};
}

template <class T>
const Attributes& Rule<T>::attributes() const {
    return y.tape->node(y).attributes;
}

template <class T>
void Rule<T>::give(std::size_t k, Var<T> contribution) const {
    Var<T>& adjoint = adjoints[static_cast<std::size_t>(in(k).index)];
    adjoint = adjoint.tape == nullptr ? contribution : adjoint + contribution;
}

// ---------------------------------------------------------------------------------------------------------------
// The tape

// Zeros, on a boundary of 64 bytes.
template <class T>
T* Tape<T>::allocate(std::size_t count) {
    if (count == 0) return nullptr;
    T* const values = static_cast<T*>(memory_.allocate(count * sizeof(T), 64));
    std::fill_n(values, count, T(0));
    return values;
}

template <class T>
Var<T> Tape<T>::input(Matrix<T> value, bool constant) {
    Node<T>& node = nodes_.emplace_back();
    node.value = {allocate(value.size()), value.rows(), value.cols(), value.cols()};
    std::ranges::copy(value.values(), node.value.data);
    node.constant = constant;
    return {this, static_cast<std::int32_t>(nodes_.size() - 1)};
}

template <class T>
std::size_t Tape<T>::checked(Var<T> v) const {
    const auto index = static_cast<std::size_t>(v.index);
    if (v.tape != this || v.index < 0 || index >= nodes_.size()) {
        throw std::logic_error("a variable of another tape, or of none");
    }
    return index;
}

template <class T>
MatrixView<T> Tape<T>::leaf_value(Var<T> leaf) {
    Node<T>& node = nodes_[checked(leaf)];
    if (node.op != nullptr || node.constant) throw std::logic_error("only leaves can be given a value");
    stale_ = true;
    return node.value;
}

template <class T>
void Tape<T>::assign(Var<T> leaf, ConstMatrixView<T> value) {
    const MatrixView<T> target = leaf_value(leaf);
    check_shapes(value.shape() == target.shape(), "assign", target.shape(), value.shape());
    for (std::size_t i = 0; i < value.rows; ++i) {
        for (std::size_t j = 0; j < value.cols; ++j) target(i, j) = value(i, j);
    }
}

template <class T>
void Tape<T>::evaluate() {
    for (Node<T>* node : schedule_) node->op->value({nodes_, *node});
    stale_ = false;
}

template <class T>
Var<T> Tape<T>::record(const Operator<T>& op, std::vector<Var<T>> parents, Shape shape, Attributes attributes,
                       std::size_t saved) {
    if (stale_) evaluate();
    Node<T> node;
    node.op = &op;
    node.attributes = std::move(attributes);
    node.constant = true;
    for (const Var<T>& parent : parents) {
        if (!nodes_[checked(parent)].constant) node.constant = false;
        node.parents.push_back(parent.index);
    }
    const std::size_t size = checked_size(op.name, shape, PTRDIFF_MAX / sizeof(T));
    node.value = {allocate(size), shape.rows, shape.cols, shape.cols};
    node.saved = allocate(saved);
    Node<T>& recorded = nodes_.emplace_back(std::move(node));
    op.value({nodes_, recorded});
    if (!recorded.constant) schedule_.push_back(&recorded);
    return {this, static_cast<std::int32_t>(nodes_.size() - 1)};
}

template <class T>
Var<T> Tape<T>::record_view(const Operator<T>& op, Var<T> parent, std::size_t first, std::size_t count) {
    const Node<T>& shown = nodes_[checked(parent)];
    Node<T> node;
    node.op = &op;
    node.attributes.first = first;
    node.parents = {parent.index};
    node.value = shown.value.row_block(first, count);
    node.constant = shown.constant;
    nodes_.push_back(std::move(node));
    return {this, static_cast<std::int32_t>(nodes_.size() - 1)};
}

template <class T>
std::vector<Var<T>> gradient(Var<T> y, const std::vector<Var<T>>& xs) {
    check_shapes(y.shape() == Shape{1, 1}, "gradient", y.shape(), {1, 1});
    Tape<T>& tape = *y.tape;
    const auto count = static_cast<std::size_t>(y.index) + 1;

    // 1. Forwards: which nodes depend on some x?
    std::vector<bool> depends(count, false);
    for (const Var<T>& x : xs) {
        tape.node(x);  // refuses variables of other tapes
        if (x.index <= y.index) depends.at(static_cast<std::size_t>(x.index)) = true;
    }
    for (std::size_t i = 0; i < count; ++i) {
        for (const std::int32_t parent : tape.node(Var<T>{&tape, static_cast<std::int32_t>(i)}).parents) {
            if (depends[static_cast<std::size_t>(parent)]) depends[i] = true;
        }
    }

    // 2. Backwards: creation order is evaluation order, so when node i is reached its adjoint is complete.
    std::vector<Var<T>> adjoints(count);
    adjoints.back() = tape.scalar(1);
    for (std::size_t i = count; i-- > 0;) {
        const Var<T> node{&tape, static_cast<std::int32_t>(i)};
        const Operator<T>* op = tape.node(node).op;
        const Var<T> adjoint = adjoints[i];
        if (op == nullptr || adjoint.tape == nullptr || !depends[i]) continue;
        if (op->derivative == nullptr)
            throw std::logic_error(std::string(op->name) + " can be differentiated once only");
        op->derivative({node, adjoint, depends, adjoints});
    }

    // 3. What never received a contribution is zero.
    std::vector<Var<T>> result;
    for (const Var<T>& x : xs) {
        const bool reached = x.index <= y.index && adjoints[static_cast<std::size_t>(x.index)].tape != nullptr;
        result.push_back(reached ? adjoints[static_cast<std::size_t>(x.index)] : tape.constant(Matrix<T>(x.shape())));
    }
    return result;
}

template struct Var<float>;
template struct Rule<float>;
template class Tape<float>;
template std::vector<Var<float>> gradient(Var<float>, const std::vector<Var<float>>&);

template struct Var<double>;
template struct Rule<double>;
template class Tape<double>;
template std::vector<Var<double>> gradient(Var<double>, const std::vector<Var<double>>&);

}  // namespace pinn
