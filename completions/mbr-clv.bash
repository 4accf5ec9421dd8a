# bash completion for mbr-clv

_mbr_clv()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $prev in
    -k | --model-kind)
        mapfile -t COMPREPLY < <(compgen -W 'auto bg/nbd mbg/nbd pareto/nbd ggompertz/nbd bg/cnbd-k mbg/cnbd-k bg/bb' -- "$cur")
        return
        ;;
    -H | --horizon)
        return
        ;;
    -m | --margin)
        return
        ;;
    --margins)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --items)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    -d | --discount)
        return
        ;;
    -c | --cost)
        return
        ;;
    -i | --interval)
        return
        ;;
    --covariate)
        return
        ;;
    --cohort)
        return
        ;;
    --ridge)
        return
        ;;
    -u | --unit)
        return
        ;;
    --referral-share)
        return
        ;;
    --referral-decay)
        return
        ;;
    -B | --backtest)
        return
        ;;
    --history)
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
        mapfile -t COMPREPLY < <(compgen -W '--model-kind --horizon --margin --margins --items --discount --cost --interval --covariate --cohort --ridge --no-season --unit --referral-share --referral-decay --influence --summary --backtest --history --as-of --fit --model --drop --buffer-size --jobs --output --quiet --skip-bad --progress --max-line --help --version' -- "$cur")
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}

complete -F _mbr_clv mbr-clv
