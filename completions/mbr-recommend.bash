# bash completion for mbr-recommend

_mbr_recommend()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $prev in
    -m | --method)
        mapfile -t COMPREPLY < <(compgen -W 'auto top frequency tifu upcf item next logistic learned' -- "$cur")
        return
        ;;
    -n | --top)
        return
        ;;
    -b | --by)
        return
        ;;
    -H | --horizon)
        return
        ;;
    --only)
        mapfile -t COMPREPLY < <(compgen -W 'all new repeat' -- "$cur")
        return
        ;;
    --not-bought-within)
        return
        ;;
    -w | --where)
        return
        ;;
    --max-per)
        return
        ;;
    -d | --diversity)
        return
        ;;
    --labels)
        mapfile -t COMPREPLY < <(compgen -W 'en zh' -- "$cur")
        return
        ;;
    --for-item)
        return
        ;;
    --for-category)
        return
        ;;
    --for-brand)
        return
        ;;
    --for-items)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    -c | --capacity)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --offers)
        return
        ;;
    --since)
        return
        ;;
    --folds)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --seed)
        return
        ;;
    --among)
        return
        ;;
    --items)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --as-of)
        return
        ;;
    --fit)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --model)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --drop)
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
        mapfile -t COMPREPLY < <(compgen -W '--method --top --by --horizon --only --not-bought-within --where --price-fit --max-per --diversity --rows --no-why --labels --require-consent --for-item --for-category --for-brand --for-items --capacity --offers --new-only --backtest --since --folds --seed --among --items --as-of --fit --model --drop --buffer-size --jobs --output --quiet --skip-bad --progress --max-line --help --version' -- "$cur")
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}

complete -F _mbr_recommend mbr-recommend
