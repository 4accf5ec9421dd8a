#ifndef MBR_COLUMNS_H
#define MBR_COLUMNS_H

/* Which fields of a record a person is shown, under which names: given as a list, or chosen from
   the first records. Zero-initialise it. */

#include "mbr/map.h"
#include "mbr/opt.h"
#include "mbr/stream.h"
#include "mbr/table.h"

/* The paths to ask a stream for are path[0 .. paths - 1], "type" the first of them; column i shows
   slot[i] under name[i]. The strings belong to the struct. */
struct mbr_columns {
    const char **path;
    size_t paths, paths_cap;
    const char **name;
    size_t *slot;
    size_t count, names_cap, slots_cap;
    struct mbr_columns_list { /* a path that may lead into a list of objects */
        size_t slot, list;    /* its own slot, and that of what may be the list */
        const char *inside;   /* the path from there on */
        size_t begin, end;    /* in `joined` */
    } * lists;
    size_t list_count, lists_cap;
    struct mbr_map asked, found, nested;
    struct mbr_arena memory;
    struct mbr_buf scratch, spelled, joined;
    struct mbr_json *cell;
};

void mbr_columns_free(struct mbr_columns *columns);

/* The slot of a path, which is asked for from then on; it becomes no column. */
size_t mbr_columns_ask(struct mbr_columns *columns, const char *path);

/* Columns as the list says: PATH, or NAME=PATH; of paths with points in them what they lead through
   is asked for too, and they are `lists`. 0, or -1 with err. */
int mbr_columns_parse(struct mbr_columns *columns, const struct mbr_list *list,
                      struct mbr_err *err);

/* The slots of a record, in which the columns whose paths lead through a list have what is found
   there, as one string, ", " between; numbers with a fraction as the style has them. A string that
   cannot be shown takes the place of all. They last till the next time. */
const struct mbr_json *mbr_columns_join(struct mbr_columns *columns,
                                        const struct mbr_table_style *style,
                                        const struct mbr_json *slot);

/* Notes the fields of a record that was scanned with "type" as the only path, and with `all`.
   Fields that hold arrays and objects are not noted, except that of a member the fields one level
   down are, for `buy` and for what the tools have found out. `nested` has the paths of those that
   are not, but for a member's facts and history. */
void mbr_columns_learn(struct mbr_columns *columns, enum mbr_kind kind, const struct mbr_ask *ask);

/* Makes columns of what has been noted: first what names a record of this kind and its time, then
   the others as they were met. Returns how many were too many (there are 240 at most);
   where there is nothing to show, "type" is the column. `of` says
   that rows are not to be told apart otherwise, so `of` becomes the first column. */
size_t mbr_columns_choose(struct mbr_columns *columns, enum mbr_kind kind, bool of);

#endif
