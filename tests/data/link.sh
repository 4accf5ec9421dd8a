#!/bin/bash
# How many of the pairs of accounts that mbr-link joins are one person's, and how many of those that
# are it joins: against the truth of a made-up shop, in which phones are spelled anyhow, hidden,
# encrypted, a household's, the shop's and zeros. And that a person's events are all theirs, though
# some show only an identifier.
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${BUILD:-build}" && pwd) || exit 1
export PATH=$build/bin:$PATH LC_ALL=C
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0

# Accounts by person, a line each: the truth's, and those that were found.
accounts_of() {
    sed -n 's/.*"accounts":\[\([^]]*\)\].*/\1/p' "$1" | tr -d '"' | tr ',' ' '
}
found_in() {
    sed -nE 's/^\{"type":"member","member":"([^"]*)".*"ids":\{[^}]*"member":\[([^]]*)\].*/\1,\2/p' "$1" |
        tr -d '"' | tr ',' ' '
}
pairs() {
    awk '{
        for (i = 1; i <= NF; i++)
            for (k = i + 1; k <= NF; k++)
                print ($i < $k) ? $i " " $k : $k " " $i
    }' | sort -u
}

# share PART WHOLE LEAST WHAT
share() {
    awk -v part="$1" -v whole="$2" -v least="$3" -v what="$4" 'BEGIN {
        share = whole ? part / whole : 0
        printf "%s: %.4f (%d of %d), at least %s\n", what, share, part, whole, least
        exit !(share >= least)
    }' || failed=1
}

set -o pipefail
for seed in 1 2; do
    mbr-synth -q --members 10000 --seed $seed --format ndjson --accounts --truth truth -o events &&
        mbr-link -q events -o linked &&
        mbr-profile -q --drop orders,events linked -o people || exit 1
    accounts_of truth | pairs > true.pairs
    found_in people | pairs > found.pairs
    right=$(comm -12 true.pairs found.pairs | wc -l)
    share "$right" "$(wc -l < found.pairs)" 0.99 "seed $seed: precision"
    share "$right" "$(wc -l < true.pairs)" 0.95 "seed $seed: recall"
    grep -v '"member"' events | grep '"purchase"' | grep -c '"ids"' > some
    grep '"purchase"' linked | grep -c '"member":\[\]' > named
    share "$(< named)" "$(< some)" 0.98 "seed $seed: orders without account that have a member now"
done

# Half a year after the other with a model: the same people, and a day that is read
# again adds nothing.
at=$(awk 'END { print int(NR / 2) }' events)
head -n "$at" events > first
tail -n +$((at + 1)) events > second
mbr-link -q first --save links -o linked.first &&
    mbr-link -q second --model links --save links --changes changes -o linked.second || exit 1
mbr-link -q --model links --save again events -o linked.all &&
    mbr-profile -q --drop orders,events linked.all -o people.all || exit 1
cmp links again || failed=1
pairs < <(found_in people.all) | grep -v p- | cmp - <(grep -v p- found.pairs) || failed=1

# By what is told alone: 4000 people with two accounts each, of which nothing is the same but names
# that are mistyped in one of ten, birthdays that are not told in one of twenty, cities and addresses
# from which people move.
awk 'function rnd(n) { x = x * 16807 % 2147483647; return x % n }
    function word(n,  w, i) { w = ""; for (i = 0; i < n; i++) w = w substr("bdfgklmnprstvz", rnd(14) + 1, 1) substr("aeiou", rnd(5) + 1, 1); return w }
    function mistype(w,  at) { at = 2 + rnd(length(w) - 2); return substr(w, 1, at - 1) substr(w, at + 1) }
    function put(m, name, day, city, street) {
        printf "{\"type\":\"attr\",\"at\":\"2024-01-01\",\"member\":\"%s\",\"name\":\"%s\",%s\"city\":\"%s\",\"address\":\"%s\"}\n",
            m, name, day, city, street
    }
    BEGIN {
        x = 7
        for (i = 0; i < 60; i++) family[i] = word(3)
        for (i = 0; i < 40; i++) given[i] = word(2)
        for (i = 0; i < 20; i++) city[i] = word(4)
        for (i = 1; i <= 4000; i++) {
            name = given[rnd(40)] " " family[rnd(60)]
            day = sprintf("\"birthday\":\"%d-%02d-%02d\",", 1950 + rnd(50), 1 + rnd(12), 1 + rnd(28))
            c = city[rnd(20)]
            street = 1 + rnd(200) " " word(4) " road"
            put("A" i, name, day, c, street)
            if (rnd(10) == 0) name = mistype(name)
            if (rnd(10) == 0) { c = city[rnd(20)]; street = 1 + rnd(200) " " word(4) " lane" }
            put("B" i, name, rnd(20) ? day : "", c, street)
        }
    }' > told
mbr-link -q --evidence name,birthday,city,address told -o alike &&
    sed -nE 's/.*"member":"([^"]*)".*"ids":\{"member":"([^"]*)"\}.*/\1 \2/p' alike > joined || exit 1
right=$(awk 'substr($1, 2) == substr($2, 2)' joined | wc -l)
share "$right" "$(wc -l < joined)" 0.99 "by evidence: precision"
share "$right" 4000 0.85 "by evidence: recall"
exit $failed
