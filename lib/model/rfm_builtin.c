#include <string.h>

#include "mbr/rfm_doc.h"

const char mbr_rfm_eleven[] = "eleven", mbr_rfm_eight[] = "eight";

enum {
    CHAMPIONS,
    LOYAL,
    POTENTIAL_LOYALIST,
    RECENT,
    PROMISING,
    NEEDS_ATTENTION,
    ABOUT_TO_SLEEP,
    AT_RISK,
    CANT_LOSE,
    HIBERNATING,
    LOST,
    ELEVEN
};

static const struct mbr_rfm_segment eleven_segments[ELEVEN] = {
    [CHAMPIONS] = {"champions", "Champions", "冠军客户"},
    [LOYAL] = {"loyal", "Loyal", "忠诚客户"},
    [POTENTIAL_LOYALIST] = {"potential_loyalist", "Potential loyalist", "潜在忠诚客户"},
    [RECENT] = {"recent", "Recent", "新近客户"},
    [PROMISING] = {"promising", "Promising", "有望客户"},
    [NEEDS_ATTENTION] = {"needs_attention", "Needs attention", "需要关注"},
    [ABOUT_TO_SLEEP] = {"about_to_sleep", "About to sleep", "即将沉睡"},
    [AT_RISK] = {"at_risk", "At risk", "有流失风险"},
    [CANT_LOSE] = {"cant_lose", "Can't lose", "不能失去"},
    [HIBERNATING] = {"hibernating", "Hibernating", "沉睡客户"},
    [LOST] = {"lost", "Lost", "流失客户"},
};

#define RULE(segment, r_low, r_high, fm_low, fm_high)                                              \
    {                                                                                              \
        segment, {r_low, 1, 1, fm_low}, {r_high, 5, 5, fm_high},                                   \
        {                                                                                          \
            MBR_RFM_ANY                                                                            \
        }                                                                                          \
    }

static const struct mbr_rfm_rule eleven_rules[] = {
    RULE(CHAMPIONS, 5, 5, 4, 5),
    RULE(CHAMPIONS, 4, 4, 5, 5),
    RULE(LOYAL, 4, 4, 4, 4),
    RULE(LOYAL, 3, 3, 4, 5),
    RULE(POTENTIAL_LOYALIST, 4, 5, 2, 3),
    RULE(RECENT, 5, 5, 1, 1),
    RULE(PROMISING, 4, 4, 1, 1),
    RULE(NEEDS_ATTENTION, 3, 3, 3, 3),
    RULE(ABOUT_TO_SLEEP, 3, 3, 1, 2),
    RULE(AT_RISK, 2, 2, 3, 5),
    RULE(AT_RISK, 1, 1, 3, 3),
    RULE(CANT_LOSE, 1, 1, 4, 5),
    RULE(HIBERNATING, 2, 2, 1, 2),
    RULE(HIBERNATING, 1, 1, 2, 2),
    RULE(LOST, 1, 1, 1, 1),
};

static const struct mbr_rfm_segment eight_segments[] = {
    {"important_value", "Important, to value", "重要价值"},
    {"important_develop", "Important, to develop", "重要发展"},
    {"important_keep", "Important, to keep", "重要保持"},
    {"important_retain", "Important, to retain", "重要挽留"},
    {"general_value", "General, to value", "一般价值"},
    {"general_develop", "General, to develop", "一般发展"},
    {"general_keep", "General, to keep", "一般保持"},
    {"general_retain", "General, to retain", "一般挽留"},
};

#define SIDES(segment, r, f, m)                                                                    \
    {                                                                                              \
        segment, {1, 1, 1, 1}, {5, 5, 5, 5},                                                       \
        {                                                                                          \
            MBR_RFM_##r, MBR_RFM_##f, MBR_RFM_##m                                                  \
        }                                                                                          \
    }

static const struct mbr_rfm_rule eight_rules[] = {
    SIDES(0, HIGH, HIGH, HIGH), SIDES(1, HIGH, LOW, HIGH), SIDES(2, LOW, HIGH, HIGH),
    SIDES(3, LOW, LOW, HIGH),   SIDES(4, HIGH, HIGH, LOW), SIDES(5, HIGH, LOW, LOW),
    SIDES(6, LOW, HIGH, LOW),   SIDES(7, LOW, LOW, LOW),
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct mbr_rfm_scheme schemes[] = {
    {.name = mbr_rfm_eleven,
     .bins = 5,
     .segment = eleven_segments,
     .segments = COUNT(eleven_segments),
     .rule = eleven_rules,
     .rules = COUNT(eleven_rules)},
    {.name = mbr_rfm_eight,
     .bins = 5,
     .segment = eight_segments,
     .segments = COUNT(eight_segments),
     .rule = eight_rules,
     .rules = COUNT(eight_rules)},
};

int mbr_rfm_scheme_find(const char *name, struct mbr_rfm_scheme *scheme)
{
    for (size_t i = 0; i < COUNT(schemes); i++) {
        if (strcmp(schemes[i].name, name) == 0) {
            *scheme = schemes[i];
            return 0;
        }
    }
    return -1;
}
