# The import layouts as C text: one string for each line of each file (mbr/presets.h).

BEGIN {
    print "#include \"mbr/presets.h\"\n"
    print "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
    print "#include <stddef.h>\n"
    print "const struct mbr_preset_text mbr_preset_texts[] = {"
}

FNR == 1 {
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\.json$/, "", name)
    printf "%s    {\"%s\",\n", open ? "},\n" : "", name
    open = 1
}

{
    gsub(/[\\"?]/, "\\\\&")
    sub(/\r$/, "")
    printf "     \"%s\\n\"\n", $0
}

END {
    printf "%s    {NULL, NULL},\n};\n", open ? "},\n" : ""
}
