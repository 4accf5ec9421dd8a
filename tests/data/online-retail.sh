#!/bin/bash
# The data set Online Retail through import, profile and rfm, against what its own rows say: the
# known totals, and sqlite3 computing recency, frequency, monetary value, scores and segment of
# every member from the CSV, by the rules of mbr-rfm(1) but with none of its code.
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${BUILD:-build}" && pwd) || exit 1
export PATH=$build/bin:$PATH LC_ALL=C
shared=${MBR_SHARED:-../shared}
packed=$shared/data/online-retail/online_retail.csv.gz
if [[ ! -f $packed ]]; then
    echo "skipped: Online Retail is not there ($packed)"
    exit 77
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
gunzip -c "$packed" > "$scratch/orders.csv"
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
mbr-import --rejects rejects.ndjson orders.csv 2> import.err > events.ndjson &&
    mbr-profile events.ndjson 2> profile.err > members.ndjson &&
    mbr-rfm members.ndjson 2> rfm.err > scored.ndjson || {
    cat ./*.err
    exit 1
}

# Chen, "Online Retail", UCI Machine Learning Repository (2015); the counts are of its rows.
equal "rejects" "$(wc -l < rejects.ndjson)" 2
equal "members" "$(grep -c '^{"type":"member"' members.ndjson)" 4372
equal "purchase lines with a member" "$(grep '"type":"purchase"' events.ndjson |
    grep -c '"member":')" 397924
equal "return lines with a member" "$(grep '"type":"return"' events.ndjson |
    grep -c '"member":')" 8905
equal "anonymous lines, as stderr has them" "$(grep -o '[0-9]* events without' profile.err)" \
    "135078 events without"

# The members' lines hold every line of every order; the sums are taken in thousandths.
equal "purchase lines, return lines, orders, gross, refunds of the members" "$(awk '
    function field(name) {
        if (!match($0, "\"" name "\":-?[0-9.]+"))
            return 0
        return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
    }
    /^{"type":"member"/ {
        orders += field("orders")
        gross += field("spend") * 1000 + field("refunds") * 1000
        refunds += field("refunds") * 1000
        returned += gsub(/"qty":-/, "")
        bought += gsub(/"qty":/, "")
    }
    END { printf "%d %d %d %.3f %.2f\n", bought, returned, orders, gross / 1000, refunds / 1000 }
    ' members.ndjson)" "397924 8905 18536 8911407.904 611342.09"
equal "member 17850" "$(sed -n 's/.*"member":"17850".*,\("rfm":.*\)}$/\1/p' scored.ndjson)" "$(
    echo '"rfm":{"recency":372,"frequency":34,"monetary":5288.63,"r":1,"f":5,"m":5,' \
        '"score":"155","segment":"cant_lose"}' | tr -d ' ')"

if ! command -v sqlite3 > /dev/null; then
    echo "skipped: sqlite3 is not there to compute every member's RFM a second time"
    exit $failed
fi

# Money in 1/10000. A member's values are ordered, and the middle of a tie's rank gives its score.
sqlite3 -batch :memory: > expected.csv << 'SQL' || failed=1
.import --csv orders.csv line
CREATE TABLE known AS SELECT
    replace(CustomerID, '.0', '') AS member, InvoiceNo AS invoice, Quantity + 0 AS qty,
    Quantity * CAST(round(UnitPrice * 10000) AS INTEGER) AS amount,
    substr(InvoiceDate, 1, 10) AS day
    FROM line WHERE CustomerID <> '' AND UnitPrice >= 0;
CREATE TABLE value AS SELECT member,
    CAST(julianday((SELECT max(day) FROM known)) -
        julianday(max(CASE WHEN qty > 0 THEN day END)) AS INTEGER) AS recency,
    count(DISTINCT CASE WHEN qty > 0 THEN invoice END) AS frequency,
    sum(amount) AS monetary
    FROM known GROUP BY member;
CREATE TABLE score AS SELECT member, recency, frequency, monetary,
    1 + 5 * (2 * (rank() OVER (ORDER BY recency DESC) - 1) +
        count(*) OVER (PARTITION BY recency)) / (2 * count(*) OVER ()) AS r,
    1 + 5 * (2 * (rank() OVER (ORDER BY frequency) - 1) +
        count(*) OVER (PARTITION BY frequency)) / (2 * count(*) OVER ()) AS f,
    1 + 5 * (2 * (rank() OVER (ORDER BY monetary) - 1) +
        count(*) OVER (PARTITION BY monetary)) / (2 * count(*) OVER ()) AS m
    FROM value WHERE frequency > 0;
CREATE TABLE name (r, names);
INSERT INTO name VALUES
    (5, 'recent,potential_loyalist,potential_loyalist,champions,champions'),
    (4, 'promising,potential_loyalist,potential_loyalist,loyal,champions'),
    (3, 'about_to_sleep,about_to_sleep,needs_attention,loyal,loyal'),
    (2, 'hibernating,hibernating,at_risk,at_risk,at_risk'),
    (1, 'lost,hibernating,at_risk,cant_lose,cant_lose');
.mode list
.separator ,
SELECT member, recency, frequency, monetary, r, f, m, r || f || m, json_extract(
    '["' || replace(names, ',', '","') || '"]', '$[' || ((f + m + 1) / 2 - 1) || ']')
    FROM score JOIN name USING (r)
UNION ALL SELECT member, '', 0, monetary, '', '', '', '', 'no_purchase'
    FROM value WHERE frequency = 0
ORDER BY member;
SQL

rfm=rfm.recency,rfm.frequency,rfm.monetary,rfm.r,rfm.f,rfm.m,rfm.score,rfm.segment
mbr-table --format csv --type member --columns member,$rfm scored.ndjson | tail -n +2 | tr -d '\r' |
    awk -F, -v OFS=, '{ $4 = sprintf("%.0f", $4 * 10000); print }' | sort > got.csv || failed=1
equal "members compared" "$(wc -l < expected.csv)" 4372
if ! sort expected.csv | diff - got.csv > differences; then
    echo "RFM of members (< sqlite3, > mbr-rfm):"
    head -20 differences
    failed=1
fi
exit $failed
