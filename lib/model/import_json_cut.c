#include "import_json.h"

enum { BEFORE, OPENED, BEHIND_RECORD, BEHIND_COMMA, CLOSED };

/* A line, without the blanks around it. */
static size_t cut_line(struct mbr_span text, bool last, struct mbr_span *record, uint64_t *lines)
{
    const char *end = text.n ? memchr(text.p, '\n', text.n) : NULL;
    if (!end && !last)
        return 0;
    size_t n = end ? (size_t)(end - text.p) : text.n, taken = n + (end != NULL);
    *lines = 1;
    *record = (struct mbr_span){text.p, n};
    while (record->n && strchr(" \t\r", record->p[record->n - 1]) && record->p[record->n - 1])
        record->n--;
    return taken;
}

/* Blanks and the signs between records. */
static size_t pass_signs(struct mbr_import_json *json, struct mbr_span text, uint64_t *lines,
                         const char **flaw)
{
    size_t i = 0;
    for (; i < text.n && text.p[i] != '{'; i++) {
        char c = text.p[i];
        *lines += c == '\n';
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
            continue;
        if (c == '[' && json->place == BEFORE)
            json->place = OPENED;
        else if (c == ',' && json->place == BEHIND_RECORD)
            json->place = BEHIND_COMMA;
        else if (c == ']' && (json->place == OPENED || json->place == BEHIND_RECORD))
            json->place = CLOSED;
        else
            *flaw = json->place == CLOSED ? "something stands behind the array"
                                          : "not JSON: not an array of objects";
        if (*flaw)
            return 0;
    }
    return i;
}

/* Where an object ends that begins the text; 0 where it is not whole. What is wrong inside shows
   when it is read. */
static size_t object_end(struct mbr_span text, uint64_t *lines)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        *lines += c == '\n';
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

size_t mbr_import_json_cut(struct mbr_import_json *json, struct mbr_span text, bool last,
                           struct mbr_span *record, uint64_t *lines, const char **flaw)
{
    *record = (struct mbr_span){NULL, 0};
    if (!json->array)
        return text.n ? cut_line(text, last, record, lines) : 0;
    size_t taken = pass_signs(json, text, lines, flaw);
    if (taken || *flaw)
        return taken;
    if (text.n && (json->place == BEHIND_RECORD || json->place == CLOSED)) {
        *flaw = json->place == CLOSED ? "something stands behind the array"
                                      : "not JSON: no comma between two objects of the array";
        return 0;
    }
    uint64_t inside = 0;
    size_t n = object_end(text, &inside);
    if (n == 0) {
        if (last && json->place != CLOSED)
            *flaw = "not JSON: the array is not closed";
        return 0;
    }
    *lines = inside;
    *record = (struct mbr_span){text.p, n};
    json->place = BEHIND_RECORD;
    return n;
}
