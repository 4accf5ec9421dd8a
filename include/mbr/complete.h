#ifndef MBR_COMPLETE_H
#define MBR_COMPLETE_H

/* Completion scripts for the shells, from the option tables: options, their choices, and file names
   where a file is wanted. Operands complete to files when the tool's `operands` names a FILE; where
   it begins with "[TOOL", to the names of the tools, and on from there as that tool completes. */

#include "mbr/run.h"

void mbr_complete_bash(struct mbr_buf *to, const struct mbr_tool *tool,
                       const struct mbr_opt *common);
void mbr_complete_zsh(struct mbr_buf *to, const struct mbr_tool *tool,
                      const struct mbr_opt *common);
void mbr_complete_fish(struct mbr_buf *to, const struct mbr_tool *tool,
                       const struct mbr_opt *common);

#endif
