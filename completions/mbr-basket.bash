# bash completion for mbr-basket

_mbr_basket()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $prev in
    -b | --by)
        mapfile -t COMPREPLY < <(compgen -W 'order member-day member' -- "$cur")
        return
        ;;
    -l | --level)
        mapfile -t COMPREPLY < <(compgen -W 'item category brand' -- "$cur")
        return
        ;;
    -s | --support)
        return
        ;;
    -c | --confidence)
        return
        ;;
    -m | --max-length)
        return
        ;;
    -a | --antecedent)
        return
        ;;
    -r | --consequent)
        return
        ;;
    --max-q)
        return
        ;;
    -t | --then)
        return
        ;;
    -u | --units)
        mapfile -t COMPREPLY < <(compgen -W 'all category brand store staff channel campaign' -- "$cur")
        return
        ;;
    --sort)
        mapfile -t COMPREPLY < <(compgen -W 'hyper_lift kulczynski lift leverage confidence count' -- "$cur")
        return
        ;;
    -n | --top)
        return
        ;;
    --max-sets)
        return
        ;;
    --as-of)
        return
        ;;
    --items)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    -S | --buffer-size)
        return
        ;;
    -j | --jobs)
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
        mapfile -t COMPREPLY < <(compgen -W '--by --level --support --confidence --max-length --antecedent --consequent --prune --max-q --rules --sets --closed --maximal --then --units --sort --top --max-sets --as-of --items --buffer-size --jobs --output --quiet --skip-bad --progress --max-line --help --version' -- "$cur")
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}

complete -F _mbr_basket mbr-basket
