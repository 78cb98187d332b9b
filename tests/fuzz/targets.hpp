// What may come from outside, as properties of any bytes: `make fuzz` feeds them bytes that reach new code, `make test`
// those of tests/fuzz/corpus.
//
// Each target returns if the property holds for these bytes, and throws otherwise (or crashes, which the sanitizers see
// to). A refusal is one line.
#pragma once

#include <string_view>

namespace pinn::fuzz {

// One argument on each line: Options::parse refuses by UsageError, or every value is within what --help accepts.
void options(std::string_view bytes);

// parse_csv refuses by runtime_error, or text() of the table reads back as the same table.
void csv(std::string_view bytes);

// read_checkpoint refuses by "<path>: <reason>", or what it read is written and read again unchanged. The same for
// these bytes with a second line that fits them: damage that no checksum sees.
void checkpoint(std::string_view bytes);

}  // namespace pinn::fuzz
