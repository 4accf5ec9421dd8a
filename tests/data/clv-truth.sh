#!/bin/bash
# mbr-clv finds the hidden parameters of mbr-synth again: those that mbr-synth(1) tells, Pareto/NBD
# with r 0.8 over 70 days, and s 1.2 over 500 days. Two things stand between:
# - One member in ten joins without an order, and their first purchase already tells of a high rate.
#   Only those are looked at who bought on the day they joined.
# - Of the orders 6 in a hundred in a store and 2 online do not show the member. Half of all are in a
#   store, so rates come out 0.96 times as great: alpha is 70 / 7 / 0.96 weeks.
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${BUILD:-build}" && pwd) || exit 1
export PATH=$build/bin:$PATH LC_ALL=C
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0

# number FIELD: what stands first under that name in its argument.
number() {
    sed -E "s/.*\"$1\":([-0-9.e]+).*/\1/"
}

for seed in 2 3; do
    mbr-synth -q --members 20000 --days 1095 --seed $seed --format ndjson | mbr-profile -q |
        mbr-select -q 'buy.first == attr.joined' |
        mbr-clv -q --model-kind pareto/nbd --fit model || exit 1
    purchases=$(grep -o '"purchases":{[^{]*' model)
    errors=$(grep -o '"standard_errors":{[^}]*' model)
    while read -r name truth; do
        is=$(number "$name" <<< "$purchases") error=$(number "$name" <<< "$errors")
        awk -v is="$is" -v error="$error" -v truth="$truth" \
            'BEGIN { exit !(error > 0 && is > truth - 3 * error && is < truth + 3 * error) }' || {
            echo "seed $seed: $name: $is, standard error $error, of $truth"
            failed=1
        }
    done << 'END'
r 0.8
alpha 10.417
s 1.2
beta 71.43
END
done
exit $failed
