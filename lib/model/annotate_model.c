#include "annotate_job.h"

#include "mbr/doc.h"

/* The first line of a model that has arrays behind it; else all of it. */
static struct mbr_span head_of(const struct mbr_method *method, struct mbr_span text)
{
    const char *end = method->unpack && text.n ? memchr(text.p, '\n', text.n) : NULL;
    return end ? (struct mbr_span){text.p, (size_t)(end - text.p) + 1} : text;
}

static int unpack(struct job *job, const json_t *doc, struct mbr_span head, struct mbr_span bytes,
                  struct mbr_err *err)
{
    const struct mbr_method *method = job->terms.method;
    struct mbr_unpack pack;
    if (!method->unpack)
        return 0;
    if (mbr_unpack_open(&pack, doc, bytes, err) < 0 || mbr_pack_check_seal(head, err) < 0)
        return -1;
    return method->unpack(job->terms.self, &pack, err);
}

static int load(struct job *job, struct mbr_span text, struct mbr_err *err)
{
    const struct mbr_method *method = job->terms.method;
    const char *path = job->terms.options->model;
    struct mbr_span head = head_of(method, text);
    struct mbr_span bytes = {head.p + head.n, text.n - head.n};
    json_t *doc = mbr_doc_parse(path, head, err);
    if (!doc)
        return -1;
    if (!json_object_get(doc, "tool")) {
        json_decref(doc);
        return mbr_err_set(err, "%s: not a model, as %s --fit writes one", path,
                           job->run->tool->name);
    }
    int failed = mbr_doc_check(doc, path, job->run->tool->name, method->version, err);
    if (!failed &&
        (method->load(job->terms.self, doc, err) < 0 || unpack(job, doc, head, bytes, err) < 0))
        failed = mbr_err_within(err, path);
    json_decref(doc);
    return failed;
}

int mbr_job_load(struct job *job)
{
    struct mbr_run *run = job->run;
    struct mbr_buf text = {0};
    int failed = mbr_doc_read(job->terms.options->model, &text, &run->err);
    if (!failed)
        failed = load(job, mbr_buf_span(&text), &run->err);
    mbr_buf_free(&text);
    run->located = failed != 0;
    return failed;
}

static int put_model(struct job *job, int32_t as_of, struct mbr_buf *buf, struct mbr_pack *pack)
{
    const struct mbr_method *method = job->terms.method;
    struct mbr_err *err = &job->run->err;
    mbr_put_char(buf, '{');
    mbr_put_key(buf, "tool");
    mbr_put_string(buf, mbr_span(job->run->tool->name));
    mbr_put_key(buf, "version");
    mbr_put_int(buf, method->version);
    if (as_of != MBR_DAY_NONE) {
        mbr_put_key(buf, "as_of");
        mbr_put_day(buf, as_of);
    }
    if (method->save(job->terms.self, buf, err) < 0 ||
        (method->pack && method->pack(job->terms.self, pack, err) < 0))
        return -1;
    if (method->pack) {
        mbr_put_pack_list(buf, pack);
        mbr_put_pack_seal(buf);
    }
    mbr_put_text(buf, "}\n");
    mbr_put_span(buf, mbr_buf_span(&pack->bytes));
    return 0;
}

int mbr_job_save(struct job *job, int32_t as_of)
{
    struct mbr_run *run = job->run;
    struct mbr_pack pack = {0};
    struct mbr_out out;
    run->located = true;
    if (mbr_out_open(&out, job->terms.options->fit, &run->err) < 0)
        return -1;
    int failed = put_model(job, as_of, &out.buf, &pack);
    mbr_pack_free(&pack);
    if (failed) {
        mbr_out_discard(&out);
        return -1;
    }
    failed = mbr_out_close(&out, &run->err);
    run->located = failed != 0;
    return failed;
}
