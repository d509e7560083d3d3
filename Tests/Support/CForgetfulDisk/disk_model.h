#ifndef DISK_MODEL_H
#define DISK_MODEL_H

/* What the parts of the model share. The lock of the model is held wherever objects are touched. */

#include "forgetful_disk.h"

#include <limits.h>
#include <pthread.h>

/* The unit in which a disk writes: of a write any of these may arrive. */
#define FD_SECTOR 512

/* A write, or without octets a change of size to `offset`. */
struct operation {
    struct operation *next;
    int64_t offset;
    int64_t count;
    unsigned char *octets;
    unsigned char storage[];
};

struct object;

struct entry {
    struct entry *next;
    struct object *object;
    char name[];
};

/* A name that goes, one that comes, or both at once: a rename. */
struct name_change {
    struct name_change *next;
    char *gone;
    char *come;
    struct object *object;
};

/* A file or a directory, whatever it is called. */
struct object {
    int references;
    int is_directory;

    unsigned char *durable;
    int64_t durable_size;
    int64_t durable_capacity;
    struct operation *pending;
    struct operation **pending_end;
    int64_t size; /* as the process sees it */

    struct entry *names; /* as the process sees them */
    struct entry *durable_names;
    struct name_change *changes;
    struct name_change **changes_end;
};

struct fd_random {
    uint64_t state;
};

struct fd_model {
    struct fd_model *next;
    int references; /* under the lock of the list of models */
    pthread_mutex_t lock;
    char directory[PATH_MAX];
    size_t directory_length;
    struct object *root;
    int names_need_directory_sync;
    struct fd_random random;

    uint64_t operations;
    uint64_t syncs;
    int is_off;
    int is_cut;
    uint64_t process; /* the number of the process that works; files of an earlier one are dead */

    uint64_t cut_countdown;
    uint64_t sync_countdown;
    int sync_outcome;
    int every_sync_fails;
    uint64_t write_countdown;
    int write_error;
    int every_write_error;
    int64_t room;
    char *unreadable_suffix;
};

struct fd_file {
    int references; /* under the lock of the model */
    struct fd_model *model;
    struct object *object;
    uint64_t process;
    char *name;
};

void *fd_allocate(size_t size);
uint64_t fd_draw(struct fd_random *random);

/* disk_tree.c */
struct object *fd_object_make(int is_directory);
void fd_object_release(struct object *object);
struct object *fd_entry_find(const struct entry *list, const char *name);
void fd_entry_set(struct entry **list, const char *name, struct object *object);
void fd_names_change(struct object *directory, const char *gone, const char *come, struct object *object);
void fd_names_settle(struct object *directory, int64_t count);
void fd_names_settle_all(struct object *directory);
struct object *fd_adopt(const char *path);
struct object *fd_locate(struct fd_model *model, const char *path, struct object **parent, char name[NAME_MAX + 1]);

/* disk_image.c */
void fd_content_reserve(struct object *file, int64_t size);
void fd_content_settle(struct object *file, int survival, struct fd_random *random);

#endif
