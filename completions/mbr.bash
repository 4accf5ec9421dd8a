# bash completion for mbr

_mbr()
{
    local cur=${COMP_WORDS[COMP_CWORD]} first='help --output --quiet --skip-bad --progress --max-line --help --version'
    if ((COMP_CWORD == 1)) || [[ ${COMP_WORDS[1]} == help && $COMP_CWORD == 2 ]]; then
        local names
        mapfile -t names < <(compgen -c mbr- | sort -u)
        mapfile -t COMPREPLY < <(compgen -W "${names[*]#mbr-} $first" -- "$cur")
        return
    fi
    local tool=mbr-${COMP_WORDS[1]}
    local function=_${tool//-/_}
    declare -F "$function" > /dev/null ||
        _completion_loader "$tool" 2> /dev/null ||
        . "${BASH_SOURCE[0]%/*}/$tool" 2> /dev/null
    declare -F "$function" > /dev/null || return
    COMP_WORDS=("$tool" "${COMP_WORDS[@]:2}")
    ((COMP_CWORD--))
    "$function"
}

complete -F _mbr mbr
