/* How many lines and units an order has, by what its lines are or where they were bought. */

#include <stdlib.h>

#include "basket_job.h"
#include "mbr/decimal.h"

struct basket_sum {
    uint64_t stamp; /* the last order that counts here */
    int64_t orders, lines, units;
    int64_t whole; /* units of these orders, the lines of others with them */
};

static struct basket_sum *sum_of(struct basket_units *units, struct mbr_span value)
{
    bool added;
    uint32_t number = mbr_map_put(&units->values, value, &added);
    units->sum = mbr_grow(units->sum, &units->cap, units->values.count, sizeof *units->sum);
    if (added)
        units->sum[number] = (struct basket_sum){0};
    return &units->sum[number];
}

/* What a line counts under; n 0 where that is not known. */
static int value_of(struct basket_job *job, const struct mbr_purchase *line, struct mbr_span *value,
                    struct mbr_err *err)
{
    uint32_t number;
    *value = line->field;
    if (!job->level.field)
        return 0;
    if (basket_level_number(&job->level, line->item, &number, err) < 0)
        return -1;
    if (number != BASKET_NO_VALUE)
        *value = mbr_map_key(&job->level.values, number);
    return 0;
}

static int add_order(struct basket_job *job, const struct mbr_purchase *line, size_t count,
                     struct mbr_err *err)
{
    struct basket_units *units = &job->units;
    int64_t whole = 0;
    units->stamps++;
    for (size_t i = 0; i < count; i++)
        if (!mbr_decimal_add(whole, line[i].left, &whole))
            return mbr_err_set(err, "orders: lines: qty: the sum does not fit");
    for (size_t i = 0; i < count; i++) {
        struct mbr_span value;
        if (value_of(job, &line[i], &value, err) < 0)
            return -1;
        struct basket_sum *sum = sum_of(units, value);
        sum->lines++;
        if (!mbr_decimal_add(sum->units, line[i].left, &sum->units) ||
            (sum->stamp != units->stamps && !mbr_decimal_add(sum->whole, whole, &sum->whole)))
            return mbr_err_set(err, "orders: lines: qty: the sum does not fit");
        sum->orders += sum->stamp != units->stamps;
        sum->stamp = units->stamps;
    }
    return 0;
}

int basket_units_add(struct basket_job *job, struct mbr_err *err)
{
    const struct mbr_purchases *purchases = &job->purchases;
    for (size_t i = 0, end; i < purchases->count; i = end) {
        for (end = i; end < purchases->count; end++)
            if (purchases->line[end].order != purchases->line[i].order)
                break;
        if (add_order(job, &purchases->line[i], end - i, err) < 0)
            return -1;
    }
    return 0;
}

static int write_sum(struct basket_job *job, struct mbr_span value, const struct basket_sum *sum)
{
    struct mbr_buf *buf = &job->run->out.buf;
    double orders = (double)sum->orders;
    mbr_put_text(buf, "{\"type\":\"row\",\"of\":\"units\"");
    if (value.n) {
        mbr_put_key(buf, job->units.by);
        mbr_put_string(buf, value);
    }
    mbr_put_key(buf, "orders");
    mbr_put_int(buf, sum->orders);
    mbr_put_key(buf, "lines");
    mbr_put_int(buf, sum->lines);
    mbr_put_key(buf, "units");
    mbr_put_decimal(buf, sum->units);
    basket_put_measure(buf, "lines_per_order", (double)sum->lines / orders);
    basket_put_measure(buf, "units_per_order", mbr_decimal_double(sum->units) / orders);
    basket_put_measure(buf, "whole_units_per_order", mbr_decimal_double(sum->whole) / orders);
    mbr_put_char(buf, '}');
    return mbr_end(job->run);
}

int basket_units_write(struct basket_job *job)
{
    const struct basket_units *units = &job->units;
    uint32_t count = units->values.count, *sorted = mbr_map_sorted(&units->values);
    size_t top = (size_t)job->options->top;
    int failed = 0;
    if (count == 0)
        mbr_note(job->run, "no orders");
    for (uint32_t i = 0; i < count && (top == 0 || i < top) && !failed; i++)
        failed = write_sum(job, mbr_map_key(&units->values, sorted[i]), &units->sum[sorted[i]]);
    free(sorted);
    return failed;
}

void basket_units_free(struct basket_units *units)
{
    mbr_map_free(&units->values);
    free(units->sum);
}
