/* Rows of few people. One that is hidden alone is what the total of its group lacks, and two that
   stand for fewer than the least together are hardly better: so the next smallest ones go with
   them. L. Willenborg and T. de Waal, "Elements of Statistical Disclosure Control", Springer 2001,
   chapter 5, call the two primary and secondary suppression. */

#include "mask_rows.h"

#include <stdlib.h>

#include "mbr/decimal.h"
#include "mbr/path.h"
#include "mbr/value.h"

struct mask_cell {
    int64_t count; /* a decimal; -1: the row has none */
    uint32_t group;
    size_t number; /* of the row */
    bool hidden;
};

void mbr_mask_rows_free(struct mask_rows *rows)
{
    mbr_map_free(&rows->groups);
    mbr_buf_free(&rows->key);
    mbr_buf_free(&rows->scratch);
    free(rows->cell);
    rows->cell = NULL;
}

int mbr_mask_rows_check(const struct mbr_json *count, const char *name, int64_t *to,
                        struct mbr_err *err)
{
    *to = -1;
    if (mbr_value_decimal(count, name, to, err) < 0)
        return -1;
    if (*to < 0 && count->kind != MBR_JSON_ABSENT)
        return mbr_err_json(err, name, "below 0", count->raw);
    return 0;
}

int mbr_mask_rows_learn(struct mask_rows *rows, const struct mbr_json *of,
                        const struct mbr_json *count, const char *name,
                        const struct mbr_json *within, struct mbr_err *err)
{
    struct mask_cell cell = {.number = rows->count};
    if (mbr_mask_rows_check(count, name, &cell.count, err) < 0)
        return -1;
    rows->key.n = 0;
    mbr_put_span(&rows->key, of->raw);
    for (size_t i = 0; i < rows->within->count; i++) {
        mbr_put_char(&rows->key, '\n');
        mbr_put_span(&rows->key, within[i].raw);
    }
    cell.group = mbr_map_put(&rows->groups, mbr_buf_span(&rows->key), NULL);
    rows->cell = mbr_grow(rows->cell, &rows->cap, rows->count + 1, sizeof *rows->cell);
    rows->cell[rows->count++] = cell;
    return 0;
}

static int by_group_and_count(const void *a, const void *b)
{
    const struct mask_cell *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->count != y->count)
        return x->count < y->count ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static int by_number(const void *a, const void *b)
{
    const struct mask_cell *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* A group's rows, the smallest first. Nobody is in those of 0, and hiding them hides nobody. */
static void decide_group(struct mask_rows *rows, struct mask_cell *cell, size_t count)
{
    int64_t least = rows->least * MBR_DECIMAL_ONE, hidden = 0;
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        bool few = cell[i].count < least;
        if (cell[i].count <= 0)
            continue;
        if (!few && (n == 0 || (n > 1 && hidden >= least)))
            break;
        cell[i].hidden = true;
        hidden = hidden > least ? hidden : hidden + cell[i].count;
        n++;
        rows->hidden++;
        rows->besides += !few;
    }
}

void mbr_mask_rows_decide(struct mask_rows *rows)
{
    if (rows->count == 0)
        return;
    qsort(rows->cell, rows->count, sizeof *rows->cell, by_group_and_count);
    for (size_t i = 0, end; i < rows->count; i = end) {
        for (end = i + 1; end < rows->count && rows->cell[end].group == rows->cell[i].group;)
            end++;
        decide_group(rows, rows->cell + i, end - i);
    }
    qsort(rows->cell, rows->count, sizeof *rows->cell, by_number);
    for (size_t i = 0; i < rows->count; i++)
        rows->countless += rows->cell[i].count < 0;
}

static bool is_among(const struct mbr_list *paths, const char *field)
{
    for (size_t i = 0; i < paths->count; i++)
        if (mbr_path_begins(paths->item[i], field))
            return true;
    return false;
}

/* Its names: what is said in words, and what a person says is one. */
static bool stays(struct mask_rows *rows, const struct mbr_json_pair *pair)
{
    struct mbr_span key;
    if (pair->value.kind == MBR_JSON_STRING)
        return true;
    if (mbr_json_key_text(pair->key, &rows->scratch, &key) < 0)
        return false;
    rows->key.n = 0;
    mbr_put_span(&rows->key, key);
    mbr_put_char(&rows->key, '\0');
    return is_among(rows->within, rows->key.p) || is_among(rows->labels, rows->key.p);
}

bool mbr_mask_rows_put(struct mask_rows *rows, struct mbr_span line, struct mbr_buf *to)
{
    if (rows->least == 0 || rows->at >= rows->count || !rows->cell[rows->at++].hidden)
        return false;
    const char *brace = memchr(line.p, '{', line.n), *last = memrchr(line.p, '}', line.n);
    struct mbr_json record = {.raw = {brace, (size_t)(last - brace) + 1}, .kind = MBR_JSON_OBJECT};
    struct mbr_json_walk walk = mbr_json_walk(&record);
    struct mbr_json_pair pair;
    mbr_put_char(to, '{');
    while (mbr_json_next_pair(&walk, &pair)) {
        if (!stays(rows, &pair))
            continue;
        mbr_put_comma(to);
        mbr_put_span(to, pair.key);
        mbr_put_char(to, ':');
        mbr_put_span(to, pair.value.raw);
    }
    mbr_put_key(to, "suppressed");
    mbr_put_text(to, "true}");
    return true;
}

void mbr_mask_rows_report(const struct mask_rows *rows, const char *count,
                          const struct mbr_run *run)
{
    struct mbr_buf text = {0};
    if (rows->least == 0)
        return;
    mbr_put_count(&text, rows->hidden, "row");
    mbr_put_text(&text, " suppressed");
    if (rows->besides)
        mbr_put_format(&text, ", %llu of them so that the others cannot be reckoned back",
                       (unsigned long long)rows->besides);
    mbr_note(run, "%.*s", (int)text.n, text.p);
    text.n = 0;
    mbr_put_count(&text, rows->countless, "row");
    if (rows->countless)
        mbr_warn(run, "%.*s without %s: not judged, and passed as they are (see --count)",
                 (int)text.n, text.p, count);
    mbr_buf_free(&text);
}
