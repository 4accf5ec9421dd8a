#!/bin/bash
# Frequent sets and rules of the data set Groceries against those of R's arules 1.7 (Hahsler,
# Gruen, Hornik, "arules", Journal of Statistical Software 14, 2005): how many there are at several
# thresholds, and each measure of the 410 rules at support 0.001 and confidence 0.8.
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${BUILD:-build}" && pwd) || exit 1
export PATH=$build/bin:$PATH LC_ALL=C
shared=${MBR_SHARED:-../shared}
folder=$shared/data/groceries
if [[ ! -f $folder/groceries.basket.gz ]]; then
    echo "skipped: Groceries is not there ($folder)"
    exit 77
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
gunzip -c "$folder/groceries.basket.gz" > "$scratch/baskets"
gunzip -c "$folder/rules_0.001_0.8.tsv.gz" > "$scratch/arules.tsv"
cd "$scratch" || exit 1
failed=0

# equal WHAT IS EXPECTED
equal() {
    if [[ $2 != "$3" ]]; then
        echo "$1: $2, not $3"
        failed=1
    fi
}

# A member for each basket, for it does not say whose it is.
set -o pipefail
awk -F '\t' '{
    for (i = 1; i <= NF; i++)
        printf "{\"type\":\"purchase\",\"at\":\"2024-01-01\",\"member\":\"%d\",\"order\":\"%d\"" \
            ",\"item\":\"%s\",\"price\":1}\n", NR, NR, $i
}' baskets > events.ndjson
mbr-profile -q events.ndjson > members.ndjson || exit 1

# rules SUPPORT CONFIDENCE HOW-MANY [OPTION ...]
rules() {
    equal "rules at $*" "$(mbr-basket -q -s "$1" -c "$2" "${@:4}" members.ndjson | wc -l)" "$3"
}
rules 0.001 0.8 410
rules 0.001 0.5 5668
rules 0.005 0.5 120
rules 0.006 0.25 463
rules 0.01 0.5 15
rules 0.01 0.25 170
rules 0.001 0.9 129
rules 0.02 0.3 37
rules 0.001 0.2 21633
rules 0.001 0.8 392 --prune
rules 0.006 0.25 446 --prune
rules 0.001 0.8 410 --max-q 0.01

# sets SUPPORT ALL CLOSED MAXIMAL
sets() {
    equal "sets at $1, closed, maximal" "$(mbr-basket -q --sets -s "$1" members.ndjson | wc -l) $(
        mbr-basket -q --closed -s "$1" members.ndjson | wc -l) $(
        mbr-basket -q --maximal -s "$1" members.ndjson | wc -l)" "$2 $3 $4"
}
sets 0.01 333 333 243
sets 0.005 1001 1001 708
sets 0.001 13492 13464 7794
sets 0.0005 49580 46267 22725
for expected in 0.1:8 0.05:31 0.02:122; do
    equal "sets at ${expected%:*}" \
        "$(mbr-basket -q --sets -s "${expected%:*}" members.ndjson | wc -l)" "${expected#*:}"
done

# By length, as arules counts the left side in too.
equal "rules by length at 0.001, 0.5" "$(mbr-basket -q -s 0.001 -c 0.5 members.ndjson |
    sed 's/.*"antecedent":\[\([^]]*\)\].*/\1/' | awk -F '","' '
        { n[NF + 1]++ }
        END { print n[2], n[3], n[4], n[5], n[6] }')" "11 1461 3211 939 46"

# Items, the left side in the order of bytes, then the measures.
measures=support,confidence,lift,count,conviction,kulczynski,imbalance,leverage,p,hyper_lift
mbr-basket -q -s 0.001 -c 0.8 members.ndjson |
    mbr-table --format tsv --columns "rule,$measures" | tail -n +2 | tr -d '\r' | sort > got
awk -F '\t' '
    NR == 1 {
        for (i = 1; i <= NF; i++)
            column[$i] = i
        n = split("support confidence lift count conviction kulczynski imbalance leverage " \
            "fishersExactTest hyperLift", name, " ")
        next
    }
    {
        gsub(/[{}]/, "")
        items = split($1, item, ",")
        for (i = 2; i <= items; i++)
            for (j = i; j > 1 && item[j - 1] > item[j]; j--) {
                swap = item[j]
                item[j] = item[j - 1]
                item[j - 1] = swap
            }
        line = item[1]
        for (i = 2; i <= items; i++)
            line = line ", " item[i]
        line = line " => " $2
        for (i = 1; i <= n; i++) {
            value = $column[name[i]]
            gsub(/ /, "", value)
            line = line "\t" (value == "Inf" ? "" : value)
        }
        print line
    }' arules.tsv | sort > expected
equal "rules compared" "$(wc -l < expected)" 410
# Both have 9 digits or more.
paste expected got | awk -F '\t' '
    {
        wrong = $1 != $12
        for (i = 2; i <= 11 && !wrong; i++) {
            difference = $i - $(i + 11)
            wrong = ($i == "") != ($(i + 11) == "") ||
                (difference < 0 ? -difference : difference) > 1e-8 * $i
        }
        if (wrong)
            print
    }' > differences
if [[ -s differences ]]; then
    echo "rules that differ (arules, mbr-basket):"
    head -5 differences
    failed=1
fi

# arules of one rule, to its seven digits.
equal "citrus fruit, root vegetables => other vegetables" "$(
    mbr-basket -q -s 0.01 -c 0.5 members.ndjson |
        mbr-table --format tsv --columns "rule,antecedent_count,consequent_count,$measures" |
        awk -F '\t' '$1 == "citrus fruit, root vegetables => other vegetables" {
            for (i = 2; i <= 12; i++)
                printf "%s%.7g", (i > 2 ? " " : ""), $i
            print ""
        }')" \
    "174 1903 0.01037112 0.5862069 3.029608 102 1.949059 0.3199032 0.875443 0.006947868 9.123466e-31"
exit $failed
