#include "mbr/progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "mbr/mem.h"

#define EVERY_LINES 1024
#define FIRST_AFTER 1.0
#define AGAIN_AFTER 0.2

struct mbr_progress {
    const char *tool;
    double started, shown;
    uint64_t next;
    bool visible;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct mbr_progress *mbr_progress_new(const char *tool)
{
    struct mbr_progress *progress = mbr_calloc(1, sizeof *progress);
    progress->tool = tool;
    progress->started = now();
    progress->shown = progress->started + FIRST_AFTER - AGAIN_AFTER;
    return progress;
}

void mbr_progress_wipe(struct mbr_progress *progress)
{
    if (progress && progress->visible)
        fputs("\r\033[K", stderr);
    if (progress)
        progress->visible = false;
}

void mbr_progress_free(struct mbr_progress *progress)
{
    mbr_progress_wipe(progress);
    free(progress);
}

static void show(const struct mbr_progress *progress, uint64_t lines, uint64_t bytes,
                 uint64_t total, double seconds)
{
    double speed = (double)bytes / seconds;
    fprintf(stderr, "\r%s: %.1f MB", progress->tool, (double)bytes / 1e6);
    if (total)
        fprintf(stderr, " of %.1f (%.0f%%)", (double)total / 1e6,
                100 * (double)bytes / (double)total);
    fprintf(stderr, ", %llu lines, %.0f MB/s", (unsigned long long)lines, speed / 1e6);
    if (total > bytes && speed > 0)
        fprintf(stderr, ", %.0f s left", (double)(total - bytes) / speed);
    fputs("\033[K", stderr);
}

void mbr_progress_at(struct mbr_progress *progress, uint64_t lines, uint64_t bytes, uint64_t total)
{
    if (lines < progress->next)
        return;
    progress->next = lines + EVERY_LINES;
    double t = now();
    if (t - progress->shown < AGAIN_AFTER)
        return;
    progress->shown = t;
    progress->visible = true;
    show(progress, lines, bytes, total, t - progress->started);
}
