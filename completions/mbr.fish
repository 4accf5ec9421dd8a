# fish completion for mbr

function __mbr_tools
    complete -C mbr- | string replace -rf '^mbr-(\S+).*' '$1'
    echo help
end
function __mbr_rest
    set -l words (commandline -opc)
    if test "$words[2]" = help
        __mbr_tools
        return
    end
    complete -C "mbr-$words[2..] "(commandline -ct)
end
complete -c mbr -f
complete -c mbr -n '__fish_is_nth_token 1' -a '(__mbr_tools)'
complete -c mbr -n 'not __fish_is_nth_token 1' -a '(__mbr_rest)'
