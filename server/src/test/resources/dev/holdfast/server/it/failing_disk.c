/*
 * Makes one call on the log's files fail, as a failing disk does, in any program started with
 *
 *   LD_PRELOAD=./failing_disk.so
 *   FAILING_DISK_SYNC=n     the n-th fdatasync or fsync fails with EIO, and what was written
 *                           since the last good one is dropped, as Linux may do
 *   FAILING_DISK_WRITE=n    the n-th write stops half way, the next one fails with ENOSPC
 *   FAILING_DISK_QUOTA=n    the same with EDQUOT
 *   FAILING_DISK_CALLS=file each call is noted there in a line: SYNC or WRITE, OK or FAILED
 *
 * It fails once: whoever tries again is told that all is well, and is seen in the notes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long syncs, writes;
static off64_t dirty_from = -1, dirty_to;

static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static int (*real_fdatasync)(int);
static int (*real_fsync)(int);

__attribute__((constructor)) static void find_the_real_ones(void) {
  real_pwrite64 = dlsym(RTLD_NEXT, "pwrite64");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
}

static int is_log(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, "wal.log") != NULL;
}

static long number(const char *variable) {
  const char *value = getenv(variable);
  return value == NULL ? -1 : atol(value);
}

static void note(const char *line) {
  const char *file = getenv("FAILING_DISK_CALLS");
  int fd = file == NULL ? -1 : open(file, O_WRONLY | O_APPEND | O_CREAT, 0644);
  if (fd < 0 || write(fd, line, strlen(line)) < 0) abort();
  close(fd);
}

/* Free space in the log is newlines: the pages read as they did before they were written. */
static void drop_what_is_not_synced(int fd) {
  for (off64_t at = dirty_from; at >= 0 && at < dirty_to; at++) {
    if (real_pwrite64(fd, "\n", 1, at) != 1) abort();
  }
}

static int sync_file(int fd, int (*real)(int)) {
  if (!is_log(fd)) return real(fd);
  pthread_mutex_lock(&lock);
  int failed = ++syncs == number("FAILING_DISK_SYNC");
  if (failed) drop_what_is_not_synced(fd);
  note(failed ? "SYNC FAILED\n" : "SYNC OK\n");
  dirty_from = -1;
  int result = failed ? -1 : real(fd);
  pthread_mutex_unlock(&lock);
  if (failed) errno = EIO;
  return result;
}

int fdatasync(int fd) { return sync_file(fd, real_fdatasync); }

int fsync(int fd) { return sync_file(fd, real_fsync); }

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  if (!is_log(fd)) return real_pwrite64(fd, bytes, count, at);
  pthread_mutex_lock(&lock);
  long quota = number("FAILING_DISK_QUOTA");
  long failing = quota > 0 ? quota : number("FAILING_DISK_WRITE");
  int failed = ++writes == failing + 1 && failing > 0;
  note(failed ? "WRITE FAILED\n" : "WRITE OK\n");
  if (dirty_from < 0) {
    dirty_from = dirty_to = at;
  }
  if (at < dirty_from) dirty_from = at;
  if (at + (off64_t)count > dirty_to) dirty_to = at + count;
  ssize_t result = failed ? -1 : real_pwrite64(fd, bytes, writes == failing ? count / 2 : count, at);
  pthread_mutex_unlock(&lock);
  if (failed) errno = quota > 0 ? EDQUOT : ENOSPC;
  return result;
}
