/* The members one after another, their histories gone through by several threads: pieces of the
   order of members, each of which becomes lines in a buffer, or a row of members. */

#include <stdlib.h>

#include "fold_view.h"

#include "mbr/crew.h"
#include "mbr/fold_hand.h"

#define PIECE ((size_t)256 << 10) /* of history, about; more only where one member has more */
#define MOST_MEMBERS 512

struct piece {
    struct mbr_fold_cursor *cursor;
    const struct mbr_fold_field *field;
    const struct mbr_fold_hand *hand;
    void *mine; /* what the hand has opened */
    struct mbr_buf lines, line;
    struct mbr_member *members;
    size_t count, cap;
    struct mbr_span failed_id; /* empty, or of whom why is said */
    struct mbr_err why;
    int got; /* of the last mbr_fold_next; -1: failed */
    char apart[MBR_CREW_APART];
};

struct job {
    struct mbr_fold *fold;
    struct mbr_run *run;
    int (*use)(struct job *job, const struct piece *piece);
    int (*take)(void *self, const struct mbr_member *member);
    void *self;
    struct piece *pieces;
    size_t count, given;
    size_t at, members; /* the next member to give; how many a piece has */
    struct mbr_crew *crew;
};

int mbr_fold_fail(struct mbr_run *run, struct mbr_span id, const struct mbr_err *why)
{
    if (run->located) { /* by whoever failed: what they said stands as it is */
        if (why != &run->err && why->text[0])
            run->err = *why;
        return -1;
    }
    return id.n ? mbr_fail(run, "member \"%.*s\": %s", (int)id.n, id.p, why->text)
                : mbr_fail(run, "%s", why->text);
}

static int hand_line(struct piece *piece)
{
    struct mbr_buf *line = &piece->line;
    line->n = 0;
    if (mbr_fold_put(piece->cursor, line, &piece->why) < 0)
        return -1;
    mbr_put_char(line, '}');
    return piece->hand->put(piece->mine, mbr_buf_span(line), &piece->lines, &piece->why);
}

static int put_member(struct piece *piece, const struct mbr_member *member)
{
    const struct mbr_fold_field *field = piece->field;
    struct mbr_buf *buf = &piece->lines;
    if (piece->hand)
        return hand_line(piece);
    if (mbr_fold_put(piece->cursor, buf, &piece->why) < 0)
        return -1;
    if (field) {
        mbr_put_key(buf, field->name);
        if (field->put(field->self, member, buf, &piece->why) < 0)
            return -1;
    }
    mbr_put(buf, "}\n", 2);
    return 0;
}

/* To the end of the cursor's members; of those that come from a file, which have none, until there
   are lines enough. */
static void put_lines(void *p)
{
    struct piece *piece = p;
    bool from_file = piece->cursor->fold->spill;
    const struct mbr_member *member;
    size_t whole = piece->lines.n = 0;
    while ((piece->got = mbr_fold_next(piece->cursor, &member, &piece->why)) > 0) {
        if (put_member(piece, member) < 0) {
            piece->got = -1;
            break;
        }
        whole = piece->lines.n;
        if (from_file && whole >= PIECE)
            break;
    }
    piece->lines.n = whole;
    piece->failed_id = member->id;
}

/* Of those that come from a file one at a time, as the next takes the place of its id. */
static void collect(void *p)
{
    struct piece *piece = p;
    bool from_file = piece->cursor->fold->spill;
    const struct mbr_member *member;
    piece->count = 0;
    while ((piece->got = mbr_fold_next(piece->cursor, &member, &piece->why)) > 0) {
        piece->members =
            mbr_grow(piece->members, &piece->cap, piece->count + 1, sizeof *piece->members);
        piece->members[piece->count++] = *member;
        if (from_file)
            break;
    }
    piece->failed_id = member->id;
}

/* How many members have about a piece of history. */
static size_t members_of_piece(const struct mbr_fold *fold)
{
    size_t each = fold->count ? fold->arena.held / fold->count : 0;
    size_t count = PIECE / (each + 1);
    return count < 1 ? 1 : count < MOST_MEMBERS ? count : MOST_MEMBERS;
}

static void give(struct job *job)
{
    struct piece *piece = &job->pieces[job->given++ % job->count];
    size_t left = job->fold->count - job->at, members = job->members < left ? job->members : left;
    mbr_fold_cursor_seek(piece->cursor, job->at, job->at + members);
    job->at += members;
    mbr_crew_give(job->crew, piece);
}

static int write_lines(struct job *job, const struct piece *piece)
{
    struct mbr_run *run = job->run;
    if (mbr_out_write(&run->out, mbr_buf_span(&piece->lines), &run->err) == 0)
        return 0;
    run->located = true;
    return -1;
}

static int take_lines(struct job *job, const struct piece *piece)
{
    (void)job;
    return piece->hand->take(piece->hand->self, mbr_buf_span(&piece->lines));
}

static int take_members(struct job *job, const struct piece *piece)
{
    for (size_t i = 0; i < piece->count; i++)
        if (job->take(job->self, &piece->members[i]) < 0)
            return -1;
    return 0;
}

/* Members that come from a file are one piece after another, till one has ended. */
static int use_all(struct job *job)
{
    bool from_file = job->fold->spill, more = from_file;
    for (;;) {
        while (mbr_crew_held(job->crew) < job->count && (more || job->at < job->fold->count))
            give(job);
        const struct piece *piece = mbr_crew_take(job->crew);
        if (!piece)
            return 0;
        if (job->use(job, piece) < 0)
            return -1;
        if (piece->got < 0)
            return mbr_fold_fail(job->run, piece->failed_id, &piece->why);
        more = from_file && piece->got > 0;
    }
}

static int work_all(struct job *job, const struct mbr_fold_field *field,
                    const struct mbr_fold_hand *hand, void (*work)(void *piece))
{
    struct mbr_fold *fold = job->fold;
    job->members = members_of_piece(fold);
    bool alone = fold->spill || fold->count <= job->members || (hand && hand->in_order);
    job->crew = mbr_crew_new(alone ? 1 : fold->options.jobs, work);
    job->count = mbr_crew_depth(job->crew);
    job->pieces = mbr_calloc(job->count, sizeof *job->pieces);
    for (size_t i = 0; i < job->count; i++)
        job->pieces[i] = (struct piece){.cursor = mbr_fold_cursor_new(fold),
                                        .field = field,
                                        .hand = hand,
                                        .mine = hand ? hand->open(hand->self) : NULL};
    int failed = use_all(job);
    mbr_crew_free(job->crew);
    for (size_t i = 0; i < job->count; i++) {
        mbr_fold_cursor_free(job->pieces[i].cursor);
        if (hand)
            hand->close(job->pieces[i].mine);
        mbr_buf_free(&job->pieces[i].lines);
        mbr_buf_free(&job->pieces[i].line);
        free(job->pieces[i].members);
    }
    free(job->pieces);
    return failed;
}

int mbr_fold_write_members(struct mbr_fold *fold, const struct mbr_fold_field *field,
                           struct mbr_run *run)
{
    struct job job = {.fold = fold, .run = run, .use = write_lines};
    return work_all(&job, field, NULL, put_lines);
}

int mbr_fold_hand_members(struct mbr_fold *fold, const struct mbr_fold_hand *hand,
                          struct mbr_run *run)
{
    struct job job = {.fold = fold, .run = run, .use = hand->take ? take_lines : write_lines};
    return work_all(&job, NULL, hand, put_lines);
}

const struct mbr_catalogue *mbr_fold_items(const struct mbr_fold *fold)
{
    return &fold->catalogue;
}

int mbr_fold_each(struct mbr_fold *fold, int (*take)(void *self, const struct mbr_member *member),
                  void *self, struct mbr_run *run)
{
    struct job job = {.fold = fold, .run = run, .use = take_members, .take = take, .self = self};
    return work_all(&job, NULL, NULL, collect);
}
