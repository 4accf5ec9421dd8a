/* Names of tags, and which of them was probably meant. */

#include <stdlib.h>

#include "expr_lex.h"
#include "mbr/near.h"
#include "tag_rules.h"

bool mbr_tag_is_name(struct mbr_span name)
{
    struct expr_lexer lexer = {.source = name};
    return name.n && (name.p[0] < '0' || name.p[0] > '9') && mbr_expr_word_end(&lexer, 0) == name.n;
}

const struct tag_rule *mbr_tag_rules_near(const struct tag_rules *rules, struct mbr_span name)
{
    char **names = mbr_calloc(rules->count + 1, sizeof *names);
    char *word = mbr_memdup(name.p, name.n);
    for (size_t i = 0; i < rules->count; i++)
        names[i] = mbr_memdup(rules->rule[i].name.p, rules->rule[i].name.n);
    const char *near = mbr_near(word, (const char *const *)names);
    size_t found = 0;
    while (near && names[found] != near)
        found++;
    for (size_t i = 0; i < rules->count; i++)
        free(names[i]);
    free(names);
    free(word);
    return near ? &rules->rule[found] : NULL;
}
