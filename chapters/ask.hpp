// How a grader calls a function of an answer: on copies of the inputs, which the report of a failure then names.
//
// A test that reads its inputs again after the call must not share them with the answer: const does not keep an answer
// from writing to them, and whatever is computed from spoiled inputs agrees with it.
#pragma once

#include <span>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace grading {

// Keeps the call for the report of the comparisons that follow (test_runner.cpp).
void called(const void* function, const std::string& arguments);

}  // namespace grading

namespace {

// An input in the report: numbers, short lists and small matrices as they are, of others the size.
template <class T>
std::string shown(const T& value) {
    std::ostringstream text;
    text.precision(10);
    if constexpr (requires { text << value; }) {  // numbers, and what a grader has an operator for
        text << value;
    } else if constexpr (requires { value.row(0), value.rows(), value.cols(); }) {
        if (value.rows() * value.cols() > 9) {
            text << "a matrix of " << value.rows() << " x " << value.cols();
        } else {
            text << '{';
            for (std::size_t i = 0; i < value.rows(); ++i) text << (i > 0 ? ", " : "") << shown(value.row(i));
            text << '}';
        }
    } else if constexpr (requires { value.begin(), value.size(); }) {
        if (value.size() > 8) {
            text << value.size() << " entries";
        } else {
            text << '{';
            bool first = true;
            for (const auto& entry : value) text << (std::exchange(first, false) ? "" : ", ") << shown(entry);
            text << '}';
        }
    } else if constexpr (requires { value.xx, value.xy, value.yy; }) {  // Covariances
        text << '{' << shown(value.xx) << ", " << shown(value.xy) << ", " << shown(value.yy) << '}';
    } else if constexpr (requires { value.settings().widths; }) {  // Mlp
        text << "a network " << shown(value.settings().widths);
    } else if constexpr (requires { value.name, value.points; }) {  // Condition
        text << "the condition " << value.name;
    } else {
        text << "...";
    }
    return text.str();
}

template <class T>
struct Copied {
    using type = std::remove_cvref_t<T>;
};
template <class T>
struct Copied<std::span<const T>> {
    using type = std::vector<T>;
};

// function(arguments...), on copies of them. For functions that change none of their arguments.
template <class Result, class... Parameters>
Result ask(Result (*function)(Parameters...), typename Copied<Parameters>::type... copies) {
    static_assert(
        ((!std::is_lvalue_reference_v<Parameters> || std::is_const_v<std::remove_reference_t<Parameters>>)&&...));
    std::string arguments;
    ((arguments += (arguments.empty() ? "" : ", ") + shown(copies)), ...);
    grading::called(reinterpret_cast<const void*>(function), arguments);
    return function(copies...);
}

}  // namespace
