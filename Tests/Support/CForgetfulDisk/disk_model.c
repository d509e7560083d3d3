/* What a process does to a disk, and the faults that it may meet. */

#include "disk_model.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t models_lock = PTHREAD_MUTEX_INITIALIZER;
static struct fd_model *models;

struct fd_model *fd_create(const char *directory, int names_need_directory_sync) {
    struct fd_model *model = fd_allocate(sizeof *model);
    if (!realpath(directory, model->directory) || !(model->root = fd_adopt(model->directory))) {
        free(model);
        return NULL;
    }
    model->directory_length = strlen(model->directory);
    model->names_need_directory_sync = names_need_directory_sync;
    model->room = -1;
    model->references = 1;
    pthread_mutex_init(&model->lock, NULL);
    pthread_mutex_lock(&models_lock);
    model->next = models;
    models = model;
    pthread_mutex_unlock(&models_lock);
    return model;
}

static void retain(struct fd_model *model) {
    pthread_mutex_lock(&models_lock);
    model->references++;
    pthread_mutex_unlock(&models_lock);
}

void fd_release(struct fd_model *model) {
    pthread_mutex_lock(&models_lock);
    int references = --model->references;
    pthread_mutex_unlock(&models_lock);
    if (references) return;
    fd_object_release(model->root);
    pthread_mutex_destroy(&model->lock);
    free(model->unreadable_suffix);
    free(model);
}

void fd_destroy(struct fd_model *model) {
    fd_power_off(model);
    pthread_mutex_lock(&models_lock);
    for (struct fd_model **place = &models; *place; place = &(*place)->next) {
        if (*place != model) continue;
        *place = model->next;
        break;
    }
    pthread_mutex_unlock(&models_lock);
    fd_release(model);
}

static int covers(const struct fd_model *model, const char *path) {
    char after = strncmp(path, model->directory, model->directory_length) ? 'x' : path[model->directory_length];
    return after == 0 || after == '/';
}

struct fd_model *fd_model_of(const char *path) {
    pthread_mutex_lock(&models_lock);
    struct fd_model *model = models;
    while (model && !covers(model, path)) model = model->next;
    if (model) model->references++;
    pthread_mutex_unlock(&models_lock);
    return model;
}

/* Counts an operation: 0 when it may be done, EIO when not; `strikes` tells that the power goes in the midst of it. */
static int begin(struct fd_model *model, const struct fd_file *file, int *strikes) {
    if (strikes) *strikes = 0;
    if (model->is_off || (file && file->process != model->process)) return EIO;
    model->operations++;
    if (!model->cut_countdown || --model->cut_countdown) return 0;
    model->is_off = model->is_cut = 1;
    if (strikes) *strikes = 1;
    return EIO;
}

/* Answers the fault that a write or a change of size meets. */
static int write_fault(struct fd_model *model) {
    if (model->every_write_error) return model->every_write_error;
    if (!model->write_countdown || --model->write_countdown) return 0;
    return model->write_error;
}

static int has_room(struct fd_model *model, const struct object *file, int64_t size) {
    int64_t growth = size - file->size;
    if (model->room < 0 || growth <= 0) return 1;
    if (growth > model->room) return 0;
    model->room -= growth;
    return 1;
}

static void gain_room(struct fd_model *model, int64_t octets) {
    if (model->room >= 0 && octets > 0) model->room += octets;
}

static void note(struct object *file, const void *octets, int64_t count, int64_t offset) {
    struct operation *operation = fd_allocate(sizeof *operation + (octets ? (size_t)count : 0));
    operation->offset = offset;
    operation->count = count;
    if (octets) {
        operation->octets = operation->storage;
        memcpy(operation->storage, octets, (size_t)count);
    }
    *file->pending_end = operation;
    file->pending_end = &operation->next;
    if (!octets || offset + count > file->size) file->size = offset + count;
}

/* Removes a name that the process sees. */
static void remove_name(struct fd_model *model, struct object *parent, const char *name, struct object *object) {
    gain_room(model, object->size);
    fd_names_change(parent, name, NULL, NULL);
}

struct fd_file *fd_open(struct fd_model *model, const char *path, int flags, int *error) {
    struct object *parent;
    char name[NAME_MAX + 1];
    struct stat status;
    *error = 0;
    pthread_mutex_lock(&model->lock);
    struct object *object = fd_locate(model, path, &parent, name);
    int is_root = object == model->root;
    if (object && parent && lstat(path, &status)) {
        remove_name(model, parent, name, object);
        object = NULL;
    }
    if (model->is_off) {
        *error = object || parent ? EIO : 0;
    } else if (object && (flags & O_CREAT) && (flags & O_EXCL)) {
        *error = EEXIST;
    } else if (object && (flags & O_TRUNC) && object->size > 0) {
        if (!(*error = begin(model, NULL, NULL))) {
            gain_room(model, object->size);
            note(object, NULL, 0, 0);
        }
    } else if (!object && parent && (flags & O_CREAT)) {
        if (!(*error = begin(model, NULL, NULL))) {
            object = fd_object_make(0);
            fd_names_change(parent, NULL, name, object);
            fd_object_release(object);
        }
    } else if (!object && parent) {
        *error = ENOENT;
    }
    struct fd_file *file = NULL;
    if (object && !*error) {
        file = fd_allocate(sizeof *file);
        file->references = 1;
        file->model = model;
        file->object = object;
        file->process = model->process;
        file->name = strdup(is_root ? "" : name);
        object->references++;
        retain(model);
    }
    pthread_mutex_unlock(&model->lock);
    return file;
}

struct fd_file *fd_duplicate(struct fd_file *file) {
    pthread_mutex_lock(&file->model->lock);
    file->references++;
    pthread_mutex_unlock(&file->model->lock);
    return file;
}

void fd_close(struct fd_file *file) {
    struct fd_model *model = file->model;
    pthread_mutex_lock(&model->lock);
    int references = --file->references;
    if (!references) fd_object_release(file->object);
    pthread_mutex_unlock(&model->lock);
    if (references) return;
    free(file->name);
    free(file);
    fd_release(model);
}

int64_t fd_size(struct fd_file *file) {
    pthread_mutex_lock(&file->model->lock);
    int64_t size = file->object->size;
    pthread_mutex_unlock(&file->model->lock);
    return size;
}

int fd_write(struct fd_file *file, const void *octets, int64_t count, int64_t offset) {
    struct fd_model *model = file->model;
    int strikes;
    if (count <= 0) return 0;
    pthread_mutex_lock(&model->lock);
    int error = begin(model, file, &strikes);
    if (strikes && count > 1) note(file->object, octets, count / 2, offset);
    if (!error) error = write_fault(model);
    if (!error && !has_room(model, file->object, offset + count)) error = ENOSPC;
    if (!error) note(file->object, octets, count, offset);
    pthread_mutex_unlock(&model->lock);
    return error;
}

int fd_truncate(struct fd_file *file, int64_t size) {
    struct fd_model *model = file->model;
    pthread_mutex_lock(&model->lock);
    int error = begin(model, file, NULL);
    if (!error) error = write_fault(model);
    if (!error && !has_room(model, file->object, size)) error = ENOSPC;
    if (!error) {
        gain_room(model, file->object->size - size);
        note(file->object, NULL, 0, size);
    }
    pthread_mutex_unlock(&model->lock);
    return error;
}

int fd_read(struct fd_file *file) {
    struct fd_model *model = file->model;
    pthread_mutex_lock(&model->lock);
    int error = model->is_off || file->process != model->process ? EIO : 0;
    if (model->unreadable_suffix) {
        size_t length = strlen(file->name), suffix = strlen(model->unreadable_suffix);
        if (length >= suffix && !strcmp(file->name + length - suffix, model->unreadable_suffix)) error = EIO;
    }
    pthread_mutex_unlock(&model->lock);
    return error;
}

/* Counts a sync: 0 when it may make things durable, EIO when not; `fails` tells that the disk fails it. */
static int begin_sync(struct fd_model *model, const struct fd_file *file, int *fails) {
    *fails = 0;
    if (begin(model, file, NULL)) return EIO;
    model->syncs++;
    if (model->sync_countdown && !--model->sync_countdown) *fails = 1;
    if (model->every_sync_fails) *fails = 1;
    return *fails ? EIO : 0;
}

/* Gives the real file what is durable. */
static void evict(struct object *file, const struct fd_rewriter *rewriter) {
    rewriter->resize(rewriter->context, file->durable_size);
    rewriter->write(rewriter->context, file->durable, file->durable_size, 0);
    file->size = file->durable_size;
}

int fd_sync(struct fd_file *file, const struct fd_rewriter *rewriter) {
    struct fd_model *model = file->model;
    struct object *object = file->object;
    int fails;
    pthread_mutex_lock(&model->lock);
    int error = begin_sync(model, file, &fails);
    if (fails && !object->is_directory) {
        int is_lost = (model->sync_outcome & FD_PARTLY_LOST) == 0;
        fd_content_settle(object, is_lost ? FD_NOTHING : FD_CHANCE, &model->random);
        if (rewriter && (model->sync_outcome & FD_EVICTED)) evict(object, rewriter);
    }
    if (!error && object->is_directory) fd_names_settle(object, INT64_MAX);
    if (!error && !object->is_directory) fd_content_settle(object, FD_EVERYTHING, NULL);
    if (!error && !model->names_need_directory_sync) fd_names_settle_all(model->root);
    pthread_mutex_unlock(&model->lock);
    return error;
}

int fd_sync_directory(struct fd_model *model, const char *path) {
    int error;
    struct fd_file *directory = fd_open(model, path, 0, &error);
    if (!directory) return error;
    error = fd_sync(directory, NULL);
    fd_close(directory);
    return error;
}

int fd_remove(struct fd_model *model, const char *path) {
    struct object *parent;
    char name[NAME_MAX + 1];
    pthread_mutex_lock(&model->lock);
    struct object *object = fd_locate(model, path, &parent, name);
    /* The root and a directory that is not empty stay. */
    int is_removed = object && parent && !object->names;
    int error = is_removed ? begin(model, NULL, NULL) : model->is_off ? EIO : 0;
    if (is_removed && !error) remove_name(model, parent, name, object);
    pthread_mutex_unlock(&model->lock);
    return error;
}

int fd_rename(struct fd_model *model, const char *path, const char *name) {
    struct object *from, *to;
    char old_name[NAME_MAX + 1], new_name[NAME_MAX + 1];
    pthread_mutex_lock(&model->lock);
    struct object *object = fd_locate(model, path, &from, old_name);
    struct object *replaced = fd_locate(model, name, &to, new_name);
    int is_known = object && from && to && object != replaced;
    int error = is_known ? begin(model, NULL, NULL) : model->is_off ? EIO : 0;
    if (is_known && !error) {
        if (replaced) gain_room(model, replaced->size);
        object->references++;
        if (from == to) {
            fd_names_change(from, old_name, new_name, object);
        } else {
            /* Between directories a rename counts as durable at once, with all that happened in both before. */
            fd_names_change(to, NULL, new_name, object);
            fd_names_change(from, old_name, NULL, NULL);
            fd_names_settle(to, INT64_MAX);
            fd_names_settle(from, INT64_MAX);
        }
        fd_object_release(object);
    }
    pthread_mutex_unlock(&model->lock);
    return error;
}

int fd_make_directory(struct fd_model *model, const char *path) {
    struct object *parent;
    char name[NAME_MAX + 1];
    pthread_mutex_lock(&model->lock);
    struct object *object = fd_locate(model, path, &parent, name);
    int is_new = !object && parent;
    int error = is_new ? begin(model, NULL, NULL) : model->is_off ? EIO : 0;
    if (is_new && !error) {
        object = fd_object_make(1);
        fd_names_change(parent, NULL, name, object);
        fd_object_release(object);
    }
    pthread_mutex_unlock(&model->lock);
    return error;
}
