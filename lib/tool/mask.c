#include "mbr/mask.h"

#include <sys/stat.h>

#include "mask_job.h"
#include "mbr/date.h"
#include "mbr/path.h"

static const char *const own_paths[MASK_SLOTS] = {
    "type", "member", "at", "as_of", "purpose", "granted", "consent", "ids.member", "of"};

static size_t slot_of(struct mask_job *job, const char *path)
{
    size_t slot = 0;
    while (slot < job->paths && !mbr_path_same(job->path[slot], path))
        slot++;
    if (slot == job->paths)
        job->path[job->paths++] = path;
    return slot;
}

static int open_paths(struct mask_job *job)
{
    const struct mbr_mask_options *o = job->options;
    memcpy(job->path, own_paths, sizeof own_paths);
    job->paths = MASK_SLOTS;
    if (o->within.count > MASK_MOST_WITHIN)
        return mbr_misuse(job->run, "--within: at most %d fields", MASK_MOST_WITHIN);
    if (o->suppress) {
        job->count_slot = slot_of(job, o->count);
        for (size_t i = 0; i < o->within.count; i++)
            job->within_slot[i] = slot_of(job, o->within.item[i]);
    }
    if (mbr_stream_open(&job->stream, job->run, job->path, job->paths, false) == 0)
        return 0;
    job->run->misused = true;
    return -1;
}

static int open_parts(struct mask_job *job)
{
    const struct mbr_mask_options *o = job->options;
    struct mbr_run *run = job->run;
    const struct mbr_country *home = mbr_country_find(o->country);
    if (!home)
        return mbr_misuse(run, "--country: no country that I know: %s", o->country);
    job->consent.purposes = &o->consent;
    job->consent.as_of = o->as_of;
    job->rows.least = o->suppress;
    job->rows.within = &o->within;
    job->rows.labels = &o->label;
    if (mbr_mask_fields_open(&job->fields, o, run) < 0 || open_paths(job) < 0 ||
        mbr_mask_forget_open(&job->forget, o, home, run) < 0)
        return -1;
    if ((o->key_file && mbr_key_read(&job->key, o->key_file, &run->err) < 0) ||
        (o->reveal && mbr_mask_map_read(&job->map, o->reveal, run) < 0)) {
        run->located = true;
        return -1;
    }
    job->edit = (struct mask_edit){.fields = &job->fields,
                                   .forget = &job->forget,
                                   .consent = &job->consent,
                                   .map = &job->map,
                                   .key = &job->key,
                                   .home = home,
                                   .watches = o->consent.count || job->forget.asked.count,
                                   .keeps_map = o->map_out != NULL};
    job->walk = (struct mask_walk){
        .fields = &job->fields, .self = &job->edit, .tells_refer = job->forget.asked.count > 0};
    return 0;
}

static void close_parts(struct mask_job *job)
{
    mbr_mask_consent_free(&job->consent);
    mbr_mask_forget_free(&job->forget);
    mbr_mask_rows_free(&job->rows);
    mbr_mask_map_free(&job->map);
    mbr_mask_walk_free(&job->walk);
    mbr_mask_fields_free(&job->fields);
    mbr_stream_close(&job->stream);
    mbr_mask_edit_free(&job->edit);
    mbr_buf_free(&job->id);
    mbr_buf_free(&job->line);
    mbr_key_wipe(&job->key);
}

static void warn_of(const struct mask_job *job, uint64_t n, const char *noun, const char *what)
{
    struct mbr_buf text = {0};
    mbr_put_count(&text, n, noun);
    if (n)
        mbr_warn(job->run, "%.*s %s", (int)text.n, text.p, what);
    mbr_buf_free(&text);
}

static int report(struct mask_job *job)
{
    const struct mbr_mask_options *o = job->options;
    mbr_mask_consent_report(&job->consent, job->run);
    mbr_mask_rows_report(&job->rows, o->count, job->run);
    if (mbr_mask_fields_report(&job->fields, job->edit.records > 0, job->run) < 0)
        return -1;
    warn_of(job, job->edit.personal_parts, "value",
            job->fields.hides_members
                ? "of order or id with a phone or the like in it, which stays: it is not the member"
                : "of order or id with a phone or the like in it, which stays without --pseudonym "
                  "member");
    if (!job->fields.hides_members)
        warn_of(job, job->edit.personal_members, "record",
                "with a phone or the like as the member's id, which stays without --pseudonym "
                "member");
    if (o->reveal)
        warn_of(job, job->map.unknown, "pseudonym", "not in the file of --reveal, and left");
    if ((o->map_out || o->receipt) && mbr_out_flush(&job->run->out, &job->run->err) < 0) {
        job->run->located = true; /* no receipt of what did not arrive */
        return -1;
    }
    if (o->map_out && mbr_mask_map_write(&job->map, o->map_out, job->run) < 0)
        return -1;
    if (job->forget.asked.count == 0)
        return 0;
    return mbr_mask_forget_report(&job->forget, o->receipt, o->key_file ? &job->key : NULL,
                                  job->run);
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat is, other;
    if (!a || !b)
        return false;
    return strcmp(a, b) == 0 || (stat(a, &is) == 0 && stat(b, &other) == 0 &&
                                 is.st_dev == other.st_dev && is.st_ino == other.st_ino);
}

/* A file to write besides the output. */
static int check_file(struct mbr_run *run, const struct mbr_mask_options *o, const char *option,
                      const char *path)
{
    if (!path)
        return 0;
    if (strcmp(path, "-") == 0)
        return mbr_misuse(run, "--%s: needs a file of its own", option);
    if (is_same_file(path, o->key_file))
        return mbr_misuse(run, "--%s: %s is the key", option, path);
    if (is_same_file(path, run->out.path))
        return mbr_misuse(run, "--%s: %s is the output", option, path);
    if (is_same_file(path, o->forget_from))
        return mbr_misuse(run, "--%s: %s is read as well", option, path);
    return mbr_refuse_input(run, option, path);
}

static int check_together(struct mbr_run *run, const struct mbr_mask_options *o)
{
    bool forgets = o->forget.count || o->forget_from, redacts = o->redact || o->redact_field.count;
    bool others = o->consent.count || o->pseudonym.count || redacts || forgets || o->suppress;
    if (o->audit + (o->reveal != NULL) + others == 0)
        return mbr_misuse(run, "nothing to do: give --consent, --pseudonym, --redact, --forget, "
                               "--suppress-below, --reveal or --audit");
    if (o->audit + (o->reveal != NULL) + others > 1)
        return mbr_misuse(run, "--audit and --reveal go alone");
    if (o->pseudonym.count && !o->key_file)
        return mbr_misuse(run, "--pseudonym needs --key-file; --new-key FILE makes one");
    if (o->map_out && !o->pseudonym.count)
        return mbr_misuse(run, "--map-out needs --pseudonym");
    if (o->leave.count && !o->redact)
        return mbr_misuse(run, "--leave needs --redact");
    if (o->receipt && !forgets)
        return mbr_misuse(run, "--receipt needs --forget");
    if (o->as_of != MBR_DAY_NONE && !o->consent.count)
        return mbr_misuse(run, "--as-of needs --consent");
    if (o->within.count && !o->suppress)
        return mbr_misuse(run, "--within needs --suppress-below");
    if (o->label.count && !o->suppress)
        return mbr_misuse(run, "--label needs --suppress-below");
    if (o->receipt && is_same_file(o->map_out, o->receipt))
        return mbr_misuse(run, "--receipt: %s is the map", o->receipt);
    return check_file(run, o, "map-out", o->map_out) < 0 ||
                   check_file(run, o, "receipt", o->receipt) < 0
               ? -1
               : 0;
}

int mbr_mask(struct mbr_run *run, const struct mbr_mask_options *options)
{
    struct mask_job job = {.options = options, .run = run};
    int failed = check_together(run, options) < 0 || open_parts(&job) < 0 ||
                 mbr_mask_pass(&job) < 0 || report(&job) < 0;
    close_parts(&job);
    return failed ? -1 : 0;
}
