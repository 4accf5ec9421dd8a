#!/bin/bash
# What follows what, and units an order, in the data set Online Retail: against what awk takes back
# for returns and sqlite3 counts, from the CSV and by the rules of mbr-basket(1) with none of its
# code.
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

set -o pipefail
mbr-import -q --rejects rejects.ndjson orders.csv 2> import.err > events.ndjson &&
    mbr-profile -q events.ndjson > members.ndjson || exit 1

# Lines of members by item and time; returns, whose invoices are others than those they are of, come
# behind the purchases of their day.
sqlite3 -batch shop.db << 'SQL' || exit 1
.import --csv orders.csv row
SQL
sqlite3 -batch -separator $'\t' shop.db > lines << 'SQL' || exit 1
SELECT replace(CustomerID, '.0', ''), StockCode, substr(InvoiceDate, 1, 10), Quantity < 0,
    InvoiceDate, InvoiceNo, Quantity
    FROM row WHERE CustomerID <> '' AND UnitPrice >= 0
    ORDER BY 1, 2, 3, 4, 5, 6, Quantity || ',', round(Quantity * UnitPrice * 10000);
SQL
awk -F '\t' '
    function flush(  i) {
        for (i = 1; i <= n; i++)
            if (left[i] > 0)
                print bought[i] "\t" left[i]
        n = 0
    }
    $1 != member || $2 != item { flush(); member = $1; item = $2 }
    $7 > 0 { left[++n] = $7; bought[n] = $1 "\t" $2 "\t" $3 "\t" $6 }
    $7 < 0 {
        back = -$7
        for (i = n; i > 0 && back > 0; i--) {
            taken = back < left[i] ? back : left[i]
            left[i] -= taken
            back -= taken
        }
    }
    END { flush() }' lines > kept
sqlite3 -batch shop.db << 'SQL' || exit 1
CREATE TABLE kept (member TEXT, item TEXT, day TEXT, invoice TEXT, qty INTEGER);
.mode tabs
.import kept kept
CREATE TABLE first AS SELECT member, item, min(day) AS day FROM kept GROUP BY member, item
    HAVING julianday(min(day)) + 60 <= julianday('2011-12-09');
CREATE INDEX kept_item ON kept (item, member, day);
CREATE INDEX first_item ON first (item, member, day);
SQL

# same WHAT FILE FILE
same() {
    if [[ ! -s $2 ]] || ! diff "$2" "$3" > differences; then
        echo "$1 (< sqlite3, > mbr-basket):"
        head -20 differences
        failed=1
    fi
}

# Orders are of days, and a day is what counts; base and lift to nine digits.
sqlite3 -batch -separator ' ' shop.db > expected << 'SQL' || exit 1
CREATE TABLE after AS SELECT f.item AS first, k.item AS "then", f.member,
    min(julianday(k.day) - julianday(f.day)) AS days
    FROM kept k JOIN first f ON f.member = k.member AND f.item <> k.item
    AND k.day > f.day AND julianday(k.day) <= julianday(f.day) + 60
    WHERE k.item IN ('22112', '22727', '85123A') GROUP BY f.item, k.item, f.member;
CREATE TABLE base AS SELECT "then", count(*) AS followed,
    (SELECT count(*) FROM first WHERE item <> "then") AS trials FROM after GROUP BY "then";
SELECT a.first, a."then", (SELECT count(*) FROM first f WHERE f.item = a.first) AS members,
    count(*), printf('%.7f', followed * 1.0 / trials), printf('%.5f', avg(days))
    FROM after a JOIN base b ON b."then" = a."then" GROUP BY a.first, a."then"
    HAVING count(*) >= 5 ORDER BY 1, 2;
SQL
mbr-basket -q --then 60d -s 5 -c 0 --consequent 22112,22727,85123A members.ndjson |
    mbr-table --format tsv --columns first,then,members,count,base,mean_days | tail -n +2 |
    tr -d '\r' | awk -F '\t' '{ printf "%s %s %s %s %.7f %.5f\n", $1, $2, $3, $4, $5, $6 }' |
    sort -k 1,1 -k 2,2 > got || failed=1
same "what follows within 60 days" expected got

sqlite3 -batch -separator ' ' shop.db > expected << 'SQL' || exit 1
SELECT count(DISTINCT invoice), count(*), sum(qty),
    printf('%.6f', count(*) * 1.0 / count(DISTINCT invoice)),
    printf('%.6f', sum(qty) * 1.0 / count(DISTINCT invoice)) FROM kept;
SQL
mbr-basket -q --units all members.ndjson |
    mbr-table --format tsv --columns orders,lines,units,lines_per_order,units_per_order |
    tail -n +2 | tr -d '\r' |
    awk -F '\t' '{ printf "%s %s %s %.6f %.6f\n", $1, $2, $3, $4, $5 }' > got || failed=1
same "units an order" expected got
exit $failed
