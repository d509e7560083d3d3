#include "waxwing_sqlite.h"

#include <sqlite3.h>

int waxwing_sqlite_keep_log_on_close(void *connection) {
    return sqlite3_db_config((sqlite3 *)connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

static int note_frames(void *frames, sqlite3 *connection, const char *database, int count) {
    (void)connection;
    (void)database;
    __atomic_store_n((int64_t *)frames, (int64_t)count, __ATOMIC_RELEASE);
    return SQLITE_OK;
}

int64_t waxwing_sqlite_log_frames(const int64_t *frames) {
    return __atomic_load_n(frames, __ATOMIC_ACQUIRE);
}

void waxwing_sqlite_count_log_frames(void *connection, int64_t *frames) {
    sqlite3_wal_hook((sqlite3 *)connection, note_frames, frames);
}
