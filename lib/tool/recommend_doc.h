#ifndef MBR_RECOMMEND_DOC_H
#define MBR_RECOMMEND_DOC_H

/* Inside mbr_recommend_run: the model as a file, a JSON line with arrays behind it (pack.h). */

#include "recommend_job.h"

#include "mbr/pack.h"

/* save, load, pack and unpack of the method. What load has read unpack relies on. */
int recommend_save(void *self, struct mbr_buf *fields, struct mbr_err *err);
int recommend_load(void *self, const json_t *doc, struct mbr_err *err);
int recommend_pack(void *self, struct mbr_pack *pack, struct mbr_err *err);
int recommend_unpack(void *self, const struct mbr_unpack *pack, struct mbr_err *err);

/* Names of lists one behind the other. */
struct recommend_names {
    const char *start, *item, *weight; /* weight NULL: there are none */
};
void recommend_pack_tastes(struct mbr_pack *pack, const struct mbr_tastes *tastes, const char *who,
                           const struct recommend_names *names);
void recommend_pack_sequel(struct mbr_pack *pack, const struct mbr_sequel *sequel, uint32_t tastes,
                           const struct recommend_names *names);
void recommend_pack_isotonic(struct mbr_pack *pack, const struct mbr_isotonic *p, const char *score,
                             const char *probability);

/* 0, or -1 with err; what was taken stands there all the same, to be freed. */
int recommend_unpack_tastes(const struct mbr_unpack *pack, const char *who,
                            const struct recommend_names *names, uint32_t items,
                            struct mbr_tastes *tastes, struct mbr_err *err);
int recommend_unpack_sequel(const struct mbr_unpack *pack, const struct mbr_tastes *tastes,
                            const struct recommend_names *names, struct mbr_sequel *sequel,
                            struct mbr_err *err);
int recommend_unpack_isotonic(const struct mbr_unpack *pack, const char *score, const char *p,
                              struct mbr_isotonic *model, struct mbr_err *err);
extern const struct recommend_names recommend_sequel_names;

#define RECOMMEND_VERSION 3

/* Numbers of one line of who comes (coming.h), as an array has them. */
#define RECOMMEND_LINE (1 + 2 * MBR_COMING_FACTS)

/* Members for items (recommend_pack_reach.c); nothing where it is not fitted. */
void recommend_pack_reach(struct mbr_pack *pack, const struct recommend_reach *reach);
int recommend_unpack_reach(const struct mbr_unpack *pack, const struct recommend *job,
                           struct recommend_reach *reach, struct mbr_err *err);

/* What the method has learned (recommend_unpack.c); fit->popular and fit->method are there. */
int recommend_unpack_fit(const struct mbr_unpack *pack, struct recommend_fit *fit,
                         struct mbr_err *err);

/* The learners (recommend_pack.c). unpack: the tastes and the sequel are there already, and
   learned->trees says which of the two it is; 0, or -1 with err and what is to be freed all the
   same. */
void recommend_pack_learned(struct mbr_pack *pack, const struct mbr_learned *learned);
int recommend_unpack_learned(const struct mbr_unpack *pack, struct mbr_learned *learned,
                             struct mbr_err *err);

#endif
