/* The files and directories of a model, and their names: as the process sees them, and as they are durable. */

#include "disk_model.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void *fd_allocate(size_t size) {
    void *memory = calloc(1, size ? size : 1);
    if (!memory) abort();
    return memory;
}

static char *copy_text(const char *text) {
    return text ? strcpy(fd_allocate(strlen(text) + 1), text) : NULL;
}

struct object *fd_object_make(int is_directory) {
    struct object *object = fd_allocate(sizeof *object);
    object->references = 1;
    object->is_directory = is_directory;
    object->pending_end = &object->pending;
    object->changes_end = &object->changes;
    return object;
}

static void free_change(struct name_change *change) {
    if (change->object) fd_object_release(change->object);
    free(change->gone);
    free(change->come);
    free(change);
}

static void free_entries(struct entry *list) {
    while (list) {
        struct entry *next = list->next;
        fd_object_release(list->object);
        free(list);
        list = next;
    }
}

void fd_object_release(struct object *object) {
    if (--object->references) return;
    while (object->pending) {
        struct operation *next = object->pending->next;
        free(object->pending);
        object->pending = next;
    }
    while (object->changes) {
        struct name_change *next = object->changes->next;
        free_change(object->changes);
        object->changes = next;
    }
    free_entries(object->names);
    free_entries(object->durable_names);
    free(object->durable);
    free(object);
}

struct object *fd_entry_find(const struct entry *list, const char *name) {
    for (; list; list = list->next)
        if (!strcmp(list->name, name)) return list->object;
    return NULL;
}

/* Gives an object a name in a list, in place of what had it; without an object the name goes. */
void fd_entry_set(struct entry **list, const char *name, struct object *object) {
    if (object) object->references++;
    while (*list && strcmp((*list)->name, name)) list = &(*list)->next;
    struct entry *found = *list;
    if (found && object) {
        fd_object_release(found->object);
        found->object = object;
    } else if (found) {
        *list = found->next;
        fd_object_release(found->object);
        free(found);
    } else if (object) {
        *list = fd_allocate(sizeof **list + strlen(name) + 1);
        (*list)->object = object;
        strcpy((*list)->name, name);
    }
}

/* Changes the names that the process sees; it is durable when the directory is synced. */
void fd_names_change(struct object *directory, const char *gone, const char *come, struct object *object) {
    struct name_change *change = fd_allocate(sizeof *change);
    change->gone = copy_text(gone);
    change->come = copy_text(come);
    change->object = object;
    if (object) object->references++;
    *directory->changes_end = change;
    directory->changes_end = &change->next;
    if (gone) fd_entry_set(&directory->names, gone, NULL);
    if (come) fd_entry_set(&directory->names, come, object);
}

/* Makes the first changes of names durable, so many of them. */
void fd_names_settle(struct object *directory, int64_t count) {
    struct name_change *change;
    for (; count > 0 && (change = directory->changes); count--) {
        if (change->gone) fd_entry_set(&directory->durable_names, change->gone, NULL);
        if (change->come) fd_entry_set(&directory->durable_names, change->come, change->object);
        directory->changes = change->next;
        free_change(change);
    }
    if (!directory->changes) directory->changes_end = &directory->changes;
}

/* Makes all changes of names in a directory and below it durable. */
void fd_names_settle_all(struct object *directory) {
    fd_names_settle(directory, INT64_MAX);
    for (struct entry *entry = directory->names; entry; entry = entry->next)
        if (entry->object->is_directory) fd_names_settle_all(entry->object);
}

static int is_shared_memory(const char *name) {
    size_t length = strlen(name);
    return length >= 4 && !strcmp(name + length - 4, "-shm");
}

static struct object *adopt_file(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return NULL;
    struct object *object = fd_object_make(0);
    struct stat status;
    if (!fstat(file, &status)) {
        fd_content_reserve(object, status.st_size);
        ssize_t count = 1;
        while (object->durable_size < status.st_size && count > 0) {
            count = pread(file, object->durable + object->durable_size, (size_t)(status.st_size - object->durable_size),
                          object->durable_size);
            if (count > 0) object->durable_size += count;
        }
    }
    object->size = object->durable_size;
    close(file);
    return object;
}

static struct object *adopt_directory(const char *path) {
    DIR *directory = opendir(path);
    if (!directory) return NULL;
    struct object *object = fd_object_make(1);
    struct dirent *item;
    while ((item = readdir(directory))) {
        char below[PATH_MAX];
        if (!strcmp(item->d_name, ".") || !strcmp(item->d_name, "..") || is_shared_memory(item->d_name)) continue;
        if (snprintf(below, sizeof below, "%s/%s", path, item->d_name) >= (int)sizeof below) continue;
        struct object *child = fd_adopt(below);
        if (!child) continue;
        fd_entry_set(&object->names, item->d_name, child);
        fd_entry_set(&object->durable_names, item->d_name, child);
        fd_object_release(child);
    }
    closedir(directory);
    return object;
}

/* What is at a path without the model's knowledge; all of it counts as durable. Only files and directories count. */
struct object *fd_adopt(const char *path) {
    struct stat status;
    if (lstat(path, &status)) return NULL;
    if (S_ISDIR(status.st_mode)) return adopt_directory(path);
    return S_ISREG(status.st_mode) ? adopt_file(path) : NULL;
}

/*
 * What the process sees at a path, or a null pointer; the directory that it is in, or would be in, and its name there.
 * Without a parent the path is the root, is not modelled, or lies in no directory.
 */
struct object *fd_locate(struct fd_model *model, const char *path, struct object **parent, char name[NAME_MAX + 1]) {
    struct object *object = model->root;
    const char *rest = path + model->directory_length;
    *parent = NULL;
    for (;;) {
        while (*rest == '/') rest++;
        size_t length = strcspn(rest, "/");
        if (!length) return object;
        *parent = NULL;
        if (!object || !object->is_directory || length > NAME_MAX) return NULL;
        memcpy(name, rest, length);
        name[length] = 0;
        rest += length;
        if (is_shared_memory(name)) return NULL;
        *parent = object;
        object = fd_entry_find((*parent)->names, name);
        if (object) continue;
        char here[PATH_MAX];
        if (snprintf(here, sizeof here, "%.*s", (int)(rest - path), path) >= (int)sizeof here) return NULL;
        if (!(object = fd_adopt(here))) continue;
        fd_entry_set(&(*parent)->names, name, object);
        fd_entry_set(&(*parent)->durable_names, name, object);
        fd_object_release(object);
    }
}
