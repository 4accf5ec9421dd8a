#include <math.h>
#include <stdlib.h>

#include "recommend_trial.h"

#include "mbr/crew.h"
#include "mbr/mem.h"
#include "mbr/variate.h"

/* So many of the best of each member say what their scores are worth. */
#define CALIBRATED 100
#define MEMBERS_A_PIECE 32

const uint32_t recommend_depth[RECOMMEND_DEPTHS] = {5, 10, 20};

/* What happened to an item: bits. */
enum { HAD = 1, BOUGHT = 2, IN_TIME = 4, RECENT = 8 };

struct piece {
    const struct recommend_exam *exam;
    const struct recommend_fit *fit;
    struct recommend_marks *marks; /* the places of its own members are the piece's to write */
    uint32_t from, to;
    struct recommend_asker asker;
    uint8_t *fate; /* by item */
    struct recommend_row *row;
    size_t rows, cap;
};

static void set_fate(struct piece *piece, uint32_t i, const struct mbr_past *past, bool clear)
{
    const struct mbr_baskets *all = piece->exam->all;
    struct recommend_truth truth = piece->exam->truth[i];
    const struct mbr_period *not_within = &piece->exam->only.not_within;
    for (size_t b = 0; b < past->baskets; b++) {
        bool recent = recommend_is_within(not_within, past->day[b], past->today - 1);
        for (size_t e = past->entry[b]; e < past->entry[b + 1]; e++)
            piece->fate[past->item[e]] = clear ? 0 : (uint8_t)(HAD | (recent ? RECENT : 0));
    }
    for (size_t b = truth.from; b < truth.to; b++) {
        bool in_time = recommend_in_time(piece->exam, past, all->day[b]);
        for (size_t e = all->entry[b]; e < all->entry[b + 1]; e++)
            if (clear)
                piece->fate[all->item[e]] = 0;
            else
                piece->fate[all->item[e]] |= (uint8_t)(BOUGHT | (in_time ? IN_TIME : 0));
    }
}

struct tally {
    uint32_t all, repeat; /* distinct items */
};

/* Of the member whose fates are set. */
static bool is_shown(uint32_t item, void *data)
{
    const struct piece *piece = data;
    const struct recommend_exam *exam = piece->exam;
    uint8_t fate = piece->fate[item];
    if ((exam->service && exam->service[item]) || (fate & RECENT))
        return false;
    return fate & HAD ? !exam->only.fresh : !exam->only.repeat;
}

static struct tally count_truth(const struct piece *piece, uint32_t i)
{
    const struct mbr_baskets *all = piece->exam->all;
    struct recommend_truth truth = piece->exam->truth[i];
    struct tally tally = {0};
    for (size_t b = truth.from; b < truth.to; b++)
        for (size_t e = all->entry[b]; e < all->entry[b + 1]; e++) {
            uint8_t *fate = &piece->fate[all->item[e]];
            if (!(*fate & BOUGHT) || !is_shown(all->item[e], (void *)(uintptr_t)piece))
                continue;
            tally.all++;
            tally.repeat += (*fate & HAD) != 0;
            *fate &= (uint8_t)~BOUGHT; /* counted */
        }
    for (size_t b = truth.from; b < truth.to; b++)
        for (size_t e = all->entry[b]; e < all->entry[b + 1]; e++)
            piece->fate[all->item[e]] |= BOUGHT;
    return tally;
}

/* What an item found at this place adds, 0 being the first. */
static double gain(size_t place)
{
    return mbr_variate_log(2) / mbr_variate_log((double)place + 2);
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

/* truth: distinct items that were to be found; of: the measures of one kind. */
static void give_marks_of(double hits, double dcg, uint32_t truth, uint32_t depth, double *of)
{
    double ideal = 0;
    for (uint32_t i = 0; i < truth; i++)
        ideal += gain(i);
    of[RECOMMEND_RECALL] = share(hits, truth);
    of[RECOMMEND_NDCG] = share(dcg, ideal);
    of[RECOMMEND_PHR] = share(hits > 0, truth > 0);
    of[RECOMMEND_PRECISION] = truth ? share(hits, depth) : NAN;
}

static void give_marks(const struct piece *piece, const struct mbr_scored *best, size_t count,
                       struct tally truth, double (*of)[RECOMMEND_MEASURES])
{
    double hits[2] = {0}, dcg[2] = {0}; /* of repeats, and of what was new */
    size_t i = 0;
    for (int d = 0; d < RECOMMEND_DEPTHS; d++) {
        uint32_t depth = recommend_depth[d];
        for (; i < depth && i < count; i++) {
            uint8_t fate = piece->fate[best[i].item];
            if (!(fate & BOUGHT))
                continue;
            hits[!(fate & HAD)]++;
            dcg[!(fate & HAD)] += gain(i);
        }
        give_marks_of(hits[0] + hits[1], dcg[0] + dcg[1], truth.all, depth, of[d]);
        give_marks_of(hits[0], dcg[0], truth.repeat, depth, of[d] + RECOMMEND_PER_KIND);
        give_marks_of(hits[1], dcg[1], truth.all - truth.repeat, depth,
                      of[d] + 2 * RECOMMEND_PER_KIND);
    }
}

static void ask_member(struct piece *piece, uint32_t i)
{
    struct mbr_past past = recommend_exam_past(piece->exam, i);
    struct mbr_scored best[CALIBRATED];
    recommend_ask(piece->fit, &past, &piece->asker);
    set_fate(piece, i, &past, false);
    size_t count = mbr_scores_best(&piece->asker.scores, &piece->fit->popular, CALIBRATED, is_shown,
                                   piece, best);
    give_marks(piece, best, count, count_truth(piece, i), piece->marks->of[i]);
    piece->row = mbr_grow(piece->row, &piece->cap, piece->rows + count, sizeof *piece->row);
    for (size_t b = 0; b < count; b++) {
        uint8_t fate = piece->fate[best[b].item];
        piece->row[piece->rows++] =
            (struct recommend_row){best[b].score, i, fate & HAD, fate & IN_TIME};
    }
    for (size_t b = 0; b < RECOMMEND_SHOWN; b++)
        piece->marks->shown[i][b] = b < count ? best[b].item : UINT32_MAX;
    piece->marks->asked[i] = (struct recommend_asked){
        recommend_silence(&past, piece->exam->interval), recommend_times(piece->exam, i) > 0};
    set_fate(piece, i, &past, true);
}

static void work(void *p)
{
    struct piece *piece = p;
    piece->rows = 0;
    for (uint32_t i = piece->from; i < piece->to; i++)
        ask_member(piece, i);
}

static void take(struct recommend_marks *marks, const struct piece *done)
{
    marks->row =
        mbr_grow(marks->row, &marks->row_cap, marks->rows + done->rows, sizeof *marks->row);
    if (done->rows)
        memcpy(marks->row + marks->rows, done->row, done->rows * sizeof *done->row);
    marks->rows += done->rows;
}

static struct piece *pieces_new(size_t count, const struct recommend_exam *exam,
                                const struct recommend_fit *fit, struct recommend_marks *marks)
{
    struct piece *pieces = mbr_calloc(count, sizeof *pieces);
    for (size_t i = 0; i < count; i++) {
        pieces[i] = (struct piece){.exam = exam, .fit = fit, .marks = marks};
        recommend_asker_init(&pieces[i].asker, exam->all->items);
        pieces[i].fate = mbr_calloc(exam->all->items, 1);
    }
    return pieces;
}

static void pieces_free(struct piece *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        recommend_asker_free(&pieces[i].asker);
        free(pieces[i].fate);
        free(pieces[i].row);
    }
    free(pieces);
}

void recommend_mark(const struct recommend_exam *exam, const struct recommend_fit *fit,
                    int64_t jobs, struct recommend_marks *marks)
{
    struct mbr_crew *crew = mbr_crew_new(jobs, work);
    size_t depth = mbr_crew_depth(crew), turn = 0;
    struct piece *pieces = pieces_new(depth, exam, fit, marks), *done;
    uint32_t given = 0;
    *marks = (struct recommend_marks){.count = exam->count};
    marks->of = mbr_alloc(exam->count * sizeof *marks->of);
    marks->shown = mbr_alloc(exam->count * sizeof *marks->shown);
    marks->asked = mbr_alloc(exam->count * sizeof *marks->asked);
    for (;;) {
        while (mbr_crew_held(crew) < depth && given < exam->count) {
            struct piece *piece = &pieces[turn++ % depth];
            uint32_t left = exam->count - given;
            piece->from = given;
            given += left < MEMBERS_A_PIECE ? left : MEMBERS_A_PIECE;
            piece->to = given;
            mbr_crew_give(crew, piece);
        }
        if (!(done = mbr_crew_take(crew)))
            break;
        take(marks, done);
    }
    mbr_crew_free(crew);
    pieces_free(pieces, depth);
}

void recommend_marks_free(struct recommend_marks *marks)
{
    free(marks->of);
    free(marks->shown);
    free(marks->asked);
    free(marks->row);
    *marks = (struct recommend_marks){0};
}

double recommend_mean(const struct recommend_marks *marks, int depth, enum recommend_measure of)
{
    double sum = 0, count = 0;
    for (uint32_t i = 0; i < marks->count; i++) {
        double mark = marks->of[i][depth][of];
        if (isnan(mark))
            continue;
        sum += mark;
        count++;
    }
    return count > 0 ? sum / count : NAN;
}
