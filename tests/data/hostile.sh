#!/bin/bash
# Hostile input to every tool that reads a stream: an error that names the place, or a quiet end;
# never a crash, a hang, or a wrong success.
cd "$(dirname "$0")/../.." || exit 1
bin=$(cd "${BUILD:-build}/bin" && pwd) || exit 1
export PATH=$bin:$PATH LC_ALL=C
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0

# Under a sanitizer a long line costs more than it shows: there it is a million bytes.
limit=() size=1100000000 most=268435456
if grep -q __asan_init "$bin/mbr-profile"; then
    limit=(--max-line 1M) size=10000000 most=1048576
fi

# expect WHAT STATUS TEXT: of the last command; the text stands in err
expect() {
    if [[ $status != "$2" ]]; then
        echo "$tool: $1: exit $status, not $2"
        failed=1
    fi
    if [[ $3 ]] && ! grep -qF -- "$3" err; then
        echo "$tool: $1: no '$3' on stderr, but:"
        head -n 3 err
        failed=1
    fi
}

# run WHAT STATUS TEXT [ARG ...]: the tool with its words, on standard input
run() {
    local what=$1 wanted=$2 text=$3
    shift 3
    timeout 60 "$tool" "${words[@]}" "$@" > out 2> err
    status=$?
    expect "$what" "$wanted" "$text"
}

repeat() {
    head -c "$2" /dev/zero | tr '\0' "$1"
}

event='{"type":"view","at":"2024-01-01","member":"m"'
{
    printf '{"type":"view","at":"2024-01-01"}\n%s,"x":' "$event"
    repeat '[' 100000
} > deep
{
    cat deep
    repeat ']' 100000
    printf '}\n'
} > deep-closed
printf '%s,"x":"\xff"}\n' "$event" > utf8
printf '%s,"x":"\xed\xa0\x80"}\n' "$event" > surrogate
printf '%s,"x":"a\0b"}\n' "$event" > nul
printf '{"type":"view","at":"2024-01-01","member":"m\\u0000"}\n' > nul-escape
repeat '\0' 1000000 > nuls
mbr-synth -q --members 2000 --days 60 --seed 1 --format ndjson > events
mbr-profile -q events > members
echo '{"version":1,"rules":[{"tag":"again","when":"count(purchase) > 1"}]}' > rules
mkfifo pipe

for path in "$bin"/mbr-*; do
    tool=${path##*/} words=() large=events
    run "--help" 0 "" --help < /dev/null
    case $tool in
    mbr-synth | mbr-import | mbr-migrate) continue ;;
    mbr-basket) words=(--support 3 --confidence 0.1) ;; # else no rule is found
    mbr-clv) words=(--ridge 5) ;; # else there is too little for a model, and a warning
    mbr-select) words=(true) large=members ;; # the expression; events have to be folded first
    mbr-mask) words=(--redact) ;;
    mbr-tag) words=(--rules rules) ;;
    esac
    run "empty input" 0 "" < /dev/null
    [[ $tool == mbr-table ]] || [[ ! -s out ]] || {
        echo "$tool: empty input: something comes out"
        failed=1
    }
    run "long line" 1 "-:1: line longer than $most bytes (see --max-line)" "${limit[@]}" \
        < <({ printf '%s,"x":"' "$event" && repeat x $size; } 2> /dev/null)
    run "deep nesting" 1 "deep:2: " deep < /dev/null
    run "deep nesting, closed" 1 "deep-closed:2: " deep-closed < /dev/null
    run "no UTF-8" 1 "-:1: " < utf8
    run "a surrogate" 1 "-:1: " < surrogate
    run "a NUL byte" 1 "-:1: " < nul
    [[ $tool == mbr-table ]] || run "an escaped NUL in an id" 1 "-:1: member: " < nul-escape
    run "nothing but NUL bytes" 1 "-:1: " < nuls
    run "missing file" 1 "nowhere: No such file or directory" nowhere < /dev/null
    run "a folder" 1 "Is a directory" . < /dev/null
    "$tool" "${words[@]}" members > /dev/full 2> err
    status=$?
    expect "/dev/full" 1 "standard output: No space left on device"
    "$tool" -q "${words[@]}" $large 2> err > pipe &
    head -n 1 < pipe > out
    wait $!
    status=$?
    [[ $status == 0 ]] || expect "| head -n 1" 141 ""
    if [[ -s err ]]; then
        echo "$tool: | head -n 1: not quiet"
        head -n 3 err
        failed=1
    fi
done
exit $failed
