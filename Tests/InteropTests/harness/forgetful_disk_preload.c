/*
 * A library that is loaded before libc and keeps, for the files below one directory, what is durable and what is not.
 * It cuts the power at a chosen operation, and brings failing syncs, failing writes and a full disk. Nothing is synced
 * really.
 *
 * Build, with MODEL the directory Tests/Support/CForgetfulDisk:
 *
 *     cc -shared -fPIC -O2 -I MODEL/include -o forgetful_disk.so forgetful_disk_preload.c MODEL/disk_*.c -ldl -lpthread
 *
 * Environment of the process, beside LD_PRELOAD; without the first two nothing is intercepted:
 *
 *     WAXWING_DISK_DIRECTORY  the directory; it is made when it is absent. What it holds at the start is durable.
 *     WAXWING_DISK_CONTROL    the control page: a file of at least 4,096 octets that both sides map.
 *     WAXWING_DISK_IMAGE      where to write what the disk holds after a cut; it must be absent.
 *
 * The control page holds numbers of 64 bits, little-endian, at these offsets. The library writes those marked with *,
 * and reads the others at each operation; zero means none. An operation is a write, a change of size, a sync, or a
 * change of a name: a file created, removed or renamed, a directory made.
 *
 *       0 * magic: the octets "WAXWDISK", written at the start of the process
 *       8 * operations so far
 *      16   cut: the operation of this number does not happen (the next one, where it was before), or a write by half.
 *           The image is written then, and the process kills itself with SIGKILL
 *      24   seed of the cut: what of that which is not durable survives
 *      32   the sync of this number fails with EIO, as below (the next one, where it was before), for once
 *      40 * syncs so far
 *      48   1: the disk is full; what would grow a file fails with ENOSPC
 *      56   1: every write and every change of size fails with EIO
 *      64   1: every sync fails with EIO, as below
 *      72   what becomes of the data of a failing sync: 0 none of it becomes durable, 1 any part of it (FD_LOST and
 *           FD_PARTLY_LOST); 2 more: it does not stay visible either (FD_EVICTED)
 *      80   what survives a cut: 0 by the seed, 1 nothing, 2 everything, 3 only the last operations (FD_CHANCE and on)
 *      88 * the outcome of the cut: 1 the image is complete, else 1,000 and an errno
 *
 * Files are known by how they are opened here: not through stdio, and descriptors that come from fcntl or another
 * process are not. A mapping that is written is not modelled, which SQLite does with the -shm file only; that one never
 * survives.
 */

#define _GNU_SOURCE
#include "forgetful_disk.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

struct control {
    _Atomic uint64_t magic, operations, cut, seed, failing_sync, syncs, is_full, writes_fail, syncs_fail, sync_outcome,
        survival, cut_outcome;
};

#define MAXIMUM_DESCRIPTORS 65536
static struct fd_model *model;
static struct control *page;
static _Atomic(struct fd_file *) files[MAXIMUM_DESCRIPTORS];
static _Atomic char appends[MAXIMUM_DESCRIPTORS];
static char given_directory[PATH_MAX], real_directory[PATH_MAX];
/* Whether this thread is in the library: what it calls itself passes through. */
static _Thread_local int is_inside;

/* libc's own function. */
#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int refuse(int error) {
    errno = error;
    return -1;
}

/* Brings the model up to date with what the control page asks for. */
static void take_orders(void) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static uint64_t cut, failing_sync, is_full, writes_fail, syncs_fail;
    pthread_mutex_lock(&lock);
    uint64_t wanted = page->cut, done = fd_operations(model);
    if (wanted != cut) fd_arm_cut(model, !wanted ? 0 : wanted > done ? wanted - done : 1);
    cut = wanted;
    wanted = page->failing_sync;
    done = fd_syncs(model);
    if (wanted != failing_sync)
        fd_fail_sync(model, !wanted ? 0 : wanted > done ? wanted - done : 1, (int)page->sync_outcome);
    failing_sync = wanted;
    if (page->is_full != is_full) fd_set_room(model, (is_full = page->is_full) ? 0 : -1);
    if (page->writes_fail != writes_fail) fd_fail_every_write(model, (writes_fail = page->writes_fail) ? EIO : 0);
    if (page->syncs_fail != syncs_fail)
        fd_fail_every_sync(model, (syncs_fail = page->syncs_fail) != 0, (int)page->sync_outcome);
    pthread_mutex_unlock(&lock);
}

/* The power is gone: writes the image and ends the process. Other threads wait here for that. */
static void end(void) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    const char *image = getenv("WAXWING_DISK_IMAGE");
    int error = image ? fd_cut(model, page->seed, (int)page->survival, image) : EINVAL;
    page->cut_outcome = error ? 1000 + (uint64_t)error : 1;
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static void enter(void) {
    is_inside = 1;
    take_orders();
}

/* Answers the error of an operation again, when it did not meet the cut. */
static int leave(int error) {
    page->operations = fd_operations(model);
    page->syncs = fd_syncs(model);
    if (fd_is_cut(model)) end();
    is_inside = 0;
    return error;
}

/* Whether a path is modelled; then its absolute form, as the model wants it. */
static int is_covered(int directory, const char *path, char full[PATH_MAX]) {
    char long_path[2 * PATH_MAX] = "";
    if (!model || is_inside || !path) return 0;
    if (path[0] != '/') {
        char link[64];
        ssize_t length = 0;
        snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
        if (directory == AT_FDCWD && !getcwd(long_path, PATH_MAX)) return 0;
        if (directory != AT_FDCWD && (length = readlink(link, long_path, PATH_MAX - 1)) < 0) return 0;
        if (directory != AT_FDCWD) long_path[length] = 0;
    }
    size_t before = strlen(long_path);
    int room = (int)(sizeof long_path - before);
    if (snprintf(long_path + before, (size_t)room, "/%s", path) >= room) return 0;
    size_t end = 0;
    for (char *rest, *part = strtok_r(long_path, "/", &rest); part; part = strtok_r(NULL, "/", &rest)) {
        size_t length = strlen(part);
        if (!strcmp(part, ".")) continue;
        if (!strcmp(part, "..")) {
            while (end > 0 && full[--end] != '/') {}
            continue;
        }
        if (end + length + 2 > PATH_MAX) return 0;
        full[end++] = '/';
        memcpy(full + end, part, length);
        end += length;
    }
    full[end] = 0;
    size_t given = strlen(given_directory);
    if (!strncmp(full, given_directory, given) && (full[given] == '/' || !full[given])) {
        char below[PATH_MAX];
        strcpy(below, full + given);
        if (snprintf(full, PATH_MAX, "%s%s", real_directory, below) >= PATH_MAX) return 0;
    }
    size_t real = strlen(real_directory);
    return !strncmp(full, real_directory, real) && (full[real] == '/' || !full[real]);
}

__attribute__((constructor)) static void begin(void) {
    const char *directory = getenv("WAXWING_DISK_DIRECTORY"), *control = getenv("WAXWING_DISK_CONTROL");
    if (!directory || !control) return;
    is_inside = 1;
    mkdir(directory, 0700);
    int file = open(control, O_RDWR | O_CLOEXEC);
    void *mapped = file < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    int is_usable = mapped != MAP_FAILED && realpath(directory, real_directory) && strlen(directory) < PATH_MAX;
    struct fd_model *made = is_usable ? fd_create(directory, 1) : NULL;
    if (file >= 0) close(file);
    is_inside = 0;
    if (!made) {
        fprintf(stderr, "The control page %s or the directory %s cannot be used\n", control, directory);
        _exit(70);
    }
    strcpy(given_directory, directory);
    page = mapped;
    model = made;
    memcpy(mapped, "WAXWDISK", 8);
}

static struct fd_file *file_of(int descriptor) {
    if (!model || is_inside || descriptor < 0 || descriptor >= MAXIMUM_DESCRIPTORS) return NULL;
    return files[descriptor];
}

static int open_covered(const char *path, int flags, mode_t mode) {
    REAL(openat);
    int error;
    enter();
    struct fd_file *file = fd_open(model, path, flags, &error);
    if (leave(file || error == ENOENT || error == EEXIST ? 0 : error)) return refuse(error);
    int descriptor = real(AT_FDCWD, path, flags, mode);
    if (file && descriptor >= 0 && descriptor < MAXIMUM_DESCRIPTORS) {
        appends[descriptor] = (flags & O_APPEND) != 0;
        files[descriptor] = file;
    } else if (file) {
        fd_close(file);
    }
    return descriptor;
}

static mode_t mode_of(int flags, va_list arguments) {
    return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        char full[PATH_MAX]; \
        va_list arguments; \
        va_start(arguments, flags); \
        mode_t mode = mode_of(flags, arguments); \
        va_end(arguments); \
        return is_covered(AT_FDCWD, path, full) ? open_covered(full, flags, mode) : real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPEN_AT(name) \
    int name(int directory, const char *path, int flags, ...) { \
        REAL(name); \
        char full[PATH_MAX]; \
        va_list arguments; \
        va_start(arguments, flags); \
        mode_t mode = mode_of(flags, arguments); \
        va_end(arguments); \
        if (is_covered(directory, path, full)) return open_covered(full, flags, mode); \
        return real(directory, path, flags, mode); \
    }
OPEN_AT(openat)
OPEN_AT(openat64)

int creat(const char *path, mode_t mode) { return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

/* What libc's checked headers make of open with two arguments. */
int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open(path, flags); }

int close(int descriptor) {
    REAL(close);
    struct fd_file *file = file_of(descriptor);
    if (file) {
        files[descriptor] = NULL;
        fd_close(file);
    }
    return real(descriptor);
}

static int copied(int from, int to) {
    struct fd_file *file = file_of(from), *before = file_of(to);
    if (to < 0 || to >= MAXIMUM_DESCRIPTORS || from == to || is_inside) return to;
    appends[to] = file ? appends[from] : 0;
    files[to] = file ? fd_duplicate(file) : NULL;
    if (before) fd_close(before);
    return to;
}

int dup(int descriptor) {
    REAL(dup);
    return copied(descriptor, real(descriptor));
}

int dup2(int descriptor, int wanted) {
    REAL(dup2);
    return copied(descriptor, real(descriptor, wanted));
}

int dup3(int descriptor, int wanted, int flags) {
    REAL(dup3);
    return copied(descriptor, real(descriptor, wanted, flags));
}

/* Where the next write without an offset goes. */
static off_t place_of(int descriptor) {
    return appends[descriptor] ? fd_size(files[descriptor]) : lseek(descriptor, 0, SEEK_CUR);
}

static int note_write(struct fd_file *file, const void *octets, size_t count, off_t offset) {
    enter();
    return leave(fd_write(file, octets, (int64_t)count, offset));
}

ssize_t write(int descriptor, const void *octets, size_t count) {
    REAL(write);
    struct fd_file *file = file_of(descriptor);
    int error = file ? note_write(file, octets, count, place_of(descriptor)) : 0;
    return error ? refuse(error) : real(descriptor, octets, count);
}

ssize_t pwrite(int descriptor, const void *octets, size_t count, off_t offset) {
    REAL(pwrite);
    struct fd_file *file = file_of(descriptor);
    int error = file ? note_write(file, octets, count, offset) : 0;
    return error ? refuse(error) : real(descriptor, octets, count, offset);
}

ssize_t pwrite64(int descriptor, const void *octets, size_t count, off64_t offset) {
    return pwrite(descriptor, octets, count, offset);
}

static int note_vector(struct fd_file *file, const struct iovec *parts, int count, off_t offset) {
    size_t size = 0, done = 0;
    for (int index = 0; index < count; index++) size += parts[index].iov_len;
    char *octets = malloc(size ? size : 1);
    if (!octets) return ENOMEM;
    for (int index = 0; index < count; done += parts[index].iov_len, index++)
        memcpy(octets + done, parts[index].iov_base, parts[index].iov_len);
    int error = note_write(file, octets, size, offset);
    free(octets);
    return error;
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    REAL(writev);
    struct fd_file *file = file_of(descriptor);
    int error = file ? note_vector(file, parts, count, place_of(descriptor)) : 0;
    return error ? refuse(error) : real(descriptor, parts, count);
}

ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
    REAL(pwritev);
    struct fd_file *file = file_of(descriptor);
    int error = file ? note_vector(file, parts, count, offset) : 0;
    return error ? refuse(error) : real(descriptor, parts, count, offset);
}

ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off64_t offset) {
    return pwritev(descriptor, parts, count, offset);
}

int ftruncate(int descriptor, off_t size) {
    REAL(ftruncate);
    struct fd_file *file = file_of(descriptor);
    if (!file) return real(descriptor, size);
    enter();
    int error = leave(fd_truncate(file, size));
    return error ? refuse(error) : real(descriptor, size);
}

int ftruncate64(int descriptor, off64_t size) { return ftruncate(descriptor, size); }

/* Room that is taken in advance shows in the file's size only. */
static int note_growth(int descriptor, int64_t size) {
    struct fd_file *file = file_of(descriptor);
    if (!file || size <= fd_size(file)) return 0;
    enter();
    return leave(fd_truncate(file, size));
}

int fallocate(int descriptor, int mode, off_t offset, off_t count) {
    REAL(fallocate);
    int error = mode ? 0 : note_growth(descriptor, offset + count);
    return error ? refuse(error) : real(descriptor, mode, offset, count);
}

int fallocate64(int descriptor, int mode, off64_t offset, off64_t count) {
    return fallocate(descriptor, mode, offset, count);
}

int posix_fallocate(int descriptor, off_t offset, off_t count) {
    REAL(posix_fallocate);
    int error = note_growth(descriptor, offset + count);
    return error ? error : real(descriptor, offset, count);
}

int posix_fallocate64(int descriptor, off64_t offset, off64_t count) {
    return posix_fallocate(descriptor, offset, count);
}

/* A descriptor that appends does so wherever it is told to write: there all is written behind nothing. */
static int rewrite(void *context, const void *octets, int64_t count, int64_t offset) {
    int descriptor = *(int *)context;
    if (appends[descriptor] && ftruncate(descriptor, 0)) return EIO;
    return pwrite(descriptor, octets, (size_t)count, offset) == count ? 0 : EIO;
}

static int resize(void *context, int64_t size) { return ftruncate(*(int *)context, size) ? EIO : 0; }

static int sync_covered(int descriptor, struct fd_file *file) {
    struct fd_rewriter rewriter = {&descriptor, rewrite, resize};
    enter();
    int error = leave(fd_sync(file, &rewriter));
    return error ? refuse(error) : 0;
}

int fsync(int descriptor) {
    REAL(fsync);
    struct fd_file *file = file_of(descriptor);
    return file ? sync_covered(descriptor, file) : real(descriptor);
}

int fdatasync(int descriptor) {
    REAL(fdatasync);
    struct fd_file *file = file_of(descriptor);
    return file ? sync_covered(descriptor, file) : real(descriptor);
}

/* It promises nothing about the disk's own cache, and so makes nothing durable. */
int sync_file_range(int descriptor, off64_t offset, off64_t count, unsigned flags) {
    REAL(sync_file_range);
    return file_of(descriptor) ? 0 : real(descriptor, offset, count, flags);
}

int renameat(int directory, const char *path, int other, const char *name) {
    REAL(renameat);
    char full[PATH_MAX], new_full[PATH_MAX];
    if (!is_covered(directory, path, full) || !is_covered(other, name, new_full))
        return real(directory, path, other, name);
    enter();
    int error = leave(fd_rename(model, full, new_full));
    return error ? refuse(error) : real(directory, path, other, name);
}

int rename(const char *path, const char *name) { return renameat(AT_FDCWD, path, AT_FDCWD, name); }

int unlinkat(int directory, const char *path, int flags) {
    REAL(unlinkat);
    char full[PATH_MAX];
    if (!is_covered(directory, path, full)) return real(directory, path, flags);
    enter();
    int error = leave(fd_remove(model, full));
    return error ? refuse(error) : real(directory, path, flags);
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int remove(const char *path) {
    struct stat status;
    return lstat(path, &status) || !S_ISDIR(status.st_mode) ? unlink(path) : rmdir(path);
}

int mkdirat(int directory, const char *path, mode_t mode) {
    REAL(mkdirat);
    char full[PATH_MAX];
    if (!is_covered(directory, path, full)) return real(directory, path, mode);
    enter();
    int error = leave(fd_make_directory(model, full));
    return error ? refuse(error) : real(directory, path, mode);
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
