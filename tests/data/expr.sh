#!/bin/bash
# Ten expressions of rising difficulty over the data set Online Retail, against what sqlite3 selects
# from the CSV: the same members, each of them.
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${BUILD:-build}" && pwd) || exit 1
export PATH=$build/bin:$PATH LC_ALL=C
shared=${MBR_SHARED:-../shared}
packed=$shared/data/online-retail/online_retail.csv.gz
if [[ ! -f $packed ]]; then
    echo "skipped: Online Retail is not there ($packed)"
    exit 77
fi
for tool in mbr-select sqlite3; do
    if ! command -v $tool > /dev/null; then
        echo "skipped: $tool is not there"
        exit 77
    fi
done
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
gunzip -c "$packed" > "$scratch/orders.csv"
cd "$scratch" || exit 1
failed=0

set -o pipefail
mbr-import --rejects rejects.ndjson orders.csv 2> import.err > events.ndjson &&
    mbr-profile events.ndjson 2> profile.err > members.ndjson || {
    cat ./*.err
    exit 1
}
{
    echo record
    grep '^{"type":"item"' members.ndjson
} | tr '\n' '\036' > items

# Money in 1/10000. What is bought has a quantity above 0, what is returned below. The names are
# those of the catalogue, as the CSV has several for an item.
sqlite3 -batch shop.db << 'SQL' || exit 1
.import --csv orders.csv row
.import --ascii items catalogue
SQL
sqlite3 -batch shop.db << 'SQL' || exit 1
CREATE TABLE line AS SELECT
    replace(CustomerID, '.0', '') AS member, InvoiceNo AS invoice, StockCode AS item,
    Quantity + 0 AS qty, CAST(round(UnitPrice * 10000) AS INTEGER) AS price,
    abs(Quantity * CAST(round(UnitPrice * 10000) AS INTEGER)) AS amount,
    InvoiceDate AS at, substr(InvoiceDate, 1, 10) AS day, Country AS country
    FROM row WHERE CustomerID <> '' AND UnitPrice >= 0;
CREATE VIEW bought AS SELECT * FROM line WHERE qty > 0;
CREATE VIEW returned AS SELECT * FROM line WHERE qty < 0;
CREATE INDEX line_member ON line (member, at, country);
SQL

# same EXPRESSION SQL: the SQL gives the members for which the expression holds.
same() {
    mbr-select --keep member "$1" members.ndjson 2> select.err |
        sed -n 's/.*"member":"\([^"]*\)".*/\1/p' | sort > got || {
        echo "$1:"
        cat select.err
        failed=1
    }
    sqlite3 -batch shop.db "$2" 2> sqlite.err | sort > expected || {
        cat sqlite.err
        failed=1
    }
    local n
    n=$(wc -l < expected)
    if ((n == 0 || n == 4372)); then
        echo "$1: tells nothing: $n members"
        failed=1
    fi
    if ! diff expected got > differences; then
        echo "$1 (< sqlite3, > mbr-select):"
        head -5 differences
        failed=1
    fi
}

# The last day is 2011-12-09.
same 'buy.orders >= 10' \
    'SELECT member FROM bought GROUP BY member HAVING count(DISTINCT invoice) >= 10'

same 'buy.spend >= 1000 and buy.last > today - 90d' \
    "SELECT member FROM line GROUP BY member
    HAVING sum(CASE WHEN qty > 0 THEN amount ELSE -amount END) >= 10000000
        AND max(CASE WHEN qty > 0 THEN day END) > date('2011-12-09', '-90 days')"

same 'count(purchase, 6m) >= 3' \
    "SELECT member FROM bought WHERE day > date('2011-12-09', '-6 months') GROUP BY member
    HAVING count(DISTINCT invoice) >= 3"

same 'sum(amount, purchase, 2011-01-01 .. 2011-06-30) > 499.99 and
        attr.country ~ /^(France|Spain)$/' \
    "SELECT member FROM bought AS b WHERE day BETWEEN '2011-01-01' AND '2011-06-30'
        AND (SELECT country FROM line AS l WHERE l.member = b.member
            ORDER BY at DESC, country DESC LIMIT 1) IN ('France', 'Spain')
    GROUP BY member HAVING sum(amount) > 4999900"

same "count(purchase, item == '85123A' or item == '22423' and qty >= 4) >= 2" \
    "SELECT member FROM bought WHERE item = '85123A' OR item = '22423' AND qty >= 4
    GROUP BY member HAVING count(DISTINCT invoice) >= 2"

same 'sum(amount, return, 1y) > 0.1 * sum(amount, purchase, 1y) or count(return) > 9' \
    "SELECT member FROM line GROUP BY member
    HAVING 10 * sum(CASE WHEN qty < 0 AND day > date('2011-12-09', '-1 year')
            THEN amount ELSE 0 END) >
        sum(CASE WHEN qty > 0 AND day > date('2011-12-09', '-1 year') THEN amount ELSE 0 END)
        OR count(DISTINCT CASE WHEN qty < 0 THEN invoice || at END) > 9"

same 'distinct(item, purchase, price < 1.25, 200d) >= 20 and not max(amount, line) > 100' \
    "SELECT member FROM bought GROUP BY member
    HAVING count(DISTINCT CASE WHEN day > date('2011-12-09', '-200 days') AND price < 12500
            THEN item END) >= 20 AND max(amount) <= 1000000"

same 'count(line, weekday(at) == 7 and hour(at) >= 12) / count(line) > 0.5 or
        month(buy.first) == 2' \
    "SELECT member FROM bought GROUP BY member
    HAVING 2 * sum(strftime('%w', day) = '0' AND substr(at, 12, 2) >= '12') > count(*)
        OR substr(min(day), 6, 2) = '02'"

same 'share(name ~ /christmas|\bxmas\b/i, 2011-09-01 .. today) > 0.1 and avg(qty, line) >= 6.5' \
    "WITH festive AS (SELECT json_extract(record, '$.item') AS item,
            ' ' || replace(lower(json_extract(record, '$.name')), '.', ' ') || ' ' AS name
        FROM catalogue)
    SELECT member FROM bought JOIN festive USING (item) GROUP BY member
    HAVING 10 * sum(CASE WHEN day >= '2011-09-01' AND
            (name LIKE '%christmas%' OR name LIKE '% xmas %') THEN amount ELSE 0 END) >
        sum(CASE WHEN day >= '2011-09-01' THEN amount ELSE 0 END) AND avg(qty) >= 6.5"

same 'count(purchase, first(purchase) + 1d .. first(purchase) + 30d) >= 2 and
        days_since(last(purchase, amount >= 50)) in 10 .. 60' \
    "WITH first AS (SELECT member, min(day) AS day FROM bought GROUP BY member)
    SELECT member FROM bought AS b JOIN first AS f USING (member) GROUP BY member
    HAVING count(DISTINCT CASE WHEN b.day BETWEEN date(f.day, '+1 day')
            AND date(f.day, '+30 days') THEN invoice END) >= 2
        AND julianday('2011-12-09') - julianday(max(CASE WHEN amount >= 500000
            THEN b.day END)) BETWEEN 10 AND 60"
exit $failed
