#ifndef MBR_RECOMMEND_MODEL_H
#define MBR_RECOMMEND_MODEL_H

/* Inside mbr_recommend_run: all that is learned. */

#include "mbr/audience.h"
#include "mbr/calibrate.h"
#include "mbr/coming.h"
#include "mbr/itemknn.h"
#include "mbr/learned.h"
#include "mbr/map.h"
#include "mbr/next.h"
#include "mbr/popular.h"
#include "mbr/tifu.h"
#include "mbr/times.h"
#include "mbr/upcf.h"

/* The methods, in the order in which they are tried; an equal later one does not win. LOGISTIC and
   LEARNED are the two learners of learned.h: a line, and trees. */
enum recommend_method {
    RECOMMEND_TOP,
    RECOMMEND_FREQUENCY,
    RECOMMEND_TIFU,
    RECOMMEND_UPCF,
    RECOMMEND_ITEM,
    RECOMMEND_NEXT,
    RECOMMEND_LOGISTIC,
    RECOMMEND_LEARNED,
    RECOMMEND_METHODS
};

/* The method that an option names; RECOMMEND_METHODS for auto. */
enum recommend_method recommend_method_of(const char *name);

/* The items that members have bought, numbered by the bytes of their ids, 0 … count - 1. */
struct recommend_items {
    struct mbr_map ids; /* once settled, a key's number is the item's */
    uint32_t count;
    uint32_t *buyers;     /* members who bought it */
    uint32_t *repeats;    /* times that a buyer bought it again */
    uint64_t *repeat_gap; /* sum of the days between, over all of these */
    int32_t *last_day;    /* of any purchase */
    uint8_t *service;     /* 1: the catalogue of the fit calls it a service */
};

/* A method that has been fitted. */
struct recommend_fit {
    enum recommend_method method;
    struct mbr_popular popular; /* of all histories: breaks ties, and is the score of `top` */
    struct mbr_tifu tifu;
    struct mbr_upcf upcf;
    struct mbr_itemknn item;
    struct mbr_next next;
    struct mbr_learned learned;
    /* p of a score in one basket (times.h), where it is known whether members come in time, else in
       that time, for an item bought before and for a new one; no points where there was nothing to
       learn from: p is unknown. */
    struct mbr_times p_repeat, p_new;
};
void recommend_fit_free(struct recommend_fit *fit);

/* The tastes among which the fit looks for neighbours; NULL: it does not. */
const struct mbr_tastes *recommend_tastes(const struct recommend_fit *fit);

/* Popularity by the value of --by. */
struct recommend_segments {
    struct mbr_map values;
    struct mbr_popular *popular; /* by number in values */
    uint32_t *baskets;           /* likewise */
    double *scale;               /* likewise: entries of all, divided by those of the segment; makes
                                    a count one of all, whose p is known */
};

/* The chance that a member comes: within the horizon where that is given, else within their own
   interval, and within the usual one of all, by which members compare. */
struct recommend_coming {
    struct mbr_coming own, usual;
};

/* Of members for items; fitted where it is asked for, and for a model file. */
struct recommend_reach {
    bool fitted;
    struct mbr_audience audience;
    struct mbr_isotonic p_repeat, p_new; /* as of recommend_fit, by the audience's scores */
};

/* All that is learned: what --fit writes and --model reads. */
struct recommend_model {
    struct recommend_items items;
    struct recommend_fit fit;
    struct recommend_segments segments;
    struct recommend_reach reach;
    struct recommend_coming coming;
    double interval; /* mean days between two baskets of a member; 0: nobody has two */
    double
        repeat_rate; /* share of the entries of baskets after the first that were bought before */
    int32_t as_of;
    int32_t horizon;           /* days of --horizon when it was fitted; 0: not given */
    bool fell_back;            /* too little data: fit.method is in place of what was asked for */
    uint32_t members, baskets; /* learned from */
    struct recommend_who {     /* of those who may be neighbours: rising by hash */
        uint64_t hash;
        uint32_t member;
    } * who;
    size_t whos;
};

#endif
