#include <ares.h>
#include <ares_nameser.h>

/* What waits for the sockets of c-ares; the modules of glibc that Swift has leave these two out. */
#include <sys/epoll.h>
#include <sys/eventfd.h>
