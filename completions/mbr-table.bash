# bash completion for mbr-table

_mbr_table()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $prev in
    -f | --format)
        mapfile -t COMPREPLY < <(compgen -W 'table csv tsv markdown html md' -- "$cur")
        return
        ;;
    -c | --columns)
        return
        ;;
    -t | --type)
        return
        ;;
    -n | --top)
        return
        ;;
    -b | --by)
        return
        ;;
    -d | --decimals)
        return
        ;;
    -w | --width)
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
        mapfile -t COMPREPLY < <(compgen -W '--format --columns --type --top --by --decimals --width --safe --bom --output --quiet --skip-bad --progress --max-line --help --version' -- "$cur")
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}

complete -F _mbr_table mbr-table
