// Lets the compiler read without end.
// points: 0
// reason: compiling needs more than|compiling did not end within|it includes /dev/zero
#define ENDLESS "/dev/zero"
#include ENDLESS
