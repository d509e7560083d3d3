/// What Swift cannot call in SQLite because it takes a variable number of arguments, or a pointer that outlives the call.
#ifndef WAXWING_SQLITE_H
#define WAXWING_SQLITE_H

#include <stdint.h>

/// Keeps the write-ahead log when a connection is closed, where SQLite would copy it into the database and remove it.
///
/// @param connection an open connection (`sqlite3 *`).
/// @return a result code of SQLite.
int waxwing_sqlite_keep_log_on_close(void *connection);

/// Has the number of frames in the write-ahead log written to a place after every commit of a connection, and ends
/// automatic checkpoints on it.
///
/// @param connection an open connection (`sqlite3 *`).
/// @param frames where the number is written, on the thread that commits; has to outlive the connection.
void waxwing_sqlite_count_log_frames(void *connection, int64_t *frames);

/// The number that was written last, on any thread.
///
/// @param frames the place.
int64_t waxwing_sqlite_log_frames(const int64_t *frames);

#endif
