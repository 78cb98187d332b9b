// How a grader calls a function of an answer.
//
// A test that reads its inputs again after the call must not share them with the answer: const does not keep an answer
// from writing to them, and whatever is computed from spoiled inputs agrees with it.
#pragma once

#include <span>
#include <type_traits>
#include <vector>

namespace {

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
    return function(copies...);
}

}  // namespace
