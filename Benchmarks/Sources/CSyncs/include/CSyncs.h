#ifndef CSYNCS_H
#define CSYNCS_H

/// How many times this process has asked the disk to make something durable: fsync and fdatasync, failed ones too.
///
/// The functions of the C library are replaced in whatever program this is linked into, for the libraries that it loads
/// as well; they count and pass on.
unsigned long sync_count(void);

#endif
