#ifndef MBR_TOOLS_H
#define MBR_TOOLS_H

/* The tools of the kit, as they are installed: executables called mbr-NAME, beside the running
   program first, then along PATH. */

#include "mbr/buf.h"
#include "mbr/map.h"

#define MBR_TOOL_PREFIX "mbr-"

/* name: the tools' names without the prefix; path[i] is where the name of number i is. */
struct mbr_tools {
    struct mbr_map name;
    char **path;
    size_t cap;
};
void mbr_tools_find(struct mbr_tools *tools);
void mbr_tools_free(struct mbr_tools *tools);

/* The directory of the running program; NULL where the system does not say. The caller frees. */
char *mbr_tools_home(void);

/* The file of the page mbr-NAME, or mbr for "mbr": that of the checkout or the installation which
   the running program belongs to. NULL when there is none. The caller frees. */
char *mbr_tools_page(const char *name);

/* Whether man finds a page of this name, such as "mbr-rfm". */
bool mbr_tools_man_has(const char *name);

/* Asks the tool for its one line (without a newline); "" when it has none to say. */
void mbr_tools_brief(const char *path, struct mbr_buf *to);

#endif
