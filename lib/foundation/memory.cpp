#include "lib/foundation/memory.hpp"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include <limits>

namespace pinn {

void keep_freed_memory() {
#if defined(M_MMAP_THRESHOLD) && defined(M_TRIM_THRESHOLD)
    mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest that glibc accepts
    mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
}

}  // namespace pinn
