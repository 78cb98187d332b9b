// An error message without end.
// points: 0
// reason: error|compiling did not end within|the compiler ended without a word
template <int N>
void deep() {
    deep<N + 1>();
    static_assert(N < 0, "and so on, and so on, and so on, and so on, and so on, and so on, and so on, and so on");
}
template void deep<0>();
