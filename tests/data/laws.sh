#!/bin/bash
# What is true of any stream, whatever is in it: folding is a sum, annotating changes nothing else,
# fitting and applying are one pass in two, and a failure travels. Tried on a made-up shop, and on
# Online Retail where it is there.
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${BUILD:-build}" && pwd) || exit 1
export PATH=$build/bin:$PATH LC_ALL=C
shared=${MBR_SHARED:-../shared}
[[ $shared == /* ]] || shared=$PWD/$shared
retail=$shared/data/online-retail/online_retail.csv.gz
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0

# same LAW FILE OTHER: both have to be there, and equal to the byte.
same() {
    if [[ ! -s $2 ]] || ! cmp "$2" "$3"; then
        echo "$data: does not hold: $1"
        failed=1
    fi
}

# refused LAW TEXT COMMAND...: fails with 1, says TEXT and ends its output with an error record.
refused() {
    local law=$1 text=$2 status
    shift 2
    "$@" > refused.out 2> refused.err
    status=$?
    if ((status != 1)) || ! grep -q "$text" refused.err ||
        ! tail -n 1 refused.out | grep -q '^{"type":"error",'; then
        echo "$data: does not hold: $law (status $status)"
        cat refused.err
        failed=1
    fi
}

# Deals the lines of a file at random to part.0, part.1 and part.2.
deal() {
    rm -f part.?
    awk -v seed="$2" 'BEGIN { srand(seed) } { print > ("part." int(rand() * 3)) }' "$1"
}

shuffle() {
    awk -v seed="$2" 'BEGIN { srand(seed) } { printf "%.9f\t%s\n", rand(), $0 }' "$1" |
        sort | cut -f 2-
}

fold_laws() {
    local day part
    mbr-profile -q events > whole
    day=$(sed -n 's/^{"type":"member".*"as_of":"\([-0-9]*\)".*/\1/p;T;q' whole)
    mbr-profile -q --as-of "$day" events > got
    same "the last day is the day as of" whole got

    deal events 1
    for part in 0 1 2; do
        mbr-profile -q --as-of "$day" part.$part > folded.$part
    done
    cat folded.1 folded.0 folded.2 | mbr-profile -q > got
    same "parts folded apart and together" whole got
    cat part.2 folded.0 part.1 | mbr-profile -q > got
    same "members and events mixed" whole got
    shuffle events 2 | mbr-profile -q > got
    same "in any order" whole got
    mbr-profile -q whole > got
    same "a fold of a fold" whole got
    shuffle whole 3 | mbr-profile -q > got
    same "a fold of a shuffled fold" whole got

    mbr-profile -q --keep-anonymous events > kept
    for part in 0 1 2; do
        mbr-profile -q --keep-anonymous --as-of "$day" part.$part > folded.$part
    done
    mbr-profile -q --keep-anonymous folded.? > got
    same "parts with anonymous events" kept got

    day=$(awk -F '"at":"' '!/^{"type":"item"/ && NF > 1 { print substr($2, 1, 10) }' events |
        sort | awk '{ day[NR] = $1 } END { print day[int(NR / 2)] }')
    mbr-profile -q --as-of "$day" events > early
    for part in 0 1 2; do
        mbr-profile -q --as-of "$day" part.$part > folded.$part
    done
    mbr-profile -q --as-of "$day" folded.? > got
    same "parts cut off apart" early got
    # Facts that later ones have overtaken are gone from a fold, so these are left out.
    grep -v '^{"type":"attr"' events > lasting
    mbr-profile -q --as-of "$day" lasting > early
    mbr-profile -q lasting | mbr-profile -q --as-of "$day" > got
    same "cut off before or after the fold" early got
}

annotate_laws() {
    mbr-rfm -q whole > scored
    mbr-rfm -q events > got
    same "events are folded" scored got
    mbr-rfm -q < whole > got
    same "a file or standard input" scored got
    cat whole | mbr-rfm -q > got
    same "a file or a pipe" scored got
    mbr-rfm -q scored > got
    same "annotating twice" scored got
    sed 's/,"rfm":{[^{}]*}//' scored > got
    same "all else as it came" whole got
    mbr-profile -q scored > got
    same "the fold drops annotations" whole got

    mbr-rfm -q --drop orders,events whole > short
    mbr-rfm -q --drop orders,events events > got
    same "history dropped by fold or by line" short got
    mbr-rfm -q --drop orders,events,items,rfmx short > got
    grep -v '^{"type":"item"' short > short.members
    same "dropping what is not there" short.members got

    mbr-rfm -q --frequency days --scheme eight whole > days
    mbr-rfm -q --frequency days --scheme eight events > got
    same "days of purchase by fold or by line" days got
    mbr-rfm -q --summary whole > rows
    mbr-rfm -q --summary events > got
    same "a summary of events" rows got
}

# fit_law OPTION...: with these options, fit and apply is one pass, on any part of the stream.
fit_law() {
    local first
    rm -f model model.again
    mbr-rfm -q "$@" whole > once
    mbr-rfm -q "$@" --fit model whole > got
    if [[ -s got ]]; then
        echo "$data: --fit writes members"
        failed=1
    fi
    mbr-rfm -q "$@" --fit model.again events
    same "a model from events ($*)" model model.again
    mbr-rfm -q --model model whole > got
    same "fit, then apply ($*)" once got
    mbr-rfm -q --model model events > got
    same "fit, then apply to events ($*)" once got
    first=$(($(wc -l < whole) / 3))
    { head -n $first whole | mbr-rfm -q --model model; } > got
    { tail -n +$((first + 1)) whole | mbr-rfm -q --model model; } >> got
    same "a model applied to parts ($*)" once got
}

# next_law OPTION...: with these options, whoever does what --explain says they need is named as it
# says, by the same model. Days of purchase are days of their own and end on the same one.
next_law() {
    local next=rfm.explain.next unit=orders day last
    [[ $* == *days* ]] && unit=days
    mbr-rfm -q "$@" --fit model whole
    mbr-rfm -q --model model --explain whole |
        mbr-table --format tsv --type member \
            --columns member,$next.needs.$unit,$next.needs.spend,$next.segment |
        awk -F '\t' 'NR > 1 && $4 != ""' > needs
    day=$(sed -n 's/^{"type":"member".*"as_of":"\([-0-9]*\)".*/\1/p;T;q' whole)
    last=$(sort -t $'\t' -k 2,2n needs | tail -n 1 | cut -f 2)
    for ((i = 1; i <= last; i++)); do
        date -u -d "$day + $i days" +%F
    done > days
    awk -F '\t' -v unit="$unit" -v today="$day" '
        FILENAME == "days" { day[++days] = $1; next }
        {
            for (i = 1; i <= $2; i++)
                printf "{\"type\":\"purchase\",\"at\":\"%s\",\"member\":\"%s\"," \
                    "\"order\":\"next-%s-%d\",\"item\":\"next\",\"qty\":1,\"amount\":%s}\n",
                    unit == "days" ? day[days - $2 + i] : today, $1, $1, i, i == 1 ? $3 : 0
        }' days needs > more
    mbr-profile -q whole more | mbr-rfm -q --model model |
        mbr-table --format tsv --type member --columns member,rfm.segment | tail -n +2 > named
    cut -f 1,4 needs | sort > promised
    sort named | join -t $'\t' -j 1 promised - | cut -f 1,3 > got
    same "what is needed next ($*)" promised got
}

refusal_laws() {
    grep '^{"type":"member"' short > short.members
    refused "a fold needs the history" dropped mbr-profile short.members
    refused "counting days needs the orders" dropped mbr-rfm --frequency days short.members
    { head -n 1 short.members; grep -m 1 '"type":"purchase".*"member":' events; } > mixed
    refused "an event behind members" mbr-profile mbr-rfm mixed
}

# An import that fails half-way: every stage behind it fails, the last one too.
failure_law() {
    { cat orders.csv; echo 'this is no order line'; } > bad.csv
    refused "an import that fails fails" bad.csv mbr-import bad.csv
    if [[ $(wc -l < refused.out) -lt 100 ]]; then
        echo "$data: the import failed before it had begun to write"
        failed=1
    fi
    cp refused.out broken
    refused "a fold fails with its source" . mbr-profile broken
    refused "a member tool fails with its source" . mbr-rfm broken
    if mbr-import bad.csv 2> /dev/null | mbr-profile 2> /dev/null | mbr-rfm 2> /dev/null |
        mbr-table > /dev/null 2>&1; then
        echo "$data: does not hold: a failure travels"
        failed=1
    fi
}

all_laws() {
    fold_laws
    annotate_laws
    fit_law
    fit_law --frequency days --monetary mean --bins 12
    fit_law --scheme eight --cuts r=30,90:m=100,1000
    next_law
    next_law --frequency days
    next_law --monetary mean --bins 10
    next_law --scheme eight --frequency days --monetary mean
    next_law --scheme eight --cuts r=30,90:f=3,30:m=100,10000
    refusal_laws
}

data="made-up shop"
mbr-synth -q --members 400 --days 500 --seed 11 --format ndjson > events || exit 1
mbr-synth -q --members 400 --days 500 --seed 11 > orders.csv || exit 1
all_laws
failure_law

data="Online Retail"
if [[ -f $retail ]]; then
    gunzip -c "$retail" > orders.csv
    mbr-import -q --rejects rejects orders.csv > events 2> import.err || exit 1
    all_laws
else
    echo "skipped: Online Retail is not there ($retail)"
fi
exit $failed
