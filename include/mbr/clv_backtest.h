#ifndef MBR_CLV_BACKTEST_H
#define MBR_CLV_BACKTEST_H

/* How good the forecasts would have been: fitted on what was known some weeks before the end, and
   held against what was bought since. */

#include "mbr/clv.h"

/* A row of figures: of says of which kind, text (NULL: none) stands under `key`. */
#define MBR_CLV_CELLS 14
struct mbr_clv_cell {
    const char *name;
    double value;
    bool is_day;
};
struct mbr_clv_row {
    const char *of, *key, *text;
    struct mbr_clv_cell cell[MBR_CLV_CELLS];
    size_t cells;
};

struct mbr_clv_rows {
    struct mbr_clv_row *row;
    size_t count, cap;
};

/* terms->whom.until is the end; the fit is as of `weeks` before it, with the seasons that could be
   learnt then. Rows: "clv_model" of each kind asked for and of two rules of thumb, the best kind
   first; of that one "clv_coverage", "clv_week", "clv_frequency", "clv_recency", "clv_decile"
   (mbr-clv(1)). fit is that of the best kind; the price tells margin and horizon nothing here but
   the level. The caller frees rows->row. -1 with err when nothing was bought before. */
int mbr_clv_backtest(const struct mbr_clv_base *base, const struct mbr_clv_terms *terms,
                     int32_t weeks, struct mbr_clv_fit *fit, struct mbr_clv_rows *rows,
                     struct mbr_err *err);

#endif
