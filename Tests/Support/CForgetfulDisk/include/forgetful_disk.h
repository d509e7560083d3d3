#ifndef FORGETFUL_DISK_H
#define FORGETFUL_DISK_H

/*
 * A model of what a disk holds when the power goes.
 *
 * A model covers one directory tree. The files in it hold what the process sees, as the page cache would. The model
 * keeps beside them what is durable, and in order what was written, resized, created, removed and renamed since the
 * last sync. Whoever changes a file tells the model first, does it really when it answers 0, and never syncs really.
 *
 * Functions answer 0, or an errno that the caller is to fail with. All of them may be called from any thread.
 */

#include <stddef.h>
#include <stdint.h>

struct fd_model;
struct fd_file;

/* What survives of that which is not durable. */
#define FD_CHANCE 0     /* any part of it, by the seed */
#define FD_NOTHING 1    /* none of it */
#define FD_EVERYTHING 2 /* all of it */
#define FD_LAST_ONLY 3  /* of every file the last one to three operations, and all names */

/* What a failing sync leaves of that which it should have made durable; it stays visible, and later syncs succeed. */
#define FD_LOST 0        /* nothing becomes durable */
#define FD_PARTLY_LOST 1 /* any part of it becomes durable */
#define FD_EVICTED 2     /* added to one of these: nor does it stay visible, reads give what is durable */

/*
 * Begins a model over what the directory holds, which is durable. A null pointer when it cannot be read.
 *
 * Where names need no directory sync, the sync of any file makes all names durable, as a journal's commit does in
 * effect.
 */
struct fd_model *fd_create(const char *directory, int names_need_directory_sync);
/* Ends a model; paths below its directory are covered no longer. Files that are open may still be closed. */
void fd_destroy(struct fd_model *model);
/* The model that covers a path, or a null pointer. The caller gives it back with fd_release. */
struct fd_model *fd_model_of(const char *path);
void fd_release(struct fd_model *model);

/*
 * A file is about to be opened with these of the flags O_CREAT, O_EXCL and O_TRUNC. A null pointer with an error of 0
 * means that the file is not modelled: a memory that several processes share (named -shm) never survives. Directories
 * open too.
 */
struct fd_file *fd_open(struct fd_model *model, const char *path, int flags, int *error);
struct fd_file *fd_duplicate(struct fd_file *file);
void fd_close(struct fd_file *file);
/* The size that the process sees. */
int64_t fd_size(struct fd_file *file);

int fd_write(struct fd_file *file, const void *octets, int64_t count, int64_t offset);
int fd_truncate(struct fd_file *file, int64_t size);
/* Whether a read may be done. */
int fd_read(struct fd_file *file);

/* Changes the real file behind the process's back, for FD_EVICTED. */
struct fd_rewriter {
    void *context;
    int (*write)(void *context, const void *octets, int64_t count, int64_t offset);
    int (*resize)(void *context, int64_t size);
};
/* Makes a file, or the names in a directory, durable. The rewriter may be a null pointer: nothing is evicted then. */
int fd_sync(struct fd_file *file, const struct fd_rewriter *rewriter);
int fd_sync_directory(struct fd_model *model, const char *path);

/* Names. That something is absent is not the model's to say: the answer is 0, and the caller's own attempt tells. */
int fd_remove(struct fd_model *model, const char *path);
int fd_rename(struct fd_model *model, const char *path, const char *name);
int fd_make_directory(struct fd_model *model, const char *path);
/* Whether the machine is on. */
int fd_check(struct fd_model *model);

/* Writes, changes of size, syncs and changes of names since the beginning; syncs alone. */
uint64_t fd_operations(struct fd_model *model);
uint64_t fd_syncs(struct fd_model *model);

/*
 * The operation of this number, counted from now and from 1, does not happen; a write may happen by half. From then on
 * every operation fails with EIO. 0 takes it back.
 */
void fd_arm_cut(struct fd_model *model, uint64_t number);
/* Whether an armed cut has struck. */
int fd_is_cut(struct fd_model *model);
/* Lets everything fail, as if the machine were off. */
void fd_power_off(struct fd_model *model);
/* Lets a new process begin on the same disk: what was open before fails for ever. Not after a cut. */
void fd_restart_process(struct fd_model *model);

/* The sync of this number, from now and from 1, fails with EIO; 0 takes it back. */
void fd_fail_sync(struct fd_model *model, uint64_t number, int outcome);
void fd_fail_every_sync(struct fd_model *model, int fails, int outcome);
/* The write or change of size of this number, from now and from 1, fails with an errno; 0 takes it back. */
void fd_fail_write(struct fd_model *model, uint64_t number, int error);
void fd_fail_every_write(struct fd_model *model, int error);
/* How many octets the files may still grow by before that fails with ENOSPC; what shrinks gives room. -1: no limit. */
void fd_set_room(struct fd_model *model, int64_t octets);
/* Reads of files whose name ends so fail with EIO; a null pointer takes it back. */
void fd_fail_reads(struct fd_model *model, const char *suffix);

/*
 * Turns the power off and writes what the disk may hold then into a directory, which is made and must be absent. The
 * same seed writes the same after the same operations.
 */
int fd_cut(struct fd_model *model, uint64_t seed, int survival, const char *target);

/*
 * Makes SQLite's default file system one that tells the models; once for the process. Files that no model covers are
 * not concerned. 0, or an error code of SQLite.
 */
int fd_register_vfs(void);

#endif
