/* The fields that a person names. */

#include "mask_names.h"

#include <stdlib.h>

#include "mbr/near.h"
#include "mbr/path.h"
#include "mbr/personal.h"

static int read_name(struct mask_names *names, struct mask_name *name, const char *option,
                     struct mbr_run *run)
{
    const char *path = name->text;
    struct mbr_buf key = {0};
    for (;;) {
        if (name->keys == MASK_KEYS || mbr_path_key(&path, &key) < 0)
            break;
        mbr_put_char(&key, '\0');
        name->key[name->keys++] =
            (struct mbr_span){mbr_arena_dup(&names->bytes, key.p, key.n), key.n - 1};
        if (*path++ == '\0') {
            mbr_buf_free(&key);
            return 0;
        }
    }
    mbr_buf_free(&key);
    return mbr_misuse(run, "--%s: not a field: %s", option, name->text);
}

bool mbr_mask_is_needed(struct mbr_span key)
{
    static const char *const needed[] = {"type", "at", "as_of", "of", "dropped"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (mbr_span_is(key, needed[i]))
            return true;
    return false;
}

/* A member line that loses its history would have to say so, and one without a member is none. */
static int check_name(const struct mask_name *name, const char *option, struct mbr_run *run)
{
    static const char *const history[] = {"orders", "events", "lines"};
    struct mbr_span key = name->key[name->keys - 1];
    bool keeps = mbr_mask_is_needed(key);
    for (size_t i = 0; i < sizeof history / sizeof *history; i++)
        keeps |= mbr_span_is(key, history[i]);
    if (keeps)
        return mbr_misuse(run, "--%s: %s: a record must have it as it is", option, name->text);
    if (strcmp(option, "redact-field") == 0 && mbr_span_is(key, "member"))
        return mbr_misuse(run, "--%s: member: only --pseudonym hides it", option);
    return 0;
}

/* What fields are called that are no kind of personal data by their name. */
static const char *const usual[] = {"member", "attr",     "ids",     "orders",  "events", "lines",
                                    "order",  "item",     "store",   "channel", "coupon", "city",
                                    "gender", "campaign", "consent", NULL};

static bool is_known(struct mbr_span key)
{
    bool known = mbr_personal_of_key(key) != MBR_PERSONAL_NONE;
    for (size_t i = 0; !known && usual[i]; i++)
        known = mbr_span_is(key, usual[i]);
    for (size_t i = 1; !known && i < MBR_PERSONAL_KINDS; i++)
        known = mbr_span_is(key, mbr_personal_names[i]);
    return known;
}

/* A slip of the pen would let out what was to be hidden. It is hardly ever in the first letter. */
static const char *meant_by(struct mbr_span key)
{
    const char *names[sizeof usual / sizeof *usual + MBR_PERSONAL_KINDS];
    size_t count = 0;
    if (key.n < 4)
        return NULL;
    for (size_t i = 0; usual[i]; i++)
        if (usual[i][0] == key.p[0])
            names[count++] = usual[i];
    for (size_t i = 1; i < MBR_PERSONAL_KINDS; i++)
        if (mbr_personal_names[i][0] == key.p[0])
            names[count++] = mbr_personal_names[i];
    names[count] = NULL;
    return mbr_near(key.p, names);
}

static int check_spelling(struct mask_name *name, const char *option, struct mbr_run *run)
{
    bool is_quoted = strchr(name->text, '\'') != NULL;
    name->known = true;
    for (size_t i = 0; i < name->keys; i++) {
        if (is_known(name->key[i]))
            continue;
        const char *meant = is_quoted ? NULL : meant_by(name->key[i]);
        if (meant)
            return mbr_misuse(run, "--%s: %s: is %s meant? If not, put it in quotes: '%s'", option,
                              name->text, meant, name->key[i].p);
        name->known = false;
    }
    return 0;
}

int mbr_mask_names_open(struct mask_names *names, const struct mbr_list *list, const char *option,
                        struct mbr_run *run)
{
    names->name = mbr_calloc(list->count + 1, sizeof *names->name);
    for (size_t i = 0; i < list->count; i++) {
        struct mask_name *name = &names->name[names->count++];
        name->text = list->item[i];
        if (read_name(names, name, option, run) < 0 || check_name(name, option, run) < 0 ||
            check_spelling(name, option, run) < 0)
            return -1;
    }
    return 0;
}

void mbr_mask_names_free(struct mask_names *names)
{
    free(names->name);
    mbr_arena_free(&names->bytes);
    *names = (struct mask_names){0};
}
