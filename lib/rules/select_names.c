#include "select_job.h"

#include <stdlib.h>

#include "mbr/text.h"

#define MOST_LEARNED 1000

/* What a function of the history looks at is not what a person has written. */
static bool is_history(const char *path)
{
    return strcmp(path, "orders") == 0 || strcmp(path, "events") == 0 ||
           strcmp(path, "dropped") == 0;
}

int mbr_select_names_open(struct select_names *names, const char *const *paths, size_t count,
                          size_t own, struct mbr_err *err)
{
    static const char *const type[] = {"type"};
    *names = (struct select_names){.path = paths, .paths = count};
    names->met = mbr_calloc(count, sizeof *names->met);
    for (size_t i = 0; i < count; i++) {
        names->met[i] = i < own || is_history(paths[i]);
        names->unmet += !names->met[i];
    }
    names->all = mbr_ask_new(type, 1, true, err);
    return names->all ? 0 : -1;
}

void mbr_select_names_free(struct select_names *names)
{
    mbr_ask_free(names->all);
    mbr_paths_free(&names->known);
    free(names->met);
}

void mbr_select_names_learn(struct select_names *names, const struct mbr_stream *stream)
{
    struct mbr_err ignored;
    for (size_t i = 0; names->unmet && i < names->paths; i++) {
        if (!names->met[i] && stream->ask->slot[i].kind != MBR_JSON_ABSENT) {
            names->met[i] = true;
            names->unmet--;
        }
    }
    if (names->unmet == 0 || names->learned == MOST_LEARNED)
        return;
    names->learned++;
    if (mbr_ask_scan(names->all, stream->line, &ignored) == 0)
        mbr_paths_learn(&names->known, names->all);
}

static bool is_key(const struct select_hold *hold, size_t slot)
{
    for (size_t i = 0; i < hold->keys; i++)
        if (hold->slot[i] == slot)
            return true;
    return false;
}

int mbr_select_names_report(struct select_names *names, const struct select_hold *hold,
                            const struct mbr_expr_notes *notes, struct mbr_run *run)
{
    int failed = 0;
    for (size_t i = 0; failed == 0 && names->learned && i < names->paths; i++) {
        struct mbr_buf text = {0};
        if (names->met[i])
            continue;
        mbr_put_text(&text, "no record has ");
        mbr_put_visible(&text, mbr_span(names->path[i]));
        if (is_key(hold, i) || !mbr_put_expr_quoted(&text, notes, i))
            mbr_put_path_meant(&text, &names->known, names->path[i]);
        mbr_put_char(&text, '\0');
        if (is_key(hold, i))
            failed = mbr_fail(run, "%s: %s", hold->options->by ? "--by" : "--sort", text.p);
        else
            mbr_note(run, "%s", text.p);
        mbr_buf_free(&text);
    }
    return failed;
}
