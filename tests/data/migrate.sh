#!/bin/bash
# Who moved between 2011-06-09 and 2011-12-09 in the data set Online Retail, against the sums of
# what mbr-profile says of either day, and against a join of the two days' members in awk.
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${BUILD:-build}" && pwd) || exit 1
export PATH=$build/bin:$PATH LC_ALL=C
shared=${MBR_SHARED:-../shared}
packed=$shared/data/online-retail/online_retail.csv.gz
if [[ ! -f $packed ]]; then
    echo "skipped: Online Retail is not there ($packed)"
    exit 77
fi
packed=$(realpath "$packed")
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0

# equal WHAT IS EXPECTED
equal() {
    if [[ $2 != "$3" ]]; then
        echo "$1: $2, not $3"
        failed=1
    fi
}

set -o pipefail
gunzip -c "$packed" > orders.csv &&
    mbr-import --rejects rejects.ndjson orders.csv 2> import.err > events.ndjson || {
    cat import.err
    exit 1
}
for day in 2011-06-09 2011-12-09; do
    mbr-profile -q --as-of $day events.ndjson > $day.members &&
        mbr-rfm -q --drop items,orders,events $day.members > $day.scored || exit 1
done
before=2011-06-09.scored after=2011-12-09.scored

# csv STREAM TYPE COLUMNS: its records without a head; money is in pounds, to the tenth of a penny.
csv() {
    mbr-table --format csv --type "$2" --columns "$3" "$1" | tail -n +2 | tr -d '\r'
}

# members and spend of a day, straight from what mbr-profile wrote.
of_day() {
    csv "$1" member member,buy.spend | awk -F, '{ n++; spend += $2 * 1000 }
        END { printf "%d %.3f\n", n, spend / 1000 }'
}

# members and spend of the rows, on one of the days: those who are there.
of_rows() {
    csv "$1" row "from,to,members,$2" | awk -F, -v absent="$3" '
        $1 != absent && $2 != absent { n += $3 }
        { spend += $4 * 1000 }
        END { printf "%d %.3f\n", n, spend / 1000 }'
}

# balance WHAT ROWS: as many members, and as much money, as there are on either day.
balance() {
    equal "$1, before" "$(of_rows "$2" spend_before '(new)')" "$(of_day 2011-06-09.members)"
    equal "$1, after" "$(of_rows "$2" spend_after '(gone)')" "$(of_day 2011-12-09.members)"
}

mbr-migrate $before $after > segments.rows || failed=1
mbr-migrate --by buy.spend --cuts 0,100,1000,10000 $before $after > spend.rows || failed=1
mbr-migrate --by attr.country $before $after > country.rows || failed=1
balance "by segment" segments.rows
balance "by spend" spend.rows
balance "by country" country.rows

# The rows with a CustomerID and no negative UnitPrice up to either day, added up from the CSV.
equal "on 2011-06-09" "$(of_day 2011-06-09.members)" "2844 3324449.161"
equal "on 2011-12-09" "$(of_day 2011-12-09.members)" "4372 8300065.814"

# The same matrix by a join, which knows nothing of the order of the streams.
columns=member,rfm.segment,buy.spend
csv $before member $columns > before.csv
csv $after member $columns > after.csv
awk -F, '
    function add(from, to, before, after) {
        n[from "," to]++
        spent[from "," to] += before * 1000
        spends[from "," to] += after * 1000
    }
    NR == FNR { segment[$1] = $2; spend[$1] = $3; next }
    $1 in segment { add(segment[$1], $2, spend[$1], $3); delete segment[$1]; next }
    { add("(new)", $2, 0, $3) }
    END {
        for (id in segment)
            add(segment[id], "(gone)", spend[id], 0)
        for (pair in n)
            printf "%s,%d,%.3f,%.3f\n", pair, n[pair], spent[pair] / 1000, spends[pair] / 1000
    }' before.csv after.csv | sort > expected.csv
csv segments.rows row from,to,members,spend_before,spend_after |
    awk -F, -v OFS=, '{ $4 = sprintf("%.3f", $4); $5 = sprintf("%.3f", $5); print }' |
    sort > got.csv
if ! diff expected.csv got.csv > differences; then
    echo "members from segment to segment (< awk, > mbr-migrate):"
    head -20 differences
    failed=1
fi

equal "movers" "$(mbr-migrate --movers $before $after | wc -l)" \
    "$(awk -F, '$1 != $2 { n += $3 } END { print n }' expected.csv)"
exit $failed
