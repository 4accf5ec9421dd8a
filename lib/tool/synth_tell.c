#include "mbr/synth_tell.h"

/* Who the account is, as it shows it; the phone may be another's. */
static void show_person(const struct mbr_synth *shop, const struct mbr_synth_event *event,
                        const struct mbr_synth_dirt *dirt, struct mbr_synth_person *person)
{
    struct mbr_synth_person partner;
    struct mbr_synth_event of_partner = *event;
    mbr_synth_shown(shop, event, person);
    if (!dirt || dirt->phone != MBR_SYNTH_HOUSEHOLD || !event->shows)
        return;
    of_partner.who = dirt->partner;
    mbr_synth_shown(shop, &of_partner, &partner);
    person->phone = partner.phone;
}

/* When an account is met for the first time. */
static int write_account(const struct mbr_synth *shop, struct mbr_synth_writer *writer,
                         struct mbr_out *out, const struct mbr_synth_event *event,
                         struct mbr_err *err)
{
    struct mbr_synth_event told = {
        .kind = MBR_SYNTH_ATTR,
        .second = event->second,
        .member = event->member,
        .who = event->member,
        .shows = MBR_SYNTH_SHOWS_PHONE | MBR_SYNTH_SHOWS_EMAIL,
    };
    struct mbr_synth_person person;
    show_person(shop, &told, writer->dirt, &person);
    return mbr_synth_write_event(writer, out, &told, NULL, &person, err);
}

int mbr_synth_tell(struct mbr_synth *shop, struct mbr_synth_writer *writer, struct mbr_out *out,
                   const struct mbr_synth_event *event, struct mbr_err *err)
{
    struct mbr_synth_person person = {0};
    struct mbr_synth_dirt dirt;
    bool first = false;
    int failed = 0;
    if (writer->accounts && event->member != MBR_SYNTH_NOBODY) {
        enum mbr_synth_account account = mbr_synth_writer_account(writer, event, &first);
        mbr_synth_account_dirt(writer->accounts, event->member, account,
                               mbr_synth_member(shop, event->member)->home, &dirt);
        writer->dirt = &dirt;
    }
    if (first)
        failed = write_account(shop, writer, out, event, err);
    if (!writer->csv)
        show_person(shop, event, writer->dirt, &person);
    if (!failed)
        failed =
            mbr_synth_write_event(writer, out, event, mbr_synth_lines(shop, event), &person, err);
    writer->dirt = NULL;
    return failed;
}
