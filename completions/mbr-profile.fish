# fish completion for mbr-profile

complete -c mbr-profile -l as-of -x -d 'last day that is known; later events are cut off'
complete -c mbr-profile -l drop -x -d 'leave these fields (or items) out'
complete -c mbr-profile -s S -l buffer-size -x -d 'memory for folding, from 64K on; beyond it, $TMPDIR'
complete -c mbr-profile -l keep-anonymous -d 'write events without a member too, behind the members'
complete -c mbr-profile -s j -l jobs -x -d 'threads; 0: one a processor, at most 4'
complete -c mbr-profile -s o -l output -r -F -d 'write to FILE, complete or not at all'
complete -c mbr-profile -s q -l quiet -d 'say nothing on stderr but errors and warnings'
complete -c mbr-profile -l skip-bad -d 'pass over bad lines and count them'
complete -c mbr-profile -l progress -d 'show progress, also where stderr is no terminal'
complete -c mbr-profile -l max-line -x -d 'longest line taken'
complete -c mbr-profile -s h -l help -d 'show this help'
complete -c mbr-profile -l version -d 'show the version'
