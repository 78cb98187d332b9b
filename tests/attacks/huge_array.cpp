// Lets the compiler write 8 GB.
// points: 0
// reason: what it compiles to has more than 64 MB|Stack dump
char huge[1UL << 33] = {1};
