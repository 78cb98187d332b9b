// Lets the compiler count to 2^60.
// points: 0
// reason: compiling needs more than|compiling did not end within
template <unsigned N, unsigned long M>
constexpr int count = count<N - 1, 2 * M> + count<N - 1, 2 * M + 1>;
template <unsigned long M>
constexpr int count<0, M> = 1;
int all = count<60, 0>;
