# fish completion for mbr-migrate

complete -c mbr-migrate -f
complete -c mbr-migrate -s b -l by -x -d 'the field whose values are compared'
complete -c mbr-migrate -s c -l cuts -x -d 'make ranges of its numbers, a new one from each N on'
complete -c mbr-migrate -s m -l movers -d 'write a row for each member whose value differs'
complete -c mbr-migrate -s o -l output -r -F -d 'write to FILE, complete or not at all'
complete -c mbr-migrate -s q -l quiet -d 'say nothing on stderr but errors and warnings'
complete -c mbr-migrate -l skip-bad -d 'pass over bad lines and count them'
complete -c mbr-migrate -l progress -d 'show progress, also where stderr is no terminal'
complete -c mbr-migrate -l max-line -x -d 'longest line taken'
complete -c mbr-migrate -s h -l help -d 'show this help'
complete -c mbr-migrate -l version -d 'show the version'
