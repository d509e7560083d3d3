/* SQLite's own file system for Unix, which tells the models what it does and never syncs really. */

#include "forgetful_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

/* A file that a model covers; the real one's memory follows it. */
struct modelled_file {
    sqlite3_file base;
    struct fd_file *file;
    /* The directory to sync after the first sync: SQLite does that for a new journal or WAL. */
    char *directory;
};

static sqlite3_vfs modelled_vfs;

static sqlite3_vfs *real_vfs(void) { return modelled_vfs.pAppData; }

static sqlite3_file *real_file(sqlite3_file *file) {
    return (sqlite3_file *)((struct modelled_file *)file + 1);
}

static struct fd_file *model_file(sqlite3_file *file) { return ((struct modelled_file *)file)->file; }

static int code_of(int error, int otherwise) { return !error ? SQLITE_OK : error == ENOSPC ? SQLITE_FULL : otherwise; }

static int close_file(sqlite3_file *file) {
    struct modelled_file *modelled = (struct modelled_file *)file;
    int code = real_file(file)->pMethods->xClose(real_file(file));
    fd_close(modelled->file);
    sqlite3_free(modelled->directory);
    return code;
}

static int read_file(sqlite3_file *file, void *octets, int count, sqlite3_int64 offset) {
    if (fd_read(model_file(file))) return SQLITE_IOERR_READ;
    return real_file(file)->pMethods->xRead(real_file(file), octets, count, offset);
}

static int write_file(sqlite3_file *file, const void *octets, int count, sqlite3_int64 offset) {
    int error = fd_write(model_file(file), octets, count, offset);
    if (error) return code_of(error, SQLITE_IOERR_WRITE);
    return real_file(file)->pMethods->xWrite(real_file(file), octets, count, offset);
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
    int error = fd_truncate(model_file(file), size);
    if (error) return code_of(error, SQLITE_IOERR_TRUNCATE);
    return real_file(file)->pMethods->xTruncate(real_file(file), size);
}

/* SQLite takes counts of 31 bits. */
static int rewrite(void *context, const void *octets, int64_t count, int64_t offset) {
    sqlite3_file *file = context;
    while (count > 0) {
        int part = count > 1 << 20 ? 1 << 20 : (int)count;
        if (file->pMethods->xWrite(file, octets, part, offset)) return EIO;
        octets = (const char *)octets + part;
        offset += part;
        count -= part;
    }
    return 0;
}

static int resize(void *context, int64_t size) {
    sqlite3_file *file = context;
    return file->pMethods->xTruncate(file, size) ? EIO : 0;
}

static int sync_directory(const char *path) {
    struct fd_model *model = fd_model_of(path);
    if (!model) return 0;
    int error = fd_sync_directory(model, path);
    fd_release(model);
    return error;
}

static int sync_file(sqlite3_file *file, int flags) {
    struct modelled_file *modelled = (struct modelled_file *)file;
    struct fd_rewriter rewriter = {real_file(file), rewrite, resize};
    (void)flags;
    if (fd_sync(modelled->file, &rewriter)) return SQLITE_IOERR_FSYNC;
    if (modelled->directory && sync_directory(modelled->directory)) return SQLITE_IOERR_DIR_FSYNC;
    sqlite3_free(modelled->directory);
    modelled->directory = NULL;
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    return real_file(file)->pMethods->xFileSize(real_file(file), size);
}

static int lock_file(sqlite3_file *file, int level) { return real_file(file)->pMethods->xLock(real_file(file), level); }

static int unlock_file(sqlite3_file *file, int level) {
    return real_file(file)->pMethods->xUnlock(real_file(file), level);
}

static int check_reserved_lock(sqlite3_file *file, int *is_reserved) {
    return real_file(file)->pMethods->xCheckReservedLock(real_file(file), is_reserved);
}

/* What would change a file past the model is kept from it: growing in advance, and writing through a mapping. */
static int control_file(sqlite3_file *file, int operation, void *argument) {
    if (operation == SQLITE_FCNTL_CHUNK_SIZE || operation == SQLITE_FCNTL_SIZE_HINT) return SQLITE_OK;
    if (operation == SQLITE_FCNTL_MMAP_SIZE) {
        *(sqlite3_int64 *)argument = 0;
        return SQLITE_OK;
    }
    return real_file(file)->pMethods->xFileControl(real_file(file), operation, argument);
}

static int sector_size(sqlite3_file *file) { return real_file(file)->pMethods->xSectorSize(real_file(file)); }

static int characteristics(sqlite3_file *file) {
    return real_file(file)->pMethods->xDeviceCharacteristics(real_file(file));
}

static int map_memory(sqlite3_file *file, int page, int size, int grows, void volatile **memory) {
    return real_file(file)->pMethods->xShmMap(real_file(file), page, size, grows, memory);
}

static int lock_memory(sqlite3_file *file, int offset, int count, int flags) {
    return real_file(file)->pMethods->xShmLock(real_file(file), offset, count, flags);
}

static void order_memory(sqlite3_file *file) { real_file(file)->pMethods->xShmBarrier(real_file(file)); }

static int unmap_memory(sqlite3_file *file, int is_removed) {
    return real_file(file)->pMethods->xShmUnmap(real_file(file), is_removed);
}

/* Version 2: without the mapping of files, which version 3 is about. */
static const sqlite3_io_methods modelled_methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = map_memory,
    .xShmLock = lock_memory,
    .xShmBarrier = order_memory,
    .xShmUnmap = unmap_memory,
};

/* The directory of a file, in memory of SQLite. */
static char *directory_of(const char *path) {
    const char *end = strrchr(path, '/');
    return end ? sqlite3_mprintf("%.*s", (int)(end - path), path) : NULL;
}

static int open_modelled(struct fd_model *model, const char *path, sqlite3_file *file, int flags, int *given) {
    struct modelled_file *modelled = (struct modelled_file *)file;
    const int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
    int wanted = (flags & SQLITE_OPEN_CREATE ? O_CREAT : 0) | (flags & SQLITE_OPEN_EXCLUSIVE ? O_EXCL : 0);
    int error;
    memset(modelled, 0, sizeof *modelled);
    modelled->file = fd_open(model, path, wanted, &error);
    if (!modelled->file && error) return error == EIO ? SQLITE_IOERR : SQLITE_CANTOPEN;
    if (!modelled->file) return real_vfs()->xOpen(real_vfs(), path, file, flags, given);
    int code = real_vfs()->xOpen(real_vfs(), path, real_file(file), flags, given);
    if (code) {
        if (real_file(file)->pMethods) real_file(file)->pMethods->xClose(real_file(file));
        fd_close(modelled->file);
        return code;
    }
    if ((flags & SQLITE_OPEN_CREATE) && (flags & journals)) modelled->directory = directory_of(path);
    modelled->base.pMethods = &modelled_methods;
    return SQLITE_OK;
}

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *given) {
    (void)vfs;
    file->pMethods = NULL;
    struct fd_model *model = path ? fd_model_of(path) : NULL;
    /* Where there is no model, SQLite gets the real file itself. */
    if (!model) return real_vfs()->xOpen(real_vfs(), path, file, flags, given);
    int code = open_modelled(model, path, file, flags, given);
    fd_release(model);
    return code;
}

static int delete_file(sqlite3_vfs *vfs, const char *path, int syncs_directory) {
    (void)vfs;
    struct fd_model *model = fd_model_of(path);
    if (!model) return real_vfs()->xDelete(real_vfs(), path, syncs_directory);
    int code = fd_remove(model, path) ? SQLITE_IOERR_DELETE : real_vfs()->xDelete(real_vfs(), path, 0);
    char *directory = directory_of(path);
    if (!code && syncs_directory && directory && fd_sync_directory(model, directory)) code = SQLITE_IOERR_DIR_FSYNC;
    sqlite3_free(directory);
    fd_release(model);
    return code;
}

static int access_file(sqlite3_vfs *vfs, const char *path, int flags, int *answer) {
    (void)vfs;
    struct fd_model *model = fd_model_of(path);
    int error = model ? fd_check(model) : 0;
    if (model) fd_release(model);
    return error ? SQLITE_IOERR_ACCESS : real_vfs()->xAccess(real_vfs(), path, flags, answer);
}

static int full_path(sqlite3_vfs *vfs, const char *path, int capacity, char *full) {
    (void)vfs;
    return real_vfs()->xFullPathname(real_vfs(), path, capacity, full);
}

static int fill_random(sqlite3_vfs *vfs, int count, char *octets) {
    (void)vfs;
    return real_vfs()->xRandomness(real_vfs(), count, octets);
}

static int pause_thread(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    return real_vfs()->xSleep(real_vfs(), microseconds);
}

static int tell_day(sqlite3_vfs *vfs, double *day) {
    (void)vfs;
    return real_vfs()->xCurrentTime(real_vfs(), day);
}

static int tell_time(sqlite3_vfs *vfs, sqlite3_int64 *milliseconds) {
    (void)vfs;
    return real_vfs()->xCurrentTimeInt64(real_vfs(), milliseconds);
}

static int last_error(sqlite3_vfs *vfs, int capacity, char *text) {
    (void)vfs;
    return real_vfs()->xGetLastError(real_vfs(), capacity, text);
}

static int registration = SQLITE_ERROR;

static void register_once(void) {
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    if (!real || real->iVersion < 2) return;
    modelled_vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(struct modelled_file) + real->szOsFile,
        .mxPathname = real->mxPathname,
        .zName = "forgetful-disk",
        .pAppData = real,
        .xOpen = open_file,
        .xDelete = delete_file,
        .xAccess = access_file,
        .xFullPathname = full_path,
        .xRandomness = fill_random,
        .xSleep = pause_thread,
        .xCurrentTime = tell_day,
        .xCurrentTimeInt64 = tell_time,
        .xGetLastError = last_error,
    };
    registration = sqlite3_vfs_register(&modelled_vfs, 1);
}

int fd_register_vfs(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_once);
    return registration;
}
