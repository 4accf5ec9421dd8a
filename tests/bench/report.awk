# Prints what tests/bench/run has measured: a table for each size, and with several sizes one of how
# time and memory grow. First file: size, command, wall, CPU, memory of each run. Second: size,
# command, lines and bytes of its input, its yardsticks (cat and wc), its peer, its text.

function median(list, n,    i, j, value) {
    for (i = 2; i <= n; i++) {
        value = list[i]
        for (j = i - 1; j && list[j] > value; j--)
            list[j + 1] = list[j]
        list[j + 1] = value
    }
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

function middle(key, what,    i, list) {
    for (i = 1; i <= count[key]; i++)
        list[i] = measured[key, i, what]
    return median(list, count[key])
}

function ratio(ours, other) {
    if (other <= 0)
        return "-"
    return sprintf(ours < 10 * other ? "%.2f" : "%.0f", ours / other)
}

FILENAME == ARGV[1] {
    key = $1 SUBSEP $2
    n = ++count[key]
    for (i = 3; i <= 5; i++)
        measured[key, n, i] = $i
    next
}

!($1 in known) {
    known[$1]
    size[++sizes] = $1
}

{
    key = $1 SUBSEP $2
    commands = $2 + 1
    text[$2] = $8
    lines[key] = $3
    bytes[key] = $4
    cat[key] = $1 SUBSEP $5
    wc[key] = $1 SUBSEP $6
    peer[key] = $7 < 0 ? "" : $1 SUBSEP $7
    peers += $7 >= 0
    wall[key] = middle(key, 3)
    cpu[key] = middle(key, 4)
    memory[key] = middle(key, 5) * 1024 / 1e6
}

function beside_peer(key) {
    return sprintf(" %7s", peer[key] ? ratio(wall[key], wall[peer[key]]) : "-")
}

function show_size(n,    i, key) {
    printf "\n%s order lines\n\n", n
    printf "%10s %8s %8s %8s %8s %7s %7s%s  command\n", "klines/s", "MB/s", "wall s", "CPU s",
        "MB", "x cat", "x wc", peers ? "  x peer" : ""
    for (i = 0; i < commands; i++) {
        key = n SUBSEP i
        printf "%10s %8s %8.2f %8.2f %8s %7s %7s%s  %s\n",
            per_second(lines[key] / 1e3, wall[key]), per_second(bytes[key] / 1e6, wall[key]),
            wall[key], cpu[key], memory[key] ? sprintf("%.0f", memory[key]) : "-",
            ratio(cpu[key], cpu[cat[key]]), ratio(cpu[key], cpu[wc[key]]),
            peers ? beside_peer(key) : "", text[i]
    }
}

function per_second(amount, seconds) {
    return seconds > 0 ? sprintf("%.0f", amount / seconds) : "-"
}

function show_growth(    i, j, key) {
    printf "\nnanoseconds for each line of input, and MB, by order lines\n\n"
    for (j = 1; j <= sizes; j++)
        printf "%16s", size[j]
    print "  command"
    for (i = 0; i < commands; i++) {
        for (j = 1; j <= sizes; j++) {
            key = size[j] SUBSEP i
            printf "%9.0f %6s", wall[key] / lines[key] * 1e9,
                memory[key] ? sprintf("%.0f", memory[key]) : "-"
        }
        print "  " text[i]
    }
}

END {
    for (i = 1; i <= sizes; i++)
        show_size(size[i])
    if (sizes > 1)
        show_growth()
}
