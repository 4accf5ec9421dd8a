/* Any bytes as a stream: where it folds, folding that again changes nothing, nor does folding its
   two halves apart. */

#include "../fold_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *fold(struct mbr_span text)
{
    const struct mbr_fold_options options = {.as_of = 20088, .keep_anonymous = true};
    return fold_text(text, &options);
}

static void expect(const struct mbr_buf *text, const char *whole)
{
    char *folded = fold(mbr_buf_span(text));
    if (!folded || strcmp(folded, whole) != 0) {
        fprintf(stderr, "%s\n%s\n%s\n", fold_err.text, whole, folded ? folded : "failed");
        abort();
    }
    free(folded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mbr_span text = {(const char *)data, size};
    const char *middle = memchr(text.p + size / 2, '\n', size - size / 2);
    size_t half = middle ? (size_t)(middle - text.p) + 1 : size;
    struct mbr_buf again = {0};
    char *whole = fold(text);
    if (!whole)
        return 0;
    mbr_put_text(&again, whole);
    expect(&again, whole);
    char *one = fold((struct mbr_span){text.p, half});
    char *two = fold((struct mbr_span){text.p + half, size - half});
    if (one && two) {
        again.n = 0;
        mbr_put_text(&again, one);
        mbr_put_text(&again, two);
        expect(&again, whole);
    }
    free(whole);
    free(one);
    free(two);
    mbr_buf_free(&again);
    return 0;
}
