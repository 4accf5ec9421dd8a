#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../lib/rules/tag_job.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct mbr_tool tool = {.name = "fuzz"};
static const char member[] =
    "{\"type\":\"member\",\"member\":\"m\",\"as_of\":\"2024-02-29\",\"buy\":"
    "{\"last\":\"2024-02-01\",\"orders\":1,\"spend\":6},\"tags\":{\"a\":"
    "{\"weight\":0.5,\"until\":\"2024-03-01\"},\"x y\":{}}}";

/* The verdicts on one member: what is given is an object. */
static void judge(struct tag_job *job)
{
    const struct mbr_member judged = {.id = {"m", 1}, .as_of = 19782};
    struct mbr_err err;
    size_t count;
    const char *const *paths = mbr_expr_paths(job->rules.set, &count);
    struct mbr_ask *ask = mbr_ask_new(paths, count, false, &err);
    struct tag_lane *lane = mbr_tag_lane_new(job, NULL, &err);
    if (ask && lane && mbr_ask_scan(ask, mbr_span(member), &err) == 0) {
        struct mbr_member with = judged;
        with.slot = ask->slot;
        if (mbr_tag_judge(lane, &with, &err) == 0)
            for (size_t i = 0; i < lane->count; i++)
                if ((lane->verdict[i].value.kind == MBR_JSON_OBJECT) !=
                    (lane->verdict[i].reason != TAG_NOT))
                    abort();
    }
    if (lane)
        mbr_tag_lane_free(lane);
    mbr_ask_free(ask);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct mbr_tag_options options = MBR_TAG_OPTIONS_INIT;
    struct mbr_run run = {.tool = &tool, .quiet = true};
    struct tag_job job = {.options = &options, .run = &run};
    char name[32];
    int fd = memfd_create("rules", 0);
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    if (write(fd, data, size) == (ssize_t)size) {
        if (mbr_tag_rules_read(&job.rules, name, true, &run) == 0)
            judge(&job);
        else if (!run.err.text[0] || strchr(run.err.text, '\n') ||
                 !mbr_utf8_valid(run.beneath.p, run.beneath.n))
            abort();
    }
    close(fd);
    mbr_tag_rules_free(&job.rules);
    mbr_buf_free(&run.beneath);
    return 0;
}
