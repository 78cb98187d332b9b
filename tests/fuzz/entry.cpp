// The entry of libFuzzer, compiled once for each target (-DTARGET=csv).
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    pinn::fuzz::TARGET({reinterpret_cast<const char*>(data), size});
    return 0;
}
