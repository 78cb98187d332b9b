// Makes the whole machine's files writable again, where it is root in its namespaces.
// points: 25
// reason: or to change what it can reach
// reason under sanitizers: remounting refused
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    mount_attr writable{};
    writable.attr_clr = MOUNT_ATTR_RDONLY;
    if (syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, &writable, sizeof writable) != 0) std::puts("remounting refused");
    return {0, 0};
}
