#include "import_special.h"

#include "import_convert.h"
#include "import_field.h"
#include "import_personal.h"

/* What was made here has been looked at before; a birthday is no instant. */
void mbr_import_plan_special(struct mbr_import_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        struct mbr_import_field *field = &plan->fields[i];
        field->zoned = plan->zones && field->kind == MBR_IMPORT_AT &&
                       strcmp(field->full, "attr.birthday") != 0;
        if (plan->rates && mbr_import_is_money(mbr_span(field->full)))
            mbr_import_list_add(&plan->money, field);
    }
    for (size_t i = 0; !plan->settled && i < plan->input.count; i++) {
        struct mbr_import_field *field = plan->input.field[i];
        mbr_import_personal_set(field);
        if (field->watched)
            mbr_import_list_add(&plan->watched, field);
    }
    plan->counts = plan->privates || plan->zones || plan->watched.count;
}
