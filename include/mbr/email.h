#ifndef MBR_EMAIL_H
#define MBR_EMAIL_H

/* E-mail addresses in one spelling for each mailbox. */

#include "mbr/buf.h"

/* Puts the address in `text`, which may stand in <> behind a name or behind "mailto:": lower case,
   and folded as its provider folds it, so that A.Bc+shop@googlemail.com is abc@gmail.com. Letters
   beyond ASCII are to be folded before. 1: an address; 2: one that is hidden in part, a***@b.cn;
   0: none, and nothing is put. */
int mbr_put_email(struct mbr_buf *to, struct mbr_span text);

#endif
