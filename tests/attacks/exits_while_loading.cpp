// Ends the program before the first test.
// points: 0
// reason: before its first test, perhaps in a global variable, it ended the program with exit code
#include <cstdlib>

const int ended = (std::exit(0), 0);
