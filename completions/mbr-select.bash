# bash completion for mbr-select

_mbr_select()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $prev in
    -s | --sort)
        return
        ;;
    -n | --top)
        return
        ;;
    -b | --by)
        return
        ;;
    --sample)
        return
        ;;
    --seed)
        return
        ;;
    -k | --keep)
        return
        ;;
    --drop)
        return
        ;;
    -t | --type)
        return
        ;;
    --items)
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
        mapfile -t COMPREPLY < <(compgen -W '--not --sort --top --by --sample --seed --keep --drop --count --explain --type --items --output --quiet --skip-bad --progress --max-line --help --version' -- "$cur")
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}

complete -F _mbr_select mbr-select
