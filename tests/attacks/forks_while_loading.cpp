// The same before the first test.
// points: 0
// reason: tried to start another process|does not define
#include <unistd.h>

const int started = [] {
    if (fork() == 0) sleep(600);
    return 0;
}();
