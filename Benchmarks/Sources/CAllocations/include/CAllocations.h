#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

/// How many times this process has asked for memory: malloc, calloc, realloc, aligned allocations.
///
/// The functions of the C library are replaced in whatever program this is linked into; they count and pass on. With
/// glibc only, and for one thread that measures: the count is not atomic, so that it costs next to nothing.
unsigned long allocation_count(void);

#endif
