#include <stdlib.h>

#include "recommend_job.h"

#include "mbr/number.h"

const char *const mbr_recommend_onlies[] = {"all", "new", "repeat", NULL};
const char *const mbr_recommend_languages[] = {"en", "zh", NULL};

int32_t recommend_days(const struct mbr_period *time)
{
    return time->days + (int32_t)((int64_t)time->months * 304375 / 10000);
}

/* "30d", "8w", "6m", "1y". */
static int read_time(const char *option, const char *text, struct mbr_period *time,
                     struct mbr_run *run)
{
    if (!text || mbr_period_parse(mbr_span(text), time) == 0)
        return 0;
    return mbr_misuse(run, "--%s: not a time such as 30d, 8w, 6m or 1y, up to %d: %s", option,
                      MBR_PERIOD_MOST, text);
}

static int check_backtest(const struct mbr_recommend_options *o, struct mbr_run *run)
{
    if (!o->backtest && (o->since != MBR_DAY_NONE || o->folds))
        return mbr_misuse(run, "--since and --folds are for --backtest");
    if (o->since != MBR_DAY_NONE && o->folds)
        return mbr_misuse(run, "--since and --folds do not go together");
    if (o->backtest && (o->member.fit || o->member.model))
        return mbr_misuse(run, "--backtest fits by itself: neither --fit nor --model goes with it");
    if (o->backtest && (o->where || o->price_fit || o->most_per.count || o->diversity > 0))
        return mbr_misuse(run, "--backtest measures the methods, on what --only and "
                               "--not-bought-within leave: --where, --price-fit, --max-per and "
                               "--diversity do not go with it");
    if (o->backtest && o->top != MBR_RECOMMEND_PLACES)
        return mbr_misuse(run, "--backtest measures the first 5, 10 and 20 items: --top does not "
                               "go with it");
    return 0;
}

/* What would not be heard is refused. */
static int check_audience(const struct mbr_recommend_options *o, struct mbr_run *run)
{
    bool asks = o->for_item.count || o->for_category || o->for_brand || o->for_items || o->capacity;
    if (o->new_only && !asks)
        return mbr_misuse(run,
                          "--new-only is for --for-item and the like; for lists of items there "
                          "is --only new");
    if (o->new_only && o->only[0] == 'r')
        return mbr_misuse(run, "--new-only and --only repeat leave nobody");
    if (o->offers != 1 && !o->capacity)
        return mbr_misuse(run, "--offers is for --capacity");
    if (asks && o->backtest)
        return mbr_misuse(run, "--backtest measures members for items by itself: --for-item and "
                               "the like do not go with it");
    if (o->rows && (asks || o->backtest))
        return mbr_misuse(run, "--rows is for lists of items: members for items, and what "
                               "--backtest finds, are rows anyway");
    if (asks && (o->most_per.count || o->diversity > 0))
        return mbr_misuse(run, "--max-per and --diversity are for lists of items, not of members");
    return 0;
}

int recommend_settings_read(const struct mbr_recommend_options *options,
                            struct recommend_settings *settings, struct mbr_run *run)
{
    *settings = (struct recommend_settings){0};
    if (check_backtest(options, run) < 0 || check_audience(options, run) < 0 ||
        read_time("horizon", options->horizon, &settings->horizon, run) < 0 ||
        read_time("not-bought-within", options->not_bought_within, &settings->not_bought_within,
                  run) < 0)
        return -1;
    if (!(options->diversity >= 0 && options->diversity <= 1))
        return mbr_misuse(run, "--diversity: a share from 0 to 1");
    return 0;
}
