/* Put before the C library (LD_PRELOAD): the nth call that writes, syncs, cuts or renames below a folder fails.
   `arm` says which and with what error; with `lasting`, all later ones fail too, as on a full disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[4096];
static int nth, error_, lasting_, seen;
static char called[64];

void arm(const char *where, int n, int error, int lasting) {
    strncpy(folder, where, sizeof folder - 1);
    nth = n, error_ = error, lasting_ = lasting, seen = 0, called[0] = 0;
}

int calls(void) { return seen; }
const char *failed(void) { return called; }

static int fails_at(const char *path, const char *call) {
    if (!folder[0] || strncmp(path, folder, strlen(folder))) return 0;
    int now = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST);
    if (nth == 0 || now < nth || (now > nth && !lasting_)) return 0;
    if (now == nth) strncpy(called, call, sizeof called - 1);
    errno = error_;
    return 1;
}

static int fails(int file, const char *call) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return fails_at(path, call);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define GUARD(name, file, result, parameters, arguments)                                                              \
    result name parameters { return fails(file, #name) ? (result)-1 : REAL(name) arguments; }

GUARD(write, file, ssize_t, (int file, const void *data, size_t size), (file, data, size))
GUARD(pwrite, file, ssize_t, (int file, const void *data, size_t size, off_t at), (file, data, size, at))
GUARD(pwrite64, file, ssize_t, (int file, const void *data, size_t size, off64_t at), (file, data, size, at))
GUARD(writev, file, ssize_t, (int file, const struct iovec *parts, int n), (file, parts, n))
GUARD(sendfile, to, ssize_t, (int to, int from, off_t *at, size_t size), (to, from, at, size))
GUARD(sendfile64, to, ssize_t, (int to, int from, off64_t *at, size_t size), (to, from, at, size))
GUARD(copy_file_range, to, ssize_t, (int from, off64_t *a, int to, off64_t *b, size_t n, unsigned f), (from, a, to, b, n, f))
GUARD(fsync, file, int, (int file), (file))
GUARD(fdatasync, file, int, (int file), (file))
GUARD(ftruncate, file, int, (int file, off_t size), (file, size))
GUARD(ftruncate64, file, int, (int file, off64_t size), (file, size))

int rename(const char *old, const char *new) { return fails_at(new, "rename") ? -1 : REAL(rename)(old, new); }

int renameat(int a, const char *old, int b, const char *new) {
    return fails_at(new, "rename") ? -1 : REAL(renameat)(a, old, b, new);
}
