/* The floors without Node: writes `count` times and prints the nanoseconds of each, one a line, to stderr.
 * floor flush DIR SIZE COUNT   overwrites the same place of a preallocated file, then fdatasync
 * floor rename DIR SIZE COUNT  temporary file, fsync, rename, fsync of the directory
 * One write before the first that is timed. Not what a program in C would do with a document: no lock, no text. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void need(int holds, const char *what) {
  if (holds) return;
  perror(what);
  exit(1);
}

static long long nowNs(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static void flushOnce(int fd, const char *bytes, size_t size) {
  need(pwrite(fd, bytes, size, 0) == (ssize_t)size, "pwrite");
  need(fdatasync(fd) == 0, "fdatasync");
}

static void renameOnce(const char *bytes, size_t size) {
  int fd = open("floor.tmp", O_WRONLY | O_CREAT | O_TRUNC, 0644);
  need(fd >= 0, "open");
  need(write(fd, bytes, size) == (ssize_t)size, "write");
  need(fsync(fd) == 0, "fsync");
  need(close(fd) == 0, "close");
  need(rename("floor.tmp", "floor") == 0, "rename");
  int directory = open(".", O_RDONLY);
  need(directory >= 0 && fsync(directory) == 0, "fsync of the directory");
  need(close(directory) == 0, "close");
}

int main(int count, char **words) {
  if (count != 5) return 2;
  size_t size = strtoul(words[3], NULL, 10);
  long writes = strtol(words[4], NULL, 10);
  int isFlush = strcmp(words[1], "flush") == 0;
  need(size >= 32 && chdir(words[2]) == 0, words[2]);
  char *bytes = malloc(size);
  need(bytes != NULL, "malloc");
  memset(bytes, 'x', size);
  int fd = -1;
  if (isFlush) {
    fd = open("flushed", O_RDWR | O_CREAT, 0644);
    need(fd >= 0 && pwrite(fd, bytes, size, 0) == (ssize_t)size && fsync(fd) == 0, "flushed");
  }
  for (long n = -1; n < writes; n++) {
    snprintf(bytes, 32, "%ld", n);
    long long beganNs = nowNs();
    if (isFlush) flushOnce(fd, bytes, size);
    else renameOnce(bytes, size);
    if (n >= 0) fprintf(stderr, "%lld\n", nowNs() - beganNs);
  }
  return 0;
}
