/* Pairs in time, as rows. */

#include <inttypes.h>
#include <stdlib.h>

#include "basket_job.h"

static int write_pair(struct basket_job *job, const struct mbr_basket_pair *pair,
                      const struct basket_found *found)
{
    struct mbr_buf *buf = &job->run->out.buf;
    const struct mbr_basket_counts *counts = &pair->counts;
    mbr_put_text(buf, "{\"type\":\"row\",\"of\":\"then\"");
    basket_put_value(job, "first", "first_name", pair->first);
    basket_put_value(job, "then", "then_name", pair->then);
    mbr_put_key(buf, "members");
    mbr_put_int(buf, counts->a);
    mbr_put_key(buf, "count");
    mbr_put_int(buf, counts->both);
    basket_put_measure(buf, "confidence", found->measures.confidence);
    basket_put_measure(buf, "base", (double)counts->b / (double)counts->n);
    basket_put_measure(buf, "lift", found->measures.lift);
    basket_put_measure(buf, "hyper_lift", found->measures.hyper_lift);
    basket_put_measure(buf, "mean_days", (double)pair->days / (double)counts->both);
    basket_put_measure(buf, "p", found->measures.p);
    basket_put_measure(buf, "q", found->q);
    mbr_put_char(buf, '}');
    return mbr_end(job->run);
}

static int find_pairs(struct basket_job *job, struct mbr_basket_pairs *pairs)
{
    const struct mbr_basket_options *o = job->options;
    const struct mbr_baskets *baskets = &job->gather.baskets;
    const struct mbr_basket_then_terms terms = {
        .within = job->within,
        .as_of = job->gather.as_of,
        .least = basket_least(o->support, baskets->members),
        .confidence = o->confidence,
        .most = (size_t)o->most_sets,
    };
    if (mbr_basket_then_find(pairs, baskets, &terms, &job->run->err) < 0) {
        job->run->located = true;
        job->run->hint = "a greater --support or --confidence finds fewer; --max-sets allows more";
        return -1;
    }
    mbr_note(job->run,
             "members: %u; a pair counts from %u on; first purchases of an item: %" PRIu64
             ", and %" PRIu64 " of which the time after is not over",
             baskets->members, terms.least, pairs->trials, pairs->unfinished);
    return 0;
}

int basket_then_write(struct basket_job *job)
{
    struct mbr_basket_pairs pairs = {0};
    struct basket_ranking ranking = {0};
    int failed = find_pairs(job, &pairs);
    for (size_t i = 0; i < pairs.count && !failed; i++) {
        const struct mbr_basket_pair *pair = &pairs.pair[i];
        if ((!job->antecedent || job->antecedent[pair->first]) &&
            (!job->consequent || job->consequent[pair->then]))
            basket_rank_add(&ranking, i, &pair->counts);
    }
    if (!failed)
        basket_rank(&ranking, job->options, job->run);
    for (size_t i = 0; i < ranking.count && !failed; i++)
        failed = write_pair(job, &pairs.pair[ranking.found[i].number], &ranking.found[i]);
    free(ranking.found);
    free(pairs.pair);
    return failed;
}
