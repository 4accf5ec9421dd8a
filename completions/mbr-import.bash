# bash completion for mbr-import

_mbr_import()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $prev in
    -p | --preset)
        return
        ;;
    -m | --map)
        return
        ;;
    -s | --set)
        return
        ;;
    --shop)
        return
        ;;
    --encoding)
        return
        ;;
    --sheet)
        return
        ;;
    --separator)
        mapfile -t COMPREPLY < <(compgen -W 'comma tab semicolon pipe blanks' -- "$cur")
        return
        ;;
    --date-order)
        mapfile -t COMPREPLY < <(compgen -W 'dmy mdy ymd' -- "$cur")
        return
        ;;
    --decimal)
        mapfile -t COMPREPLY < <(compgen -W 'point comma' -- "$cur")
        return
        ;;
    --tz)
        return
        ;;
    --rates)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --order-by)
        return
        ;;
    --exclude-orders)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --drop)
        return
        ;;
    -r | --rejects)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --max-rejects)
        return
        ;;
    -j | --jobs)
        return
        ;;
    --print-preset)
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
        mapfile -t COMPREPLY < <(compgen -W '--preset --map --set --shop --encoding --sheet --separator --header --no-header --date-order --decimal --tz --rates --order-by --ids --dedupe --exclude-orders --drop --rejects --max-rejects --jobs --sniff --presets --print-preset --output --quiet --skip-bad --progress --max-line --help --version' -- "$cur")
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}

complete -F _mbr_import mbr-import
