#ifndef MBR_GENERATE_H
#define MBR_GENERATE_H

/* All that is told about a tool's options, rendered from its table, so that it cannot drift from
   what is parsed. Kinds:

       brief     the tool's one line
       help      what --help prints
       synopsis  the man page's SYNOPSIS, in mdoc
       options   the man page's OPTIONS, in mdoc: the tool's own, then where the common ones stand
       common    the common options alone, in full, in mdoc
       bash, zsh, fish   the completion of that shell (complete.h)

   An option without help text is hidden: it works, and is not shown. */

#include "mbr/run.h"

/* Appends it to `to`; 0, or -1 when there is no such kind. Defaults are read from the variables, so
   this comes before the options are parsed. */
int mbr_generate(struct mbr_buf *to, const char *kind, const struct mbr_tool *tool,
                 const struct mbr_opt *common, struct mbr_err *err);

#endif
