#define _GNU_SOURCE
#include "CSyncs.h"
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_ulong count;

unsigned long sync_count(void) { return atomic_load(&count); }

int fsync(int descriptor) {
    atomic_fetch_add(&count, 1);
    return (int)syscall(SYS_fsync, descriptor);
}

int fdatasync(int descriptor) {
    atomic_fetch_add(&count, 1);
    return (int)syscall(SYS_fdatasync, descriptor);
}
