# bash completion for mbr-rfm

_mbr_rfm()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $prev in
    -b | --bins)
        return
        ;;
    -c | --cuts)
        return
        ;;
    -f | --frequency)
        mapfile -t COMPREPLY < <(compgen -W 'orders days' -- "$cur")
        return
        ;;
    -m | --monetary)
        mapfile -t COMPREPLY < <(compgen -W 'total mean' -- "$cur")
        return
        ;;
    -s | --scheme)
        return
        ;;
    -l | --labels)
        mapfile -t COMPREPLY < <(compgen -W 'en zh' -- "$cur")
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
        mapfile -t COMPREPLY < <(compgen -W '--bins --cuts --frequency --monetary --scheme --labels --explain --summary --check-scheme --as-of --fit --model --drop --buffer-size --jobs --output --quiet --skip-bad --progress --max-line --help --version' -- "$cur")
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}

complete -F _mbr_rfm mbr-rfm
