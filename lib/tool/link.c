#include "mbr/link.h"

#include <inttypes.h>
#include <stdlib.h>

#include "link_job.h"

static const char *const own_paths[LINK_PATHS] = {
    "type",   "member", "ids",     "at",    "channel", "store",   "to",  "to_was",
    "orders", "events", "dropped", "as_of", "buy",     "consent", "attr"};

static int check_files(struct link_job *job)
{
    const struct mbr_link_options *o = job->options;
    struct mbr_run *run = job->run;
    const struct {
        const char *option, *path;
    } written[] = {{"save", o->save}, {"fit", o->fit}, {"changes", o->changes}};
    for (size_t i = 0; i < sizeof written / sizeof *written; i++)
        if (written[i].path && mbr_refuse_input(run, written[i].option, written[i].path) < 0)
            return -1;
    const char *model = o->fit ? o->fit : o->save, *out = run->out.path;
    if (model && ((o->changes && strcmp(model, o->changes) == 0) || (out && !strcmp(model, out))))
        return mbr_misuse(run, "--%s: %s is written as well", o->fit ? "fit" : "save", model);
    return 0;
}

static bool forgets(const struct mbr_link_options *o)
{
    return o->forget.count || o->forget_from;
}

static int check_options(struct link_job *job)
{
    const struct mbr_link_options *o = job->options;
    struct mbr_run *run = job->run;
    if (o->explain.count != 0 && o->explain.count != 2)
        return mbr_misuse(run, "--explain: two members, with a comma between them");
    if (o->explain.count && o->report)
        return mbr_misuse(run, "--explain and --report both say what is written");
    if (o->country && !mbr_country_find(o->country))
        return mbr_misuse(run, "--country: not two capital letters of a country, such as CN: %s",
                          o->country);
    if (o->changes && !o->model)
        return mbr_misuse(run, "--changes are against a --model");
    if (!(o->threshold > 0 && o->threshold < 1))
        return mbr_misuse(run, "--threshold: a chance between 0 and 1");
    if (o->fit && (o->explain.count || o->report || o->save))
        return mbr_misuse(run, "--fit writes the model alone; --save writes it besides");
    if (forgets(o) && (run->operands || o->explain.count || o->report || o->changes || o->fit ||
                       o->unlink.count || o->evidence.count))
        return mbr_misuse(run, "--forget goes with --model and --save, and reads no lines");
    if (forgets(o) && !(o->model && o->save))
        return mbr_misuse(run, "--forget takes people out of a --model, and needs --save FILE");
    if ((o->save || o->changes) && (o->explain.count || o->report))
        return mbr_misuse(run, "--save and --changes go with the lines, not with rows about them");
    return 0;
}

static void put_path(struct mbr_buf *to, const char *object, const char *name)
{
    if (object) {
        mbr_put_text(to, object);
        mbr_put_char(to, '.');
    }
    mbr_put_char(to, '\'');
    for (; *name; name++) {
        if (*name == '\'')
            mbr_put_char(to, '\'');
        mbr_put_char(to, *name);
    }
    mbr_put_char(to, '\'');
    mbr_put_char(to, '\0');
}

static void add_survivors(struct link_job *job, const char **paths, size_t *count, size_t *starts)
{
    struct link_survive *survive = &job->survive;
    for (size_t i = 0; i < survive->fields; i++) {
        struct link_survivor *field = &survive->field[i];
        size_t fact = 0;
        while (fact < job->rules.facts && strcmp(job->rules.fact[fact].name, field->name) != 0)
            fact++;
        field->slot = fact < job->rules.facts ? job->fact_slot + fact : (*count)++;
        if (fact == job->rules.facts)
            paths[field->slot] = job->paths.p + starts[i];
    }
}

static size_t add_path(const char **paths, size_t *count, const char *path)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(paths[i], path) == 0)
            return i;
    paths[*count] = path;
    return (*count)++;
}

static const char *told_by(const struct link_job *job)
{
    const char *path = json_string_value(json_object_get(job->rules.doc, "told_by"));
    return path ? path : job->options->source ? job->options->source : own_paths[LINK_CHANNEL];
}

/* The facts are asked for as fields of an event and as those of a member's attr. */
static int open_stream(struct link_job *job)
{
    const char *paths[LINK_PATHS + 2 * LINK_FACTS + LINK_SURVIVORS + 2];
    size_t starts[2 * LINK_FACTS + LINK_SURVIVORS], count = LINK_PATHS, made = 0,
                                                    facts = job->rules.facts;
    memcpy(paths, own_paths, sizeof own_paths);
    for (size_t i = 0; i < 2 * facts; i++) {
        starts[made++] = job->paths.n;
        put_path(&job->paths, i < facts ? NULL : "attr", job->rules.fact[i % facts].name);
    }
    for (size_t i = 0; i < job->survive.fields; i++) {
        starts[made++] = job->paths.n;
        put_path(&job->paths, NULL, job->survive.field[i].name);
    }
    job->fact_slot = count;
    job->attr_slot = count + facts;
    for (size_t i = 0; i < 2 * facts; i++)
        paths[count++] = job->paths.p + starts[i];
    add_survivors(job, paths, &count, starts + 2 * facts);
    if (job->options->source)
        job->source_slot = add_path(paths, &count, job->options->source);
    job->survive.by_slot = add_path(paths, &count, told_by(job));
    return mbr_stream_open(&job->stream, job->run, paths, count, false);
}

static bool has_member(enum mbr_kind kind)
{
    return kind == MBR_KIND_EVENT || kind == MBR_KIND_MEMBER || kind == MBR_KIND_CONTACT;
}

static int learn_all(struct link_job *job)
{
    int got;
    job->learning = true;
    while ((got = mbr_stream_next(&job->stream)) > 0)
        if (has_member(job->stream.kind) && link_learn(job, &job->run->err) < 0 &&
            mbr_bad(job->run) < 0)
            return -1;
    return got;
}

static int write_line(struct link_job *job)
{
    struct mbr_run *run = job->run;
    if (!has_member(job->stream.kind))
        mbr_put_span(&run->out.buf, job->stream.line);
    else if (link_put(job, &run->out.buf, &run->err) < 0)
        return mbr_bad(run);
    job->lines++;
    return mbr_end(run);
}

static int write_all(struct link_job *job)
{
    int got;
    job->learning = false;
    job->run->again = true;
    mbr_in_again(job->run->in);
    while ((got = mbr_stream_next(&job->stream)) > 0)
        if (write_line(job) < 0)
            return -1;
    return got;
}

static void count_people(const struct link_job *job, uint64_t *accounts, uint64_t *people)
{
    const struct mbr_identity *found = &job->found;
    *accounts = *people = 0;
    for (uint32_t h = 0; h < found->holders; h++) {
        *accounts += found->member[h];
        *people += found->person[h] == h && job->id[h].n > 0;
    }
}

static void say_count(const struct link_job *job, uint64_t n, const char *what)
{
    if (n)
        mbr_note(job->run, "%s: %" PRIu64, what, n);
}

#define MOST_NAMED 8

/* "shouji 12, wxid 3": they are to be given a rule. */
static void say_strangers(const struct link_job *job)
{
    const struct mbr_map *kinds = &job->stranger_kinds;
    struct mbr_buf text = {0};
    uint32_t *order = mbr_map_sorted(kinds);
    for (uint32_t i = 0; i < kinds->count && i < MOST_NAMED; i++) {
        mbr_put_text(&text, i ? ", " : "");
        mbr_put_string(&text, mbr_map_key(kinds, order[i]));
        mbr_put_format(&text, " %" PRIu64, job->strangers[order[i]]);
    }
    if (kinds->count > MOST_NAMED)
        mbr_put_text(&text, " ...");
    if (kinds->count)
        mbr_note(job->run, "ids of kinds that no rule is for, not used: %.*s", (int)text.n, text.p);
    mbr_buf_free(&text);
    free(order);
}

static void say(const struct link_job *job)
{
    const struct mbr_identity *found = &job->found;
    uint64_t accounts, people, state[MBR_IDENTITY_REFUSED + 1] = {0};
    struct link_tally all = {0};
    count_people(job, &accounts, &people);
    for (uint32_t v = 0; v < found->values; v++)
        state[found->state[v]]++;
    for (size_t k = 0; k < job->rules.kinds; k++) {
        all.none += job->tally[k].none;
        all.blocked += job->tally[k].blocked;
        all.cipher += job->tally[k].cipher;
    }
    mbr_note(job->run, "%" PRIu64 " account%s, %" PRIu64 " %s", accounts, accounts == 1 ? "" : "s",
             people, people == 1 ? "person" : "people");
    say_count(job, state[MBR_IDENTITY_SHARED], "identifiers of several people, not used");
    say_count(job, state[MBR_IDENTITY_CONFLICT], "identifiers that would break a limit, not used");
    say_count(job, state[MBR_IDENTITY_REFUSED], "hidden phones that could be several, not used");
    say_count(job, found->crowded, "accounts with more identifiers than a person has");
    say_count(job, all.blocked, "values that everybody types, not used");
    say_count(job, all.none, "values that are none of their kind, not used");
    say_count(job, all.cipher, "encrypted values, not used");
    say_strangers(job);
    say_count(job, job->sourceless, "lines with an account but no --source");
    say_count(job, job->large_blocks, "blocks of accounts too large to compare, passed over");
    say_count(job, job->survive.lost, "attributes that others outlive, taken out");
    say_count(job, job->merges, "members that are part of another now");
    say_count(job, job->splits, "members that came off another");
    say_count(job, job->lost, "members of whom nothing is left that tells who they are");
    say_count(job, job->changed, "lines whose member is another now");
    say_count(job, job->named, "lines without member that have one now");
}

static int read_rules(struct link_job *job)
{
    const struct mbr_link_options *o = job->options;
    struct mbr_err *err = &job->run->err;
    if (link_rules_load(&job->rules, o->rules, o->country, err) < 0)
        return -1;
    if (link_survive_read(&job->survive, &job->rules, err) < 0)
        return o->rules ? mbr_err_within(err, o->rules) : -1;
    for (size_t i = 0; i < o->evidence.count; i++) {
        size_t f = 0;
        while (f < job->rules.facts && strcmp(job->rules.fact[f].name, o->evidence.item[i]) != 0)
            f++;
        if (f == job->rules.facts)
            return mbr_misuse(job->run, "--evidence: no fact of the rules: %s",
                              o->evidence.item[i]);
    }
    return 0;
}

static void warn_of_strangers(const struct link_job *job)
{
    const struct mbr_list *unlink = &job->options->unlink;
    struct mbr_buf key = {0};
    for (size_t i = 0; i < unlink->count; i++) {
        key.n = 0;
        mbr_put_char(&key, 'm');
        mbr_put_text(&key, unlink->item[i]);
        if (mbr_map_find(&job->graph.holders, mbr_buf_span(&key)) == MBR_MAP_NONE)
            mbr_warn(job->run, "--unlink: no such account: %s", unlink->item[i]);
    }
    mbr_buf_free(&key);
}

/* Who stays keeps their member, as when a day without lines is read. */
static int forget(struct link_job *job)
{
    if (link_model_load(job) < 0 || link_forget(job) < 0)
        return -1;
    link_solve(job);
    return link_model_save(job, job->options->save);
}

static int run_job(struct link_job *job)
{
    const struct mbr_link_options *o = job->options;
    struct mbr_run *run = job->run;
    if (check_options(job) < 0 || check_files(job) < 0)
        return -1;
    if (read_rules(job) < 0) {
        run->located = true;
        return -1;
    }
    if (o->print_rules) {
        link_rules_put(&job->rules, &run->out.buf);
        return mbr_out_flush(&run->out, &run->err);
    }
    if (forgets(o))
        return forget(job);
    mbr_in_keep(run->in);
    if (o->fit || o->report || o->explain.count)
        mbr_in_forget(run->in);
    if ((o->model && link_model_load(job) < 0) || open_stream(job) < 0 || learn_all(job) < 0)
        return -1;
    link_solve(job);
    warn_of_strangers(job);
    link_survive_settle(&job->survive, job->found.person, job->found.holders);
    if (o->explain.count)
        return link_explain(job);
    if (o->report)
        return link_report(job);
    if ((o->fit && link_model_save(job, o->fit) < 0) || (!o->fit && write_all(job) < 0) ||
        (o->save && link_model_save(job, o->save) < 0) || (o->model && link_changes(job) < 0))
        return -1;
    say(job);
    return 0;
}

int mbr_link(struct mbr_run *run, const struct mbr_link_options *options)
{
    struct link_job job = {.options = options, .run = run};
    int failed = run_job(&job);
    struct mbr_identity *found = &job.found;
    mbr_stream_close(&job.stream);
    link_line_free(&job.line);
    link_graph_free(&job.graph);
    link_survive_free(&job.survive);
    link_rules_free(&job.rules);
    mbr_buf_free(&job.paths);
    mbr_arena_free(&job.ids);
    mbr_map_free(&job.names);
    mbr_map_free(&job.unlinked);
    free(job.id);
    free(job.called);
    free(job.strangers);
    mbr_map_free(&job.stranger_kinds);
    free(job.told_tie);
    free(found->state);
    free(found->person);
    free(found->first);
    free((void *)(uintptr_t)found->order);
    free((void *)(uintptr_t)found->fact);
    free((void *)(uintptr_t)found->apart);
    free((void *)(uintptr_t)found->kind);
    return failed;
}
