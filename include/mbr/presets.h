#ifndef MBR_PRESETS_H
#define MBR_PRESETS_H

/* The import layouts of lib/presets, built in: the file's name without .json and its whole text,
   in the order of the names; the last has the name NULL. The build makes the table. */

struct mbr_preset_text {
    const char *name;
    const char *text;
};

extern const struct mbr_preset_text mbr_preset_texts[];

#endif
