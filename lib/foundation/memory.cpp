#include "lib/foundation/memory.hpp"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

#include <limits>
#include <new>

namespace pinn {
namespace {

constexpr std::size_t large_page = std::size_t{1} << 21, cache_line = 64;

std::align_val_t boundary(std::size_t bytes) { return std::align_val_t(bytes < large_page ? cache_line : large_page); }

struct ArrayMemory : std::pmr::memory_resource {
    void* do_allocate(std::size_t bytes, std::size_t) override { return allocate_array(bytes); }
    void do_deallocate(void* array, std::size_t bytes, std::size_t) override { free_array(array, bytes); }
    bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }
};

}  // namespace

void* allocate_array(std::size_t bytes) {
    void* const array = ::operator new(bytes, boundary(bytes));
#ifdef MADV_HUGEPAGE
    if (bytes >= large_page) madvise(array, bytes / large_page * large_page, MADV_HUGEPAGE);  // a wish: it may fail
#endif
    return array;
}

void free_array(void* array, std::size_t bytes) { ::operator delete(array, boundary(bytes)); }

std::pmr::memory_resource* array_memory() {
    static ArrayMemory memory;
    return &memory;
}

void keep_freed_memory() {
#if defined(M_MMAP_THRESHOLD) && defined(M_TRIM_THRESHOLD)
    mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest that glibc accepts
    mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
}

}  // namespace pinn
