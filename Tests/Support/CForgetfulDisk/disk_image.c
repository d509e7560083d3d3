/* What the disk holds after the power went: what of the pending operations arrived, by chance. */

#include "disk_model.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* SplitMix64: a sequence from any seed. */
uint64_t fd_draw(struct fd_random *random) {
    uint64_t value = (random->state += 0x9e3779b97f4a7c15);
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

void fd_content_reserve(struct object *file, int64_t size) {
    if (size <= file->durable_capacity) return;
    int64_t capacity = file->durable_capacity * 2 > size ? file->durable_capacity * 2 : size;
    unsigned char *memory = realloc(file->durable, (size_t)capacity);
    if (!memory) abort();
    file->durable = memory;
    file->durable_capacity = capacity;
}

/* Resizes what is durable; what it grows by is zeros, or with `garbage` anything. */
static void resize(struct object *file, int64_t size, struct fd_random *garbage) {
    fd_content_reserve(file, size);
    for (int64_t place = file->durable_size; garbage && place < size; place++)
        file->durable[place] = (unsigned char)fd_draw(garbage);
    if (!garbage && size > file->durable_size)
        memset(file->durable + file->durable_size, 0, (size_t)(size - file->durable_size));
    file->durable_size = size;
}

static void put(struct object *file, const struct operation *write, int64_t start, int64_t end,
                struct fd_random *garbage) {
    if (write->offset + end > file->durable_size) resize(file, write->offset + end, garbage);
    memcpy(file->durable + write->offset + start, write->octets + start, (size_t)(end - start));
}

/* Of a write any sectors arrive. */
static void put_torn(struct object *file, const struct operation *write, struct fd_random *random,
                     struct fd_random *garbage) {
    int64_t start = 0;
    while (start < write->count) {
        int64_t end = start + FD_SECTOR - (write->offset + start) % FD_SECTOR;
        if (end > write->count) end = write->count;
        if (fd_draw(random) & 1) put(file, write, start, end, garbage);
        start = end;
    }
}

static void arrive(struct object *file, const struct operation *operation, uint64_t chance, struct fd_random *random,
                   struct fd_random *garbage) {
    uint64_t dice = chance < 256 ? fd_draw(random) : 0;
    int arrives = dice % 256 < chance;
    int is_torn = chance < 256 && (dice >> 8) % 4 == 0;
    int only_grows = (dice >> 16) % 4 == 0;
    if (!operation->octets) {
        if (arrives) resize(file, operation->offset, NULL);
    } else if (arrives && is_torn) {
        put_torn(file, operation, random, garbage);
    } else if (arrives) {
        put(file, operation, 0, operation->count, garbage);
    } else if (chance > 0 && only_grows && operation->offset + operation->count > file->durable_size) {
        resize(file, operation->offset + operation->count, garbage);
    }
}

/* Makes durable what survives of the pending operations, and forgets the rest. Two ways of survival need chance. */
void fd_content_settle(struct object *file, int survival, struct fd_random *random) {
    static const uint64_t chances[] = {0, 26, 128, 230, 256};
    int64_t count = 0, index = 0, first = 0;
    for (struct operation *operation = file->pending; operation; operation = operation->next) count++;
    uint64_t chance = survival == FD_CHANCE ? chances[fd_draw(random) % 5] : 256;
    int has_garbage = survival == FD_CHANCE && fd_draw(random) % 8 == 0;
    if (survival == FD_LAST_ONLY) first = count - 1 - (int64_t)(fd_draw(random) % 3);
    if (survival == FD_NOTHING) first = count;
    for (struct operation *next; file->pending; file->pending = next, index++) {
        next = file->pending->next;
        if (index >= first) arrive(file, file->pending, chance, random, has_garbage ? random : NULL);
        free(file->pending);
    }
    file->pending_end = &file->pending;
}

static int write_file(const struct object *file, const char *path) {
    int made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0) return errno;
    int64_t done = 0;
    while (done < file->durable_size) {
        ssize_t count = write(made, file->durable + done, (size_t)(file->durable_size - done));
        if (count < 0 && errno != EINTR) break;
        if (count > 0) done += count;
    }
    int error = done < file->durable_size ? errno : 0;
    close(made);
    return error;
}

static int64_t surviving_names(const struct object *directory, int survival, struct fd_random *random) {
    int64_t count = 0;
    for (struct name_change *change = directory->changes; change; change = change->next) count++;
    if (survival == FD_NOTHING) return 0;
    if (survival != FD_CHANCE) return count;
    uint64_t dice = fd_draw(random);
    if (dice % 4 == 0) return 0;
    if (dice % 4 == 1) return count;
    return (int64_t)((dice >> 8) % (uint64_t)(count + 1));
}

static int write_directory(struct object *directory, int survival, struct fd_random *random, const char *path) {
    if (mkdir(path, 0700)) return errno;
    fd_names_settle(directory, surviving_names(directory, survival, random));
    for (struct entry *entry = directory->durable_names; entry; entry = entry->next) {
        char below[PATH_MAX];
        if (snprintf(below, sizeof below, "%s/%s", path, entry->name) >= (int)sizeof below) return ENAMETOOLONG;
        int error = 0;
        if (entry->object->is_directory) {
            error = write_directory(entry->object, survival, random, below);
        } else {
            fd_content_settle(entry->object, survival, random);
            error = write_file(entry->object, below);
        }
        if (error) return error;
    }
    return 0;
}

int fd_cut(struct fd_model *model, uint64_t seed, int survival, const char *target) {
    struct fd_random random = {seed};
    pthread_mutex_lock(&model->lock);
    model->is_off = model->is_cut = 1;
    int error = write_directory(model->root, survival, &random, target);
    pthread_mutex_unlock(&model->lock);
    return error;
}
