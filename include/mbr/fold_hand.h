#ifndef MBR_FOLD_HAND_H
#define MBR_FOLD_HAND_H

/* Members as they come out of a fold, for whom a field and its value are not enough: each one's
   whole line goes through the caller's hand. */

#include "mbr/fold.h"

/* put: puts what is to be written of a member whose line is this (without newline; nothing of it is
   left out but what --drop says, and nothing added), with a newline, or nothing. open makes what a
   thread needs for itself, which is handed to put: several threads call put at a time, each with
   its own, unless all is to come in order, from the caller's thread. take, where it is not NULL,
   gets what several calls of put have put, on the caller's thread and in order, and nothing is
   written. 0, or -1 with err; take's is the run's. */
struct mbr_fold_hand {
    void *(*open)(void *self);
    void (*close)(void *mine);
    int (*put)(void *mine, struct mbr_span line, struct mbr_buf *buf, struct mbr_err *err);
    int (*take)(void *self, struct mbr_span put);
    bool in_order;
    void *self;
};

/* mbr_fold_write_members with a hand instead of a field. */
int mbr_fold_hand_members(struct mbr_fold *fold, const struct mbr_fold_hand *hand,
                          struct mbr_run *run);

/* The items that have come so far. */
const struct mbr_catalogue *mbr_fold_items(const struct mbr_fold *fold);

#endif
