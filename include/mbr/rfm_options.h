#ifndef MBR_RFM_OPTIONS_H
#define MBR_RFM_OPTIONS_H

/* What mbr-rfm can be asked for, and what that says of model and scheme before anything is read. */

#include "mbr/annotate.h"
#include "mbr/rfm_doc.h"
#include "mbr/rfm_field.h"
#include "mbr/rfm_names.h"

struct mbr_rfm_options {
    struct mbr_member_options member;
    int64_t bins; /* 0: not given */
    const char *cuts, *frequency, *monetary, *scheme;
    struct mbr_rfm_style style;
    bool summary, check_scheme;
};

/* The words that options choose from. */
extern const char *const mbr_rfm_frequencies[], *const mbr_rfm_monetaries[],
                                                    *const mbr_rfm_languages[];

/* The defaults of frequency and monetary. They have an address of their own, so that it can be told
   whether the option was given: in one array, since a string alone may be merged with others. */
extern const char mbr_rfm_defaults[2][8];

#define MBR_RFM_OPTIONS_INIT                                                                       \
    {                                                                                              \
        .member = MBR_MEMBER_OPTIONS_INIT, .frequency = mbr_rfm_defaults[0],                       \
        .monetary = mbr_rfm_defaults[1], .scheme = mbr_rfm_eleven                                  \
    }

/* Refuses what does not go together, reads the cuts and finds the scheme. Both structs are zero
   before; the scheme is to be freed, also after -1 (the run's err). */
int mbr_rfm_options_read(const struct mbr_rfm_options *options, struct mbr_run *run,
                         struct mbr_rfm_model *model, struct mbr_rfm_scheme *scheme);

#endif
