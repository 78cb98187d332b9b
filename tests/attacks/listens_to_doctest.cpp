// Registers a listener of doctest's, which would see the results before they are counted. doctest's header is copied
// here in part, since an answer may not include it.
// points: 0
// reason: it does not define doctest::detail::registerReporterImpl
#include "chapters/01-infinite-width/exercises/exercise.hpp"

namespace doctest {
struct IReporter;
struct ContextOptions;
namespace detail {
void registerReporterImpl(const char*, int, IReporter* (*)(const ContextOptions&), bool);
}  // namespace detail
}  // namespace doctest

static const int there =
    (doctest::detail::registerReporterImpl(
         "mine", 0, [](const doctest::ContextOptions&) -> doctest::IReporter* { return nullptr; }, false),
     0);
static exercise::Expectations attack(const pinn::Covariances<double>&) { return {double(there), 0}; }
