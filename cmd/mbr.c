#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "mbr/near.h"
#include "mbr/run.h"
#include "mbr/tools.h"

#define WIDTH 10

enum { FAILED = 1, MISUSED = 2 };

static int run(struct mbr_run *r)
{
    struct mbr_tools tools = {0};
    int result = 0;
    if (r->operands)
        return mbr_misuse(r, "options stand after the tool: mbr %s ...", r->operand[0]);
    mbr_tools_find(&tools);
    uint32_t *order = mbr_map_sorted(&tools.name);
    for (uint32_t i = 0; i < tools.name.count && result == 0; i++) {
        struct mbr_span name = mbr_map_key(&tools.name, order[i]);
        mbr_put_format(&r->out.buf, "%-*.*s ", WIDTH, (int)name.n, name.p);
        mbr_tools_brief(tools.path[order[i]], &r->out.buf);
        result = mbr_end(r);
    }
    free(order);
    mbr_tools_free(&tools);
    return result;
}

static int no_such(const char *what, const char *name, const struct mbr_tools *tools)
{
    const char **names = mbr_calloc(tools->name.count + 2, sizeof *names);
    for (uint32_t i = 0; i < tools->name.count; i++)
        names[i] = strrchr(tools->path[i], '/') + sizeof MBR_TOOL_PREFIX;
    names[tools->name.count] = "help";
    const char *near = mbr_near(name, names);
    fprintf(stderr, "mbr: no %s \"%s\"%s%s%s\n", what, name, near ? "; did you mean " : "",
            near ? near : "", near ? "?" : "");
    free(names);
    return MISUSED;
}

/* Becomes the tool argv[0] names; comes back only when it cannot. */
static int hand_on(char *argv[])
{
    struct mbr_tools tools = {0};
    const char *name = argv[0];
    mbr_tools_find(&tools);
    uint32_t number = mbr_map_find(&tools.name, mbr_span(name));
    int status = FAILED;
    if (number == MBR_MAP_NONE) {
        status = no_such("tool", name, &tools);
    } else {
        argv[0] = strrchr(tools.path[number], '/') + 1;
        execv(tools.path[number], argv);
        fprintf(stderr, "mbr: %s: %s\n", tools.path[number], strerror(errno));
    }
    mbr_tools_free(&tools);
    return status;
}

static void open_page(const char *page)
{
    execlp("man", "man", page, (char *)NULL);
    fprintf(stderr, "mbr: cannot run man (%s); the page is %s\n", strerror(errno), page);
}

static int help(const char *name)
{
    struct mbr_tools tools = {0};
    int status = FAILED;
    if (strncmp(name, MBR_TOOL_PREFIX, sizeof MBR_TOOL_PREFIX - 1) == 0)
        name += sizeof MBR_TOOL_PREFIX - 1;
    mbr_tools_find(&tools);
    uint32_t number = mbr_map_find(&tools.name, mbr_span(name));
    char *page = mbr_tools_page(name);
    const char *elsewhere = number == MBR_MAP_NONE ? NULL : strrchr(tools.path[number], '/') + 1;
    if (!page && !elsewhere)
        status = no_such("page", name, &tools);
    else if (!page && !mbr_tools_man_has(elsewhere))
        fprintf(stderr, "mbr: no page for %s\n", elsewhere);
    else
        open_page(page ? page : elsewhere);
    mbr_tools_free(&tools);
    free(page);
    return status;
}

static const struct mbr_tool tool = {
    .name = "mbr",
    .brief = "list the tools, run one, open its page",
    .operands = "[TOOL [ARGUMENT ...]]",
    .examples = "mbr                     list the tools\n"
                "mbr rfm orders.ndjson   run mbr-rfm\n"
                "mbr help rfm            open the page of mbr-rfm\n",
    .run = run,
    .plain = true,
};

int main(int argc, char *argv[])
{
    if (argc > 2 && strcmp(argv[1], "help") == 0)
        return help(argv[2]);
    if (argc > 1 && strcmp(argv[1], "help") == 0)
        return help("mbr");
    return argc > 1 && argv[1][0] != '-' ? hand_on(argv + 1) : mbr_main(&tool, argc, argv);
}
