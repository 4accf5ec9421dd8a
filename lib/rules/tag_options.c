#include <stdlib.h>
#include <sys/stat.h>

#include "mbr/near.h"
#include "tag_job.h"

static bool is_same(const struct stat *a, const struct stat *b)
{
    return S_ISREG(a->st_mode) && a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* What is written would take the place of what was read, by --output, or be put behind it, by the
   shell. --before may be replaced: that is how a day follows the other. */
static int check_output(struct mbr_run *run, const char *option, const char *file, bool replaceable)
{
    struct stat read, written;
    if (!file || stat(file, &read) < 0)
        return 0;
    if (!replaceable && run->out.path && stat(run->out.path, &written) == 0 &&
        is_same(&read, &written))
        return mbr_misuse(run, "--output: %s is what --%s reads", file, option);
    if (fstat(run->out.fd, &written) < 0 || !is_same(&read, &written))
        return 0;
    run->out.broken = true; /* nothing more goes into that file */
    return mbr_fail(run, "--%s: %s is the output too (see --output)", option, file);
}

static bool reads_standard_input(const struct mbr_run *run)
{
    bool reads = run->operands == 0;
    for (int i = 0; i < run->operands; i++)
        reads |= strcmp(run->operand[i], "-") == 0;
    return reads;
}

static int check_files(const struct tag_job *job)
{
    const struct mbr_tag_options *o = job->options;
    struct mbr_run *run = job->run;
    const struct {
        const char *option, *file;
    } files[] = {{"rules", o->rules}, {"before", o->before}, {"add", o->add}};
    const char *taken = !o->check && reads_standard_input(run) ? "the members'" : NULL;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        static const char *const whose[] = {"--rules's", "--before's", "--add's"};
        bool standard = files[i].file && strcmp(files[i].file, "-") == 0;
        if (standard && taken)
            return mbr_misuse(run, "--%s: standard input is %s already", files[i].option, taken);
        if (standard)
            taken = whose[i];
        else if (check_output(run, files[i].option, files[i].file, files[i].file == o->before) < 0)
            return -1;
    }
    return check_output(run, "items", o->member.items, false);
}

int mbr_tag_options_check(const struct tag_job *job)
{
    const struct mbr_tag_options *o = job->options;
    if (!o->rules && (o->check || !o->add))
        return mbr_misuse(job->run, o->check ? "--check needs --rules"
                                             : "nothing to tag by: --rules FILE, or --add FILE");
    if (o->explain && o->report)
        return mbr_misuse(job->run, "--explain and --report do not go together");
    if (o->only.count && !o->explain && !o->report)
        return mbr_misuse(job->run, "--only is for the rows of --explain or --report");
    if (o->days != MBR_TAG_DAYS && !o->report)
        return mbr_misuse(job->run, "--days is for the rows of --report");
    return check_files(job);
}

int mbr_tag_only_check(const struct tag_job *job)
{
    const struct mbr_list *only = &job->options->only;
    const struct tag_rules *rules = &job->rules;
    for (size_t i = 0; i < only->count; i++) {
        const struct tag_rule *near = mbr_tag_rules_near(rules, mbr_span(only->item[i]));
        if (mbr_map_find(&rules->names, mbr_span(only->item[i])) != MBR_MAP_NONE)
            continue;
        return near ? mbr_misuse(job->run, "--only: no rule has the tag %s; did you mean %.*s?",
                                 only->item[i], (int)near->name.n, near->name.p)
                    : mbr_misuse(job->run, "--only: no rule has the tag %s", only->item[i]);
    }
    return 0;
}
