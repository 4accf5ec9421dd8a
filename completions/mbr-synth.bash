# bash completion for mbr-synth

_mbr_synth()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $prev in
    -m | --members)
        return
        ;;
    -l | --lines)
        return
        ;;
    -g | --goods)
        return
        ;;
    -d | --days)
        return
        ;;
    --start)
        return
        ;;
    -s | --seed)
        return
        ;;
    -f | --format)
        mapfile -t COMPREPLY < <(compgen -W 'csv ndjson' -- "$cur")
        return
        ;;
    -t | --truth)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    -o | --output)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --max-line)
        return
        ;;
    esac
    if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W '--members --lines --goods --days --start --seed --format --accounts --truth --output --quiet --skip-bad --progress --max-line --help --version' -- "$cur")
    fi
}

complete -F _mbr_synth mbr-synth
