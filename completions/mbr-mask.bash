# bash completion for mbr-mask

_mbr_mask()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $prev in
    -c | --consent)
        return
        ;;
    --as-of)
        return
        ;;
    -p | --pseudonym)
        return
        ;;
    -k | --key-file)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --new-key)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --map-out)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --reveal)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --redact-field)
        return
        ;;
    --leave)
        return
        ;;
    -f | --forget)
        return
        ;;
    --forget-from)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --receipt)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    -s | --suppress-below)
        return
        ;;
    --count)
        return
        ;;
    --within)
        return
        ;;
    --label)
        return
        ;;
    --country)
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
        mapfile -t COMPREPLY < <(compgen -W '--consent --as-of --pseudonym --key-file --new-key --map-out --reveal --redact --redact-field --leave --forget --forget-from --receipt --suppress-below --count --within --label --audit --country --output --quiet --skip-bad --progress --max-line --help --version' -- "$cur")
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}

complete -F _mbr_mask mbr-mask
