#!/bin/bash
# Five rules over the data set Online Retail: who has each tag, against what sqlite3 selects from
# the CSV; and month after month with --before, since when and until when, against a simulation in
# awk that knows of each day only what sqlite3 says.
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${BUILD:-build}" && pwd) || exit 1
export PATH=$build/bin:$PATH LC_ALL=C
shared=${MBR_SHARED:-../shared}
packed=$shared/data/online-retail/online_retail.csv.gz
if [[ ! -f $packed ]]; then
    echo "skipped: Online Retail is not there ($packed)"
    exit 77
fi
if ! command -v sqlite3 > /dev/null; then
    echo "skipped: sqlite3 is not there"
    exit 77
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
gunzip -c "$packed" > "$scratch/orders.csv"
cd "$scratch" || exit 1
failed=0
days=(2011-06-30 2011-07-31 2011-08-31 2011-09-01 2011-09-30 2011-10-31 2011-11-30 2011-12-09)
tags=(regular spender heart french core)

cat > rules.json << 'EOF'
{"version":1,"rules":[
 {"tag":"core","when":"tags.regular and tags.heart and not tags.french"},
 {"tag":"regular","when":"buy.orders >= 10"},
 {"tag":"spender","when":"sum(amount, purchase, 90d) >= 1000","weight":"sum(amount, purchase, 90d)",
  "expires":"45d"},
 {"tag":"heart","when":"count(purchase, item == '85123A') >= 2",
  "expires":"last(purchase, item == '85123A') + 60d"},
 {"tag":"french","when":"attr.country == 'France'"}]}
EOF

set -o pipefail
mbr-import --rejects rejects.ndjson orders.csv 2> import.err > events.ndjson || {
    cat import.err
    exit 1
}

# Money in 1/10000. What is bought has a quantity above 0.
sqlite3 -batch shop.db << 'SQL' || exit 1
.import --csv orders.csv row
CREATE TABLE line AS SELECT
    replace(CustomerID, '.0', '') AS member, InvoiceNo AS invoice, StockCode AS item,
    Quantity + 0 AS qty, Quantity * CAST(round(UnitPrice * 10000) AS INTEGER) AS amount,
    InvoiceDate AS at, substr(InvoiceDate, 1, 10) AS day, Country AS country
    FROM row WHERE CustomerID <> '' AND UnitPrice >= 0;
CREATE INDEX line_member ON line (member, at, country);
SQL

# tag, member, weight and last day of those for whom a rule holds on a day, but for core, which is
# made of the others.
holding() {
    sqlite3 -batch -separator ' ' shop.db << SQL
CREATE TEMP VIEW known AS SELECT * FROM line WHERE day <= '$1';
CREATE TEMP VIEW bought AS SELECT * FROM known WHERE qty > 0;
SELECT 'regular', member, 1, '' FROM bought GROUP BY member HAVING count(DISTINCT invoice) >= 10;
SELECT 'spender', member, rtrim(rtrim(printf('%.4f', sum(amount) / 10000.0), '0'), '.'),
    date('$1', '+45 days') FROM bought WHERE day > date('$1', '-90 days')
    GROUP BY member HAVING sum(amount) >= 10000000;
SELECT 'heart', member, 1, date(max(day), '+60 days') FROM bought WHERE item = '85123A'
    GROUP BY member HAVING count(DISTINCT invoice) >= 2 AND date(max(day), '+60 days') >= '$1';
SELECT 'french', member, 1, '' FROM (SELECT DISTINCT member FROM known) AS k WHERE
    (SELECT country FROM known AS l WHERE l.member = k.member
        ORDER BY at DESC, country DESC LIMIT 1) = 'France';
SQL
}

# What mbr-tag has written, in the same form, with the day since when.
tagged() {
    local tag
    for tag in "${tags[@]}"; do
        mbr-select -q "tags.$tag" --drop items "$1" | mbr-table -q --type member --format tsv \
            --columns "member,tags.$tag.weight,tags.$tag.since,tags.$tag.until" 2> said |
            awk -F '\t' -v tag="$tag" 'NR > 1 { print tag, $1, $2, $3, $4 }'
    done | sort
}

# same WHAT EXPECTED GOT
same() {
    if [[ ! -s $2 ]] || ! diff "$2" "$3" > differences; then
        echo "$1 (< expected, > mbr-tag):"
        head -5 differences
        failed=1
    fi
}

: > state
yesterday=
for day in "${days[@]}"; do
    holding $day > holding || exit 1
    before=$(sqlite3 :memory: "SELECT date('$day', '-1 day')")
    awk -v day=$day -v before="$before" '
        function give(key, weight, until) {
            unbroken = key in since && (last[key] == "" || last[key] >= before)
            now_since[key] = unbroken ? since[key] : day
            now_weight[key] = weight
            now_last[key] = until
        }
        FILENAME == "state" {
            key = $1 " " $2
            weight[key] = $3
            since[key] = $4
            last[key] = $5
            next
        }
        { give($1 " " $2, $3, $4); members[$2] }
        END {
            for (key in since) {
                split(key, part, " ")
                if (!(key in now_since) && last[key] != "" && last[key] >= day) {
                    now_since[key] = since[key]
                    now_weight[key] = weight[key]
                    now_last[key] = last[key]
                    members[part[2]]
                }
            }
            for (member in members)
                if (("regular " member) in now_since && ("heart " member) in now_since &&
                    !(("french " member) in now_since))
                    give("core " member, 1, "")
            for (key in now_since)
                print key, now_weight[key], now_since[key], now_last[key]
        }' state holding | sort > now
    mv now state
    mbr-profile -q --as-of $day events.ndjson > members.ndjson || exit 1
    mbr-tag -q -r rules.json ${yesterday:+--before "$yesterday"} members.ndjson > $day.ndjson ||
        exit 1
    tagged $day.ndjson > got
    same "$day" state got
    yesterday=$day.ndjson
done

# The last day alone, straight from the events: everything is new.
mbr-tag -q -r rules.json --drop orders,events,items events.ndjson > alone.ndjson || exit 1
tagged alone.ndjson | grep -v ^core | cut -d ' ' -f 1,2,3,5 > got
sort holding > expected
same "the last day alone" expected got

# Something has stayed over its rule, something has expired and come again.
grep -q '^heart .* 2011-0[67]-3' state && grep -q '^spender .* 2011-12-09' state &&
    grep -q '^spender .* 2011-06-30' state || {
    echo "the days tell nothing"
    failed=1
}
exit $failed
