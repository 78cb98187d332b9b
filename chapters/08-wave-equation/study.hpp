// The study of chapter 08: what reaches the printed error?
//
// Run (b) with three seeds, and departures from it in one way each: updates every 100 steps, no decay of the rate, five
// hidden layers, double precision. The seeds are trained to the end, the departures to half of it, and on to the end if
// they are ahead there: of all seeds, since the seeds (and rounding alone) are a factor of two apart.
//
// The one idea: hours of work, of which nothing is done twice. A run is done if its checkpoint is there, or its curve
// of errors is in <out>/figures/ch08-study.csv under the same settings: the study writes that file in the end and when
// it is interrupted, and it is small enough to be carried to another machine.
#pragma once

#include <map>
#include <optional>

#include "chapters/08-wave-equation/trainings.hpp"
#include "lib/report/csv.hpp"

namespace pinn::wave {

// step -> relative L2 error on the grid
using Curve = std::map<std::size_t, double>;

// The curve of a run as far as it has come, at most until `step`: by thousands, at step / 2 and in the end; from its
// checkpoints of these two, and from `recorded`, a ch08-study.csv, if it holds the run under the same settings.  The
// errors at step / 2 and at `step` are those of the network in double precision.
// Throws std::runtime_error if a checkpoint or the table is damaged.
Curve curve_until(const Run& run, std::size_t step, const std::optional<Csv>& recorded);

// Trains what is missing and writes the rows and the figure of all that is done, of run (b) and its variants.
// Returns 0.  Throws as setup() and train_all() do.
int study(const Options& options, const Method& method);

}  // namespace pinn::wave
