#include "import_learn.h"

#include <stdlib.h>

#include "import_clean.h"

#define FIRST_LOOK ((size_t)1 << 20)

/* Where a column was first seen with the day first, and with the month first; 0 for nowhere. */
struct orders {
    uint64_t day_first, month_first;
};

struct lesson {
    struct orders *orders;           /* one a field of the plan's input */
    bool dmy, mdy, either;           /* said by dates */
    bool point, comma;               /* said by amounts */
    struct mbr_span date, open_date; /* the first at all, the first that says "either" */
    uint64_t line;                   /* of open_date */
    const struct mbr_import_field *field, *open_field;
    struct mbr_arena kept;
};

/* A value may stand in a field's buffer, where the next row's will be. */
static struct mbr_span keep(struct lesson *lesson, struct mbr_span value)
{
    return (struct mbr_span){mbr_arena_dup(&lesson->kept, value.p, value.n), value.n};
}

static void learn_date(struct lesson *lesson, struct orders *orders,
                       const struct mbr_import_field *field, struct mbr_span value, uint64_t line)
{
    enum mbr_datetext_says says = mbr_datetext_says(value);
    lesson->dmy |= says == MBR_DATETEXT_DMY;
    lesson->mdy |= says == MBR_DATETEXT_MDY;
    if (says == MBR_DATETEXT_DMY && !orders->day_first)
        orders->day_first = line;
    if (says == MBR_DATETEXT_MDY && !orders->month_first)
        orders->month_first = line;
    if (says != MBR_DATETEXT_NOTHING && lesson->date.n == 0) {
        lesson->date = keep(lesson, value);
        lesson->field = field;
    }
    if (says != MBR_DATETEXT_EITHER || lesson->either)
        return;
    lesson->either = true;
    lesson->open_date = keep(lesson, value);
    lesson->line = line;
    lesson->open_field = field;
}

static void learn_record(struct lesson *lesson, const struct mbr_import_plan *plan,
                         const struct mbr_csv_record *record, uint64_t line)
{
    for (size_t i = 0; i < plan->input.count; i++) {
        struct mbr_import_field *field = plan->input.field[i];
        if (field->kind == MBR_IMPORT_AT) {
            struct mbr_span value = mbr_import_peek(field, record);
            learn_date(lesson, &lesson->orders[i], field, value, line);
        } else if (plan->mark == MBR_MARK_OPEN &&
                   (field->kind == MBR_IMPORT_AMOUNT || field->kind == MBR_IMPORT_SIGNED)) {
            enum mbr_moneytext_says says = mbr_moneytext_says(mbr_import_peek(field, record));
            lesson->point |= says == MBR_MONEYTEXT_POINT;
            lesson->comma |= says == MBR_MONEYTEXT_COMMA;
        }
    }
}

static void read_lesson(struct lesson *lesson, const struct mbr_import_plan *plan,
                        const struct mbr_csv *csv, struct mbr_span head, bool whole)
{
    struct mbr_csv_record record = {0};
    struct orders *orders = lesson->orders;
    uint64_t line = csv->next_line;
    memset(orders, 0, plan->input.count * sizeof *orders);
    mbr_arena_free(&lesson->kept);
    *lesson = (struct lesson){.orders = orders};
    for (;;) {
        size_t taken = mbr_csv_split(&record, &csv->dialect, head, whole);
        if (taken == 0)
            break;
        learn_record(lesson, plan, &record, line);
        line += record.lines;
        head = (struct mbr_span){head.p + taken, head.n - taken};
    }
    mbr_csv_record_free(&record);
}

static bool is_open(const struct mbr_import_plan *plan, const struct lesson *lesson)
{
    return plan->layout->date_order == MBR_DATE_OPEN && lesson->either && !lesson->dmy &&
           !lesson->mdy;
}

static int look_ahead(struct lesson *lesson, const struct mbr_import_plan *plan,
                      struct mbr_csv *csv, size_t most, struct mbr_err *err)
{
    struct mbr_span head;
    bool whole;
    size_t want = most < FIRST_LOOK ? most : FIRST_LOOK;
    for (;; want = want > most / 4 ? most : want * 4) {
        if (mbr_csv_head(csv, want, &head, &whole, err) < 0)
            return -1;
        read_lesson(lesson, plan, csv, head, whole);
        if (!is_open(plan, lesson) || whole || want == most)
            return 0;
    }
}

/* One order for all columns; where they differ, each has what its own values say. */
static int set_orders(const struct mbr_import_plan *plan, const struct lesson *lesson,
                      struct mbr_in *in, struct mbr_err *err)
{
    for (size_t i = 0; i < plan->input.count; i++) {
        struct mbr_import_field *field = plan->input.field[i];
        uint64_t day = lesson->orders[i].day_first, month = lesson->orders[i].month_first;
        if (field->kind != MBR_IMPORT_AT)
            continue;
        if (day && month) {
            mbr_in_set_number(in, day > month ? day : month);
            return mbr_err_set(err,
                               "%s: day and month are in both orders: line %llu is day first, "
                               "line %llu month first (see --date-order)",
                               field->title, (unsigned long long)day, (unsigned long long)month);
        }
        bool alike = lesson->dmy != lesson->mdy;
        if (alike ? lesson->dmy : day > 0)
            field->order = MBR_DATE_DMY;
        else if (alike ? lesson->mdy : month > 0)
            field->order = MBR_DATE_MDY;
    }
    return 0;
}

static int conclude(struct mbr_import_plan *plan, const struct lesson *lesson, struct mbr_in *in,
                    struct mbr_err *err)
{
    if (is_open(plan, lesson)) {
        mbr_in_set_number(in, lesson->line);
        return mbr_err_value(err, lesson->open_field->title,
                             "day and month cannot be told apart (see --date-order)",
                             lesson->open_date);
    }
    if (plan->mark == MBR_MARK_OPEN && lesson->point != lesson->comma)
        plan->mark = lesson->point ? MBR_MARK_POINT : MBR_MARK_COMMA;
    return plan->layout->date_order == MBR_DATE_OPEN ? set_orders(plan, lesson, in, err) : 0;
}

int mbr_import_learn(struct mbr_import_plan *plan, struct mbr_csv *csv, size_t most,
                     struct mbr_buf *layout, bool *located, struct mbr_err *err)
{
    struct lesson lesson = {.orders = mbr_calloc(plan->input.count, sizeof *lesson.orders)};
    int status = look_ahead(&lesson, plan, csv, most, err);
    *located = status < 0;
    if (status == 0)
        status = conclude(plan, &lesson, csv->in, err);
    if (status == 0 && lesson.field)
        mbr_put_datetext_layout(layout, lesson.date, lesson.field->order);
    mbr_arena_free(&lesson.kept);
    free(lesson.orders);
    return status;
}
