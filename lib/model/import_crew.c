#include "import_crew.h"

#include <stdlib.h>

#include "mbr/crew.h"

#define BLOCK ((size_t)64 << 10)
#define SHARED ((size_t)1 << 20) /* less is done before threads are there */

/* A block as it was given; version: what was known then. What two threads change at the same time
   must not share a line of the caches, or each waits for the other all the time. */
struct piece {
    struct mbr_import_block block;
    uint64_t version;
    char apart[MBR_CREW_APART];
};

/* Blocks are cut where records probably end, before those before them have been read. So a piece is
   given away with two guesses: that it begins with a record, and that no row before it settles
   anything more. Where one fails, it is read again when its turn comes. */
struct mbr_import_crew {
    struct mbr_crew *crew;
    struct piece *piece; /* a ring, since they come back in order */
    size_t depth, given;
    uint64_t version;    /* of what rows have settled */
    struct mbr_buf rest; /* the beginning of a record that goes on in the next block */
    bool skipping;       /* the next block begins within a line that has been given up */
    bool last;           /* nothing more is to be given */
    bool failed;         /* reading has, for the reason in err */
    struct mbr_err err;
    struct mbr_csv again; /* for rows that are looked at again */
};

static void read_piece(void *piece)
{
    mbr_import_block_read(&((struct piece *)piece)->block);
}

static struct mbr_import_crew *crew_new(int64_t jobs)
{
    struct mbr_import_crew *crew = mbr_calloc(1, sizeof *crew);
    crew->crew = mbr_crew_new(jobs, read_piece);
    crew->depth = mbr_crew_depth(crew->crew);
    crew->piece = mbr_calloc(crew->depth, sizeof *crew->piece);
    return crew;
}

void mbr_import_crew_free(struct mbr_import_crew *crew)
{
    if (!crew)
        return;
    mbr_crew_free(crew->crew);
    for (size_t i = 0; i < crew->depth; i++)
        mbr_import_block_free(&crew->piece[i].block);
    free(crew->piece);
    mbr_buf_free(&crew->rest);
    mbr_csv_record_free(&crew->again.record);
    free(crew);
}

bool mbr_import_crew_wanted(const struct mbr_importer *import)
{
    const struct mbr_import_options *options = import->options;
    bool large = !import->csv.last || import->csv.window.n >= SHARED || options->block;
    return large && options->jobs != 1 && !options->sniff && !options->dedupe &&
           !options->exclude_orders && !import->plan.makes_ids && !import->plan.book;
}

static void begin(struct mbr_importer *import, struct piece *piece, bool last)
{
    struct mbr_import_crew *crew = import->crew;
    mbr_import_block_begin(&piece->block, &import->plan, &import->row, &import->csv, last,
                           crew->skipping);
    piece->version = crew->version;
    crew->skipping = false;
}

/* Both hand the whole buffer over where they can, as a rest may be very long: the text's end
   becomes the rest, and the rest the beginning of the next text. */
static void take_rest(struct mbr_import_crew *crew, struct mbr_import_block *block)
{
    struct mbr_buf rest = block->text;
    block->text = crew->rest;
    rest.n -= block->from;
    if (rest.n)
        memmove(rest.p, rest.p + block->from, rest.n);
    crew->rest = rest;
}

static void put_rest(struct mbr_import_crew *crew, struct mbr_import_block *block)
{
    struct mbr_buf text = crew->rest;
    mbr_put_span(&text, mbr_buf_span(&block->text));
    crew->rest = block->text;
    crew->rest.n = 0;
    block->text = text;
    block->from = 0;
}

/* Fills the next piece. A record that is larger than a block doubles what is read of it, so that
   the work stays in proportion to its size. */
static int give(struct mbr_importer *import)
{
    struct mbr_import_crew *crew = import->crew;
    struct piece *piece = &crew->piece[crew->given++ % crew->depth];
    struct mbr_buf *text = &piece->block.text;
    size_t size = import->options->block ? import->options->block : BLOCK;
    size_t want = 2 * crew->rest.n;
    struct mbr_span span;
    if (!piece->block.plan.layout &&
        mbr_import_block_plan(&piece->block, &import->plan, &import->run->err) < 0)
        return mbr_importer_fail(import);
    text->n = 0;
    put_rest(crew, &piece->block);
    int more;
    do {
        more = mbr_csv_block(&import->csv, size, &span, &crew->err);
        mbr_put_span(text, span);
    } while (more > 0 && text->n < want);
    crew->failed = more < 0;
    crew->last = more <= 0;
    begin(import, piece, more == 0);
    mbr_crew_give(crew->crew, piece);
    return 0;
}

static bool has_news(struct mbr_importer *import, const struct mbr_import_block *block,
                     const struct mbr_import_note *note)
{
    const struct mbr_import_plan *plan = &import->plan;
    const struct mbr_span *value = &block->value[note->value];
    struct mbr_import_facts *facts = &import->facts;
    if (plan->item) {
        bool wanted = value->n && !import->row.without_items;
        struct mbr_import_item *item = wanted ? mbr_import_item_find(facts, *value) : NULL;
        if (wanted && !item)
            return true;
        value++;
        for (size_t i = 0; i < plan->facts.count; i++, value++) {
            struct mbr_import_fact *fact = item ? &item->fact[plan->facts.field[i]->rank] : NULL;
            if (fact && value->n && !mbr_import_fact_known(fact, *value, note->at))
                return true;
        }
    }
    if (plan->attrs.count == 0 || value->n == 0)
        return false;
    uint32_t member = mbr_map_find(&facts->members, *value++);
    for (size_t i = 0; i < plan->attrs.count; i++, value++) {
        struct mbr_import_attr *attr = &facts->attr[plan->attrs.field[i]->attr];
        if (value->n && !mbr_import_attr_known(attr, member, *value, note->at))
            return true;
    }
    return false;
}

/* Reads the noted row once more, this time to say what is news in it or what is wrong with it. */
static int look_again(struct mbr_importer *import, const struct mbr_import_block *block,
                      const struct mbr_import_note *note)
{
    struct mbr_csv *csv = &import->crew->again;
    struct mbr_span text = {block->text.p + note->row, block->text.n - note->row};
    mbr_csv_text(csv, &block->csv, text, block->csv.last);
    csv->next_line = import->csv.next_line + note->line - 1;
    (void)mbr_csv_next(csv, &import->run->err);
    import->row.record = &csv->record;
    if (mbr_import_read(&import->plan, &import->row) < 0)
        return mbr_importer_reject(import, csv);
    return mbr_importer_write_facts(import, csv->line);
}

/* What is put is whole lines. Of a block without news the whole buffer changes hands: it comes back
   empty, as another. */
static int put_events(struct mbr_importer *import, struct mbr_buf *events, size_t from)
{
    struct mbr_out *out = &import->run->out;
    struct mbr_err *err = &import->run->err;
    int status = 0;
    if (from == 0 && (status = mbr_out_flush(out, err)) == 0) {
        struct mbr_buf empty = out->buf;
        out->buf = *events;
        *events = empty;
    } else if (status == 0) {
        mbr_put(&out->buf, events->p + from, events->n - from);
    }
    out->whole = out->buf.n;
    if (status == 0)
        status = mbr_out_flush(out, err);
    import->run->located |= status < 0;
    return status;
}

static void count(struct mbr_importer *import, struct mbr_import_block *block)
{
    struct mbr_run *run = import->run;
    import->row.purchases += block->row.purchases;
    import->row.returns += block->row.returns;
    import->row.others += block->row.others;
    import->row.private += block->row.private;
    import->row.twice += block->row.twice;
    mbr_import_personal_move(&import->plan, &block->plan);
    import->rows += block->rows;
    import->csv.next_line += block->csv.next_line - 1;
    if (block->rows == 0)
        return;
    run->records += block->rows - 1;
    mbr_tick(run);
}

/* Writes what the block's rows make, and takes over what they have settled. */
static int finish(struct mbr_importer *import, struct mbr_import_block *block)
{
    struct mbr_out *out = &import->run->out;
    size_t put = 0;
    for (size_t i = 0; i < block->notes; i++) {
        const struct mbr_import_note *note = &block->note[i];
        if (!note->bad && !has_news(import, block, note))
            continue;
        mbr_put(&out->buf, block->out.p + put, note->event - put);
        put = note->event;
        out->whole = out->buf.n;
        if (look_again(import, block, note) < 0)
            return -1;
    }
    count(import, block);
    if (block->row.settled) {
        mbr_import_plan_settle(&import->plan, &block->plan);
        import->row.first = block->row.first;
        memcpy(import->row.said, block->row.said, sizeof import->row.said);
        import->crew->version++;
    }
    return put_events(import, &block->out, put);
}

/* The next piece in order, read again as far as its guesses have failed. */
static int take(struct mbr_importer *import, struct piece *piece)
{
    struct mbr_import_crew *crew = import->crew;
    struct mbr_import_block *block = &piece->block;
    bool last = block->csv.last;
    if (crew->rest.n || crew->skipping || piece->version != crew->version) {
        put_rest(crew, block);
        begin(import, piece, last);
        mbr_import_block_read(block);
    }
    while (finish(import, block) == 0) {
        block->from += block->csv.used;
        crew->skipping = block->csv.skipping;
        if (block->ended) {
            take_rest(crew, block);
            return 0;
        }
        begin(import, piece, last);
        mbr_import_block_read(block);
    }
    return -1;
}

/* The plans borrow from that of the file at hand. */
static void end_file(struct mbr_import_crew *crew)
{
    for (size_t i = 0; i < crew->depth; i++)
        mbr_import_plan_free(&crew->piece[i].block.plan);
    crew->rest.n = 0;
    crew->skipping = false;
}

/* After a failed guess only one piece is given at a time, until one ends as it should. */
int mbr_import_crew_rows(struct mbr_importer *import)
{
    struct mbr_import_crew *crew = import->crew;
    struct piece *piece;
    if (!crew)
        crew = import->crew = crew_new(import->options->jobs);
    crew->last = false;
    for (;;) {
        bool alone = crew->rest.n || crew->skipping;
        while (!crew->last && mbr_crew_held(crew->crew) < (alone ? 1 : crew->depth))
            if (give(import) < 0)
                return -1;
        if (!(piece = mbr_crew_take(crew->crew)))
            break;
        if (take(import, piece) < 0)
            return -1;
    }
    end_file(crew);
    if (crew->failed) {
        import->run->err = crew->err;
        import->run->located = true;
    }
    return crew->failed ? -1 : 0;
}
