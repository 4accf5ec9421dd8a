#include "mbr/stream.h"

int mbr_stream_open(struct mbr_stream *stream, struct mbr_run *run, const char *const *paths,
                    size_t count, bool all)
{
    *stream = (struct mbr_stream){.run = run};
    stream->ask = mbr_ask_new(paths, count, all, &run->err);
    if (!stream->ask)
        run->located = true;
    return stream->ask ? 0 : -1;
}

void mbr_stream_close(struct mbr_stream *stream)
{
    mbr_ask_free(stream->ask);
    mbr_buf_free(&stream->scratch);
    *stream = (struct mbr_stream){0};
}

/* Where nothing of the data may be shown, only what is the name of a tool of ours is one. */
static bool is_tool(struct mbr_span name)
{
    for (size_t i = 0; i < name.n; i++)
        if ((name.p[i] < 'a' || name.p[i] > 'z') && name.p[i] != '-')
            return false;
    return name.n >= 3 && name.n < 32 && memcmp(name.p, "mbr", 3) == 0;
}

/* An earlier stage has failed: its record is kept to be passed on as it came. */
static int stop_at_error(struct mbr_stream *stream)
{
    static const char *const paths[] = {"tool", "text"};
    struct mbr_run *run = stream->run;
    struct mbr_err ignored;
    struct mbr_span tool = {"an earlier stage", 16}, text = {"no reason given", 15};
    struct mbr_buf tool_text = {0}, text_text = {0};
    struct mbr_ask *ask = mbr_ask_new(paths, 2, false, &ignored);
    bool tells = !run->tool->discreet;
    if (tells)
        mbr_put_span(&run->travelled, stream->line);
    if (ask && mbr_ask_scan(ask, stream->line, &ignored) == 0) {
        if (ask->slot[0].kind == MBR_JSON_STRING)
            (void)mbr_json_text(&ask->slot[0], &tool_text, &tool);
        if (ask->slot[1].kind == MBR_JSON_STRING)
            (void)mbr_json_text(&ask->slot[1], &text_text, &text);
    }
    if (!tells && !is_tool(tool))
        tool = mbr_span("an earlier stage");
    if (tells)
        mbr_fail(run, "stopped: %.*s failed: %.*s", (int)tool.n, tool.p, (int)text.n, text.p);
    else
        mbr_fail(run, "stopped: %.*s failed", (int)tool.n, tool.p);
    mbr_ask_free(ask);
    mbr_buf_free(&tool_text);
    mbr_buf_free(&text_text);
    return -1;
}

/* As --fit writes them. */
static bool is_model(struct mbr_span line)
{
    static const char begin[] = "{\"tool\":\"mbr-";
    return line.n >= sizeof begin - 1 && memcmp(line.p, begin, sizeof begin - 1) == 0;
}

static int read_type(struct mbr_stream *stream)
{
    const struct mbr_json *type = &stream->ask->slot[0];
    if (type->kind == MBR_JSON_ABSENT)
        return mbr_err_set(&stream->run->err, "type: missing%s",
                           is_model(stream->line) ? ": a model, which --model takes" : "");
    if (type->kind != MBR_JSON_STRING)
        return mbr_err_json(&stream->run->err, "type", "not a string", type->raw);
    if (mbr_json_text(type, &stream->scratch, &stream->type) < 0 || stream->type.n == 0)
        return mbr_err_json(&stream->run->err, "type", "not a type", type->raw);
    return 0;
}

enum mbr_kind mbr_kind_of(struct mbr_span type)
{
    static const struct {
        const char *name;
        enum mbr_kind kind;
    } kinds[] = {{"item", MBR_KIND_ITEM},
                 {"member", MBR_KIND_MEMBER},
                 {"contact", MBR_KIND_CONTACT},
                 {"row", MBR_KIND_ROW}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (mbr_span_is(type, kinds[i].name))
            return kinds[i].kind;
    return MBR_KIND_EVENT;
}

/* What is probably wrong when the input is no stream at all. */
static const char *hint_for(struct mbr_span line)
{
    if (line.n >= 4 && memcmp(line.p, "PK\3\4", 4) == 0)
        return "workbooks go through mbr-import first";
    if (line.n && line.p[0] != '{' && (memchr(line.p, ',', line.n) || memchr(line.p, ';', line.n)))
        return "delimited text goes through mbr-import first";
    return NULL;
}

/* The record in the line, or -1 when the line is bad. */
static int scan(struct mbr_stream *stream)
{
    if (mbr_ask_scan(stream->ask, stream->line, &stream->run->err) < 0) {
        stream->run->hint = hint_for(stream->line);
        return -1;
    }
    if (read_type(stream) < 0)
        return -1;
    stream->kind = mbr_kind_of(stream->type);
    return 0;
}

int mbr_stream_take(struct mbr_stream *stream, struct mbr_span line)
{
    stream->line = line;
    if (scan(stream) < 0) {
        if (mbr_bad(stream->run) < 0)
            return -1;
        stream->run->hint = NULL; /* it was of this line */
        return 0;
    }
    return mbr_span_is(stream->type, "error") ? stop_at_error(stream) : 1;
}

int mbr_stream_next(struct mbr_stream *stream)
{
    struct mbr_run *run = stream->run;
    struct mbr_span line;
    for (;;) {
        int got = mbr_in_line(run->in, &line, &run->err);
        if (got == 0)
            return 0;
        if (got == -1) {
            run->located = true;
            return -1;
        }
        mbr_tick(run);
        if (got == 1)
            got = mbr_stream_take(stream, line);
        else
            got = mbr_bad(run) < 0 ? -1 : 0;
        if (got)
            return got;
    }
}
