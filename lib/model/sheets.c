#include "mbr/sheets.h"

#include <stdlib.h>

struct mbr_sheet {
    struct mbr_table *table;
    struct mbr_top *top;
    size_t shown;
};

void mbr_sheets_free(struct mbr_sheets *sheets)
{
    for (size_t i = 0; i < sheets->count; i++) {
        mbr_table_free(sheets->sheet[i].table);
        mbr_top_free(sheets->sheet[i].top);
    }
    free(sheets->sheet);
    free(sheets->cell);
    mbr_map_free(&sheets->titles);
    mbr_buf_free(&sheets->packed);
    mbr_buf_free(&sheets->title);
}

static struct mbr_sheet *find_sheet(struct mbr_sheets *sheets, struct mbr_span title)
{
    bool added;
    size_t number = mbr_map_put(&sheets->titles, title, &added);
    if (added) {
        sheets->sheet = mbr_grow(sheets->sheet, &sheets->cap, number + 1, sizeof *sheets->sheet);
        sheets->sheet[number] = (struct mbr_sheet){
            .table = mbr_table_new(&sheets->style, sheets->columns->name, sheets->columns->count),
            .top = sheets->by ? mbr_top_new(sheets->top, sheets->ascending) : NULL,
        };
        sheets->count++;
    }
    return &sheets->sheet[number];
}

static int add_sorted(struct mbr_sheets *sheets, struct mbr_sheet *sheet,
                      const struct mbr_json *key, struct mbr_err *err)
{
    struct mbr_buf *row;
    sheets->packed.n = 0;
    for (size_t i = 0; i < sheets->columns->count; i++) {
        if (mbr_cell_pack(&sheets->packed, &sheets->cell[i]) < 0)
            return mbr_cell_refuse(err, sheets->columns->name[i], &sheets->cell[i]);
    }
    if (mbr_top_offer(sheet->top, key, &row) < 0)
        return mbr_cell_refuse(err, sheets->by, key);
    if (row) {
        struct mbr_buf empty = *row;
        *row = sheets->packed;
        sheets->packed = empty;
    }
    return 0;
}

/* The record's table, or NULL with err. */
static struct mbr_sheet *sheet_of(struct mbr_sheets *sheets, const struct mbr_json *slot,
                                  struct mbr_err *err)
{
    struct mbr_span title = {NULL, 0};
    if (!sheets->apart)
        return sheets->count ? sheets->sheet : find_sheet(sheets, title);
    const struct mbr_json *of = &slot[sheets->of_slot];
    if (of->kind == MBR_JSON_STRING && mbr_json_text(of, &sheets->title, &title) < 0) {
        mbr_cell_refuse(err, "of", of);
        return NULL;
    }
    return find_sheet(sheets, title);
}

int mbr_sheets_add(struct mbr_sheets *sheets, const struct mbr_json *slot, struct mbr_out *out,
                   struct mbr_err *err)
{
    const struct mbr_columns *columns = sheets->columns;
    struct mbr_sheet *sheet = sheet_of(sheets, slot, err);
    if (!sheet)
        return -1;
    if (!sheets->by && sheets->top && sheet->shown == sheets->top)
        return 0;
    if (!sheets->cell)
        sheets->cell = mbr_calloc(columns->count, sizeof *sheets->cell);
    for (size_t i = 0; i < columns->count; i++)
        sheets->cell[i] = slot[columns->slot[i]];
    if (sheets->by)
        return add_sorted(sheets, sheet, &slot[sheets->by_slot], err);
    if (mbr_table_add(sheet->table, sheets->cell, out, err) < 0)
        return -1;
    sheet->shown++;
    return 0;
}

static int add_in_order(struct mbr_sheets *sheets, struct mbr_sheet *sheet, struct mbr_out *out,
                        struct mbr_err *err)
{
    size_t rows = mbr_top_sort(sheet->top);
    for (size_t i = 0; i < rows; i++) {
        struct mbr_span packed = mbr_top_row(sheet->top, i);
        for (size_t j = 0; j < sheets->columns->count; j++)
            mbr_cell_unpack(&packed, &sheets->cell[j]);
        if (mbr_table_add(sheet->table, sheets->cell, out, err) < 0)
            return -1;
    }
    return 0;
}

int mbr_sheets_end(struct mbr_sheets *sheets, struct mbr_buf *unshown, struct mbr_out *out,
                   struct mbr_err *err)
{
    if (sheets->count == 0)
        find_sheet(sheets, (struct mbr_span){NULL, 0});
    for (size_t i = 0; i < sheets->count; i++) {
        struct mbr_sheet *sheet = &sheets->sheet[i];
        if (sheet->top && add_in_order(sheets, sheet, out, err) < 0)
            return -1;
        if (i && mbr_out_end(out, err) < 0)
            return -1;
        struct mbr_span of = mbr_map_key(&sheets->titles, (uint32_t)i);
        sheets->title.n = 0;
        mbr_put_span(&sheets->title, of);
        mbr_put_char(&sheets->title, '\0');
        bool titled = sheets->count > 1 && of.n;
        if (mbr_table_end(sheet->table, titled ? sheets->title.p : NULL, out, err) < 0)
            return -1;
        if (unshown->n == 0)
            mbr_table_unshown(sheet->table, unshown);
    }
    return 0;
}
