# fish completion for mbr-synth

complete -c mbr-synth -f
complete -c mbr-synth -s m -l members -x -d 'how many members join'
complete -c mbr-synth -s l -l lines -x -d 'as many members as make about N order lines'
complete -c mbr-synth -s g -l goods -x -d 'at least so many goods; else as many as suit the members'
complete -c mbr-synth -s d -l days -x -d 'how many days the shop is open'
complete -c mbr-synth -l start -x -d 'its first day'
complete -c mbr-synth -s s -l seed -x -d 'the seed of all that is drawn by chance'
complete -c mbr-synth -s f -l format -x -a 'csv ndjson' -d 'order lines as csv, or the stream with every kind of event as ndjson'
complete -c mbr-synth -s a -l accounts -d 'people have several accounts, and identifiers that are spelled anyhow (ndjson)'
complete -c mbr-synth -s t -l truth -r -F -d 'write each member\'s hidden parameters there'
complete -c mbr-synth -s o -l output -r -F -d 'write to FILE, complete or not at all'
complete -c mbr-synth -s q -l quiet -d 'say nothing on stderr but errors and warnings'
complete -c mbr-synth -l skip-bad -d 'pass over bad lines and count them'
complete -c mbr-synth -l progress -d 'show progress, also where stderr is no terminal'
complete -c mbr-synth -l max-line -x -d 'longest line taken'
complete -c mbr-synth -s h -l help -d 'show this help'
complete -c mbr-synth -l version -d 'show the version'
