#!/bin/bash
# CDNOW's purchases through import, profile and rfm, against recency, frequency, monetary value and
# scores of every member that sort and awk compute from the file.
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${BUILD:-build}" && pwd) || exit 1
export PATH=$build/bin:$PATH LC_ALL=C
shared=${MBR_SHARED:-../shared}
packed=$shared/data/cdnow/CDNOW_master.txt.gz
if [[ ! -f $packed ]]; then
    echo "skipped: CDNOW is not there ($packed)"
    exit 77
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
gunzip -c "$packed" > "$scratch/purchases.txt"
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
mbr-import purchases.txt 2> import.err > events.ndjson &&
    mbr-profile events.ndjson 2> profile.err > members.ndjson &&
    mbr-rfm members.ndjson 2> rfm.err > scored.ndjson || {
    cat ./*.err
    exit 1
}

# Fader and Hardie's CDNOW: 69,659 transactions of 23,570 customers.
equal "purchases" "$(grep -c '^{"type":"purchase"' events.ndjson)" 69659
equal "members" "$(grep -c '^{"type":"member"' members.ndjson)" 23570

# Member, recency to the last day of the data, purchases, cents.
tr -d '\r' < purchases.txt | awk '
    function days(date,  y, m) {
        y = int(date / 10000)
        m = int(date / 100) % 100
        if (m < 3) {
            y--
            m += 12
        }
        y = 365 * y + int(y / 4) - int(y / 100) + int(y / 400)
        return y + int((153 * m - 457) / 5) + date % 100
    }
    NR > 1 && NF == 4 {
        if ($2 > last[$1])
            last[$1] = $2
        if ($2 > latest)
            latest = $2
        orders[$1]++
        cents[$1] += sprintf("%.0f", $4 * 100)
    }
    END {
        for (member in orders)
            print member, days(latest) - days(last[member]), orders[member], cents[member]
    }' | sort > values

# score COLUMN KEY: by the middle of the rank of a tie in a column that sort orders by this key,
# the worst first; prints member and score.
score() {
    sort -k "$2" values | awk -v column="$1" '
        { member[NR] = $1; value[NR] = $column }
        END {
            for (from = 1; from <= NR; from = to) {
                for (to = from; to <= NR && value[to] == value[from]; to++)
                    ;
                score = 1 + int(5 * (2 * (from - 1) + to - from) / (2 * NR))
                for (i = from; i < to; i++)
                    print member[i], score
            }
        }' | sort
}
score 2 2,2nr > r
score 3 3,3n > f
score 4 4,4n > m
join values r | join - f | join - m > expected

mbr-table --format csv --type member \
    --columns member,rfm.recency,rfm.frequency,rfm.monetary,rfm.r,rfm.f,rfm.m scored.ndjson |
    tail -n +2 | tr -d '\r' |
    awk -F, '{ $4 = sprintf("%.0f", $4 * 100); print }' | sort > got || failed=1
equal "members compared" "$(wc -l < expected)" 23570
if ! diff expected got > differences; then
    echo "RFM of members (< awk, > mbr-rfm):"
    head -20 differences
    failed=1
fi
exit $failed
