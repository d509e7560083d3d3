/* The controls of a model: what it counts, and the faults that it is told to bring. */

#include "disk_model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int fd_check(struct fd_model *model) {
    pthread_mutex_lock(&model->lock);
    int error = model->is_off ? EIO : 0;
    pthread_mutex_unlock(&model->lock);
    return error;
}

uint64_t fd_operations(struct fd_model *model) {
    pthread_mutex_lock(&model->lock);
    uint64_t count = model->operations;
    pthread_mutex_unlock(&model->lock);
    return count;
}

uint64_t fd_syncs(struct fd_model *model) {
    pthread_mutex_lock(&model->lock);
    uint64_t count = model->syncs;
    pthread_mutex_unlock(&model->lock);
    return count;
}

void fd_arm_cut(struct fd_model *model, uint64_t number) {
    pthread_mutex_lock(&model->lock);
    model->cut_countdown = number;
    pthread_mutex_unlock(&model->lock);
}

int fd_is_cut(struct fd_model *model) {
    pthread_mutex_lock(&model->lock);
    int is_cut = model->is_cut;
    pthread_mutex_unlock(&model->lock);
    return is_cut;
}

void fd_power_off(struct fd_model *model) {
    pthread_mutex_lock(&model->lock);
    model->is_off = 1;
    pthread_mutex_unlock(&model->lock);
}

void fd_restart_process(struct fd_model *model) {
    pthread_mutex_lock(&model->lock);
    model->process++;
    model->is_off = model->is_cut;
    pthread_mutex_unlock(&model->lock);
}

void fd_fail_sync(struct fd_model *model, uint64_t number, int outcome) {
    pthread_mutex_lock(&model->lock);
    model->sync_countdown = number;
    model->sync_outcome = outcome;
    pthread_mutex_unlock(&model->lock);
}

void fd_fail_every_sync(struct fd_model *model, int fails, int outcome) {
    pthread_mutex_lock(&model->lock);
    model->every_sync_fails = fails;
    model->sync_outcome = outcome;
    pthread_mutex_unlock(&model->lock);
}

void fd_fail_write(struct fd_model *model, uint64_t number, int error) {
    pthread_mutex_lock(&model->lock);
    model->write_countdown = number;
    model->write_error = error;
    pthread_mutex_unlock(&model->lock);
}

void fd_fail_every_write(struct fd_model *model, int error) {
    pthread_mutex_lock(&model->lock);
    model->every_write_error = error;
    pthread_mutex_unlock(&model->lock);
}

void fd_set_room(struct fd_model *model, int64_t octets) {
    pthread_mutex_lock(&model->lock);
    model->room = octets;
    pthread_mutex_unlock(&model->lock);
}

void fd_fail_reads(struct fd_model *model, const char *suffix) {
    char *copy = suffix ? strdup(suffix) : NULL;
    pthread_mutex_lock(&model->lock);
    free(model->unreadable_suffix);
    model->unreadable_suffix = copy;
    pthread_mutex_unlock(&model->lock);
}
