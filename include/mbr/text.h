#ifndef MBR_TEXT_H
#define MBR_TEXT_H

/* UTF-8 text as a terminal shows it. Width is in cells of the terminal's grid: 1 for most letters,
   2 for East Asian wide ones and emoji (Unicode Standard Annex 11), 0 for what joins the letter
   before. It is counted by grapheme clusters (Annex 29), so a family of emoji joined by U+200D, a
   flag and a keycap are 2 cells, as in terminals that draw clusters; a variation selector 16 makes
   an emoji 2 wide. Terminals that draw each part of such a cluster need more cells.
   Bytes that are no UTF-8 are taken one by one, each 1 cell wide. */

#include "mbr/buf.h"

size_t mbr_text_width(struct mbr_span text);

/* How many bytes of text, from its beginning, fit into `width` cells without splitting a cluster;
 *taken is their width. */
size_t mbr_text_fit(struct mbr_span text, size_t width, size_t *taken);

/* The text if it fits into `width` cells, otherwise what fits beside the "…" it then ends in.
   Returns the width put, which may be less than `width`, and is 0 when that is 0. */
size_t mbr_put_cut(struct mbr_buf *buf, struct mbr_span text, size_t width);

/* The text with nothing left that could steer a terminal: control characters (C0, DEL, C1), line
   and paragraph separators and the bidirectional overrides and isolates as \n, \t, \r or \u001b,
   bytes that are no UTF-8 as U+FFFD. Joiners and the marks for right-to-left scripts stay. */
void mbr_put_visible(struct mbr_buf *buf, struct mbr_span text);

#endif
