#include "import_learn.h"

#define FIRST_LOOK ((size_t)1 << 20)

struct lesson {
    bool dmy, mdy, either;           /* said by dates */
    bool point, comma;               /* said by amounts */
    struct mbr_span date, open_date; /* the first at all, the first that says "either" */
    uint64_t line;                   /* of open_date */
    const struct mbr_import_field *field;
};

static void learn_date(struct lesson *lesson, const struct mbr_import_field *field,
                       struct mbr_span value, uint64_t line)
{
    enum mbr_datetext_says says = mbr_datetext_says(value);
    lesson->dmy |= says == MBR_DATETEXT_DMY;
    lesson->mdy |= says == MBR_DATETEXT_MDY;
    if (says != MBR_DATETEXT_NOTHING && lesson->date.n == 0)
        lesson->date = value;
    if (says != MBR_DATETEXT_EITHER || lesson->either)
        return;
    lesson->either = true;
    lesson->open_date = value;
    lesson->line = line;
    lesson->field = field;
}

static void learn_record(struct lesson *lesson, const struct mbr_import_plan *plan,
                         const struct mbr_csv_record *record, uint64_t line)
{
    for (size_t i = 0; i < plan->input.count; i++) {
        const struct mbr_import_field *field = plan->input.field[i];
        if (field->column >= record->fields)
            continue;
        struct mbr_span value = mbr_import_trimmed(record->field[field->column]);
        if (field->kind == MBR_IMPORT_AT) {
            learn_date(lesson, field, value, line);
        } else if (field->kind == MBR_IMPORT_AMOUNT || field->kind == MBR_IMPORT_SIGNED) {
            enum mbr_moneytext_says says = mbr_moneytext_says(value);
            lesson->point |= says == MBR_MONEYTEXT_POINT;
            lesson->comma |= says == MBR_MONEYTEXT_COMMA;
        }
    }
}

static struct lesson read_lesson(const struct mbr_import_plan *plan, const struct mbr_csv *csv,
                                 struct mbr_span head, bool whole)
{
    struct mbr_csv_record record = {0};
    struct lesson lesson = {.line = 0};
    uint64_t line = csv->next_line;
    for (;;) {
        size_t taken = mbr_csv_split(&record, &csv->dialect, head, whole);
        if (taken == 0)
            break;
        learn_record(&lesson, plan, &record, line);
        line += record.lines;
        head = (struct mbr_span){head.p + taken, head.n - taken};
    }
    mbr_csv_record_free(&record);
    return lesson;
}

static bool is_open(const struct mbr_import_plan *plan, const struct lesson *lesson)
{
    return plan->date_order == MBR_DATE_OPEN && lesson->either && !lesson->dmy && !lesson->mdy;
}

int mbr_import_learn(struct mbr_import_plan *plan, struct mbr_csv *csv, size_t most,
                     struct mbr_buf *layout, bool *located, struct mbr_err *err)
{
    struct mbr_span head;
    struct lesson lesson;
    bool whole;
    size_t want = most < FIRST_LOOK ? most : FIRST_LOOK;
    for (;; want = want > most / 4 ? most : want * 4) {
        *located = true;
        if (mbr_csv_head(csv, want, &head, &whole, err) < 0)
            return -1;
        lesson = read_lesson(plan, csv, head, whole);
        if (!is_open(plan, &lesson) || whole || want == most)
            break;
    }
    *located = false;
    if (is_open(plan, &lesson)) {
        mbr_in_set_number(csv->in, lesson.line);
        return mbr_err_value(err, lesson.field->title,
                             "day and month cannot be told apart (see --date-order)",
                             lesson.open_date);
    }
    if (plan->date_order == MBR_DATE_OPEN && lesson.dmy != lesson.mdy)
        plan->date_order = lesson.dmy ? MBR_DATE_DMY : MBR_DATE_MDY;
    if (plan->mark == MBR_MARK_OPEN && lesson.point != lesson.comma)
        plan->mark = lesson.point ? MBR_MARK_POINT : MBR_MARK_COMMA;
    mbr_put_datetext_layout(layout, lesson.date, plan->date_order);
    return 0;
}
