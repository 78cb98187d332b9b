// What the process does with memory that is freed.
#pragma once

namespace pinn {

// Freed memory stays with the process, for the next network. By default glibc takes large arrays from the system and
// gives them back when they are freed, so that a program that makes thousands of networks one after the other pays for
// fresh, zeroed pages each time: chapter 03 takes two to ten times as long, depending on what a page fault costs.
// Called once, at the start of a program.  Does nothing with another C library.
void keep_freed_memory();

}  // namespace pinn
