// Where arrays lie, and what the process does with memory that is freed.
#pragma once

#include <cstddef>
#include <memory_resource>

namespace pinn {

// Memory for an array, on a boundary of 64 bytes, so that whole-vector loads do not straddle cache lines. From 2 MB on
// it lies in pages of that size where Linux grants them: a processor remembers where 64 to 100 pages of 4 kB are, which
// are passed in no time by a product that walks down the columns of a matrix.  Throws std::bad_alloc.
void* allocate_array(std::size_t bytes);
void free_array(void* array, std::size_t bytes);

// The same for std::vector, and for the containers of <memory_resource>.
template <class T>
struct ArrayAllocator {
    using value_type = T;
    ArrayAllocator() = default;
    template <class U>
    ArrayAllocator(const ArrayAllocator<U>&) {}

    T* allocate(std::size_t count) { return static_cast<T*>(allocate_array(count * sizeof(T))); }
    void deallocate(T* array, std::size_t count) { free_array(array, count * sizeof(T)); }
    bool operator==(const ArrayAllocator&) const = default;
};
std::pmr::memory_resource* array_memory();

// Freed memory stays with the process, for the next network. By default glibc takes large arrays from the system and
// gives them back when they are freed, so that a program that makes thousands of networks one after the other pays for
// fresh, zeroed pages each time: chapter 03 takes two to ten times as long, depending on what a page fault costs.
// Called once, at the start of a program.  Does nothing with another C library.
void keep_freed_memory();

}  // namespace pinn
