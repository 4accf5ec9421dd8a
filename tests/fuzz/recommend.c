#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mbr/doc.h"
#include "mbr/recommend_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char members[] =
    "{\"type\":\"item\",\"item\":\"A\",\"name\":\"Ale\",\"category\":\"x\",\"price\":2}\n"
    "{\"type\":\"item\",\"item\":\"B\",\"category\":\"x\",\"brand\":\"b\",\"stock\":1}\n"
    "{\"type\":\"item\",\"item\":\"Z\",\"category\":\"x\"}\n"
    "{\"type\":\"member\",\"member\":\"m1\",\"as_of\":\"2024-03-01\",\"attr\":{\"city\":\"York\"},"
    "\"orders\":[{\"order\":\"1\",\"at\":\"2024-01-01\",\"lines\":[{\"item\":\"A\",\"qty\":1},"
    "{\"item\":\"B\",\"qty\":1}]},{\"order\":\"2\",\"at\":\"2024-02-01\",\"lines\":["
    "{\"item\":\"A\",\"qty\":1},{\"item\":\"C\",\"qty\":1},{\"item\":\"Y\",\"qty\":1}]}]}\n"
    "{\"type\":\"member\",\"member\":\"m2\",\"as_of\":\"2024-03-01\"}\n"
    "{\"type\":\"member\",\"member\":\"m3\",\"as_of\":\"2024-03-01\",\"consent\":"
    "{\"profiling\":false}}\n";

static const struct mbr_tool tool = {.name = "mbr-recommend"};

/* A file of these bytes, which is there as long as it is open. */
static int file_of(struct mbr_span bytes, char *name, size_t size)
{
    int fd = memfd_create("fuzz", 0);
    if (fd < 0 || write(fd, bytes.p, bytes.n) != (ssize_t)bytes.n)
        abort();
    snprintf(name, size, "/proc/self/fd/%d", fd);
    return fd;
}

/* Chance would never find size, hash and seal, so they are put right. */
static void put_model(struct mbr_buf *to, json_t *doc, struct mbr_span bytes)
{
    char hash[17];
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)mbr_pack_hash(bytes));
    json_object_del(doc, "seal");
    json_object_set_new(doc, "bytes", json_integer((json_int_t)bytes.n));
    json_object_set_new(doc, "hash", json_string(hash));
    char *text = json_dumps(doc, JSON_COMPACT);
    mbr_put(to, text, strlen(text) - 1);
    mbr_put_pack_seal(to);
    mbr_put_text(to, "}\n");
    mbr_put_span(to, bytes);
    free(text);
}

/* Refused with an error of one line, or applied. */
static void apply(struct mbr_span model, const struct mbr_recommend_options *given)
{
    struct mbr_recommend_options options = *given;
    struct mbr_run run = {.tool = &tool, .quiet = true, .max_line = 1 << 20};
    char model_name[32], input_name[32], *input = input_name;
    int model_fd = file_of(model, model_name, sizeof model_name);
    int input_fd = file_of(mbr_span(members), input_name, sizeof input_name);
    options.member.model = model_name;
    options.member.jobs = 1;
    run.in = mbr_in_new(&input, 1, run.max_line);
    if (mbr_out_open(&run.out, "/dev/null", &run.err) < 0)
        abort();
    if (mbr_recommend_run(&run, &options) < 0 && (!run.err.text[0] || strchr(run.err.text, '\n')))
        abort();
    mbr_out_discard(&run.out);
    mbr_in_free(run.in);
    mbr_buf_free(&run.beneath);
    mbr_buf_free(&run.travelled);
    close(model_fd);
    close(input_fd);
}

/* Any bytes as a model: a line of JSON with arrays behind it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mbr_recommend_options options = MBR_RECOMMEND_OPTIONS_INIT;
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    struct mbr_span all = {(const char *)data, size},
                    head = {all.p, end ? (size_t)(end - data) : 0};
    struct mbr_buf model = {0};
    struct mbr_err err;
    json_t *doc = end ? mbr_doc_parse("fuzz", head, &err) : NULL;
    if (json_is_object(doc)) {
        if (json_object_get(doc, "by"))
            options.by = "attr.city";
        put_model(&model, doc, (struct mbr_span){all.p + head.n + 1, size - head.n - 1});
        all = mbr_buf_span(&model);
    }
    apply(all, &options);
    if (json_is_true(json_object_get(doc, "reach"))) {
        const char *item[] = {"A"};
        options.for_item = (struct mbr_list){item, 1, 1};
        apply(all, &options);
    }
    json_decref(doc);
    mbr_buf_free(&model);
    return 0;
}
