# Tools and sources are found by wildcard: a new tool or a new file changes nothing here.
#
#   make            build everything into build/        make demo     a guided tour on made-up data
#   make check      run the tests                       make bench    measure
#   make install    to PREFIX (and DESTDIR)             make docs     render man pages, completions

BUILD ?= build
PREFIX ?= /usr/local
CFLAGS ?= -O3 -g
FUZZ_SECONDS ?= 60
# make V=1 shows the commands.
Q = $(if $(V),,@)
quietly = --no-print-directory $(if $(V),,-s)
say = $(if $(V),,@echo "  $(1)")
# Writes a file that holds these words, if it does not yet: then what depends on it is made again.
hold = @echo '$(subst ','\'',$(1))' | cmp -s - $@ || echo '$(subst ','\'',$(1))' > $@

bindir = $(DESTDIR)$(PREFIX)/bin
mandir = $(DESTDIR)$(PREFIX)/share/man
bashdir = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
zshdir = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
fishdir = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d

MODULES = jansson libpcre2-8 libutf8proc nlopt libsodium zlib expat libzstd
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion $(if $(WERROR),-Werror)
# Without contraction a sum has the same last bit on every machine.
NEEDED = -std=c11 -D_GNU_SOURCE -pthread $(WARNINGS) -Iinclude -MMD -MP -ffp-contract=off
# Looked up when a recipe runs, not before: by then `make deps` may just have installed them.
LIBS = $(shell pkg-config --libs $(MODULES) 2>/dev/null || \
	echo -ljansson -lpcre2-8 -lutf8proc -lnlopt -lsodium -lz -lexpat -lzstd) -lm
LIBFLAGS = $(shell pkg-config --cflags $(MODULES) libxxhash 2>/dev/null)
CHECK_LIBS = $(shell pkg-config --libs check 2>/dev/null || echo -lcheck -lsubunit -lrt -lpthread)
COMPILE = $(CC) $(CPPFLAGS) $(CFLAGS) $(NEEDED) $(LIBFLAGS)
LINK = $(CC) $(CFLAGS) -pthread $(LDFLAGS)

lib := $(wildcard lib/core/*.c lib/model/*.c lib/algo/*.c lib/rules/*.c lib/tool/*.c)
presets := $(sort $(wildcard lib/presets/*.json))
tools := $(patsubst cmd/%.c,$(BUILD)/bin/%,$(wildcard cmd/*.c))
units := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))
targets := $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/main.c,$(wildcard tests/fuzz/*.c)))
objects := $(patsubst %.c,$(BUILD)/obj/%.o,$(lib)) $(BUILD)/presets.o
sources := $(lib) $(wildcard cmd/*.c tests/unit/*.c tests/fuzz/*.c)
headers := $(wildcard include/mbr/*.h lib/*/*.h tests/*.h tests/unit/*.h)
pages := $(wildcard man/*.[1-8])
sections := $(sort $(patsubst .%,%,$(suffix $(pages))))
dirs := $(BUILD) $(addprefix $(BUILD)/,bin unit fuzz obj/cmd obj/lib/core obj/lib/model \
	obj/lib/algo obj/lib/rules obj/lib/tool obj/tests/unit obj/tests/fuzz)

.PHONY: all check check-asan demo deps install uninstall clean bench fuzz docs format lint coverage
.PHONY: tests FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: $(tools)

# deps may install headers and libraries, so what is compiled comes in a make of its own after it.
check: deps
	+@$(MAKE) $(quietly) tests
	@BUILD=$(BUILD) tests/check

check-asan:
	+@$(MAKE) $(quietly) BUILD=$(BUILD)-asan check CFLAGS="-O1 -g \
	-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"

demo: deps
	+@$(MAKE) $(quietly) all
	@BUILD=$(BUILD) tests/demo

deps:
	@.ci/deps

tests: $(tools) $(units) $(targets:%=$(BUILD)/fuzz/%)

$(BUILD)/bin/%: $(BUILD)/obj/cmd/%.o $(BUILD)/libmbr.a | $(BUILD)/bin
	$(call say,LINK $@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(BUILD)/unit/%: $(BUILD)/obj/tests/unit/%.o $(BUILD)/libmbr.a | $(BUILD)/unit
	$(call say,LINK $@)
	$(Q)$(LINK) -o $@ $^ $(CHECK_LIBS) $(LIBS)

$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/main.o $(BUILD)/libmbr.a \
	| $(BUILD)/fuzz
	$(call say,LINK $@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(BUILD)/libmbr.a: $(objects) $(BUILD)/names
	$(call say,AR $@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $(objects)

$(BUILD)/obj/%.o: %.c $(BUILD)/flags | $(dirs)
	$(call say,CC $<)
	$(Q)$(COMPILE) -c -o $@ $<

$(BUILD)/presets.o: $(BUILD)/presets.c $(BUILD)/flags
	$(call say,CC $<)
	$(Q)$(COMPILE) -c -o $@ $<

# Each preset as text in C, a string for each line; the folder is there for one that is taken away.
$(BUILD)/presets.c: $(presets) $(wildcard lib/presets) lib/presets/table.awk | $(dirs)
	$(Q)awk -f lib/presets/table.awk $(presets) /dev/null > $@

$(BUILD)/flags: FORCE | $(BUILD)
	$(call hold,$(COMPILE) $(LINK) $(LIBS) $(CHECK_LIBS))

# Who takes a file away sees it gone from the library, and a tool from the others.
$(BUILD)/names: FORCE | $(BUILD)
	$(call hold,$(objects) $(tools))
	@rm -f $(filter-out $(tools),$(wildcard $(BUILD)/bin/*))

$(dirs):
	@mkdir -p $@

install: all
	install -d $(bindir) $(sections:%=$(mandir)/man%) $(bashdir) $(zshdir) $(fishdir)
	install -m 755 $(tools) $(bindir)
	for s in $(sections); do install -m 644 man/*.$$s $(mandir)/man$$s || exit 1; done
	for t in $(notdir $(tools)); do \
		install -m 644 completions/$$t.bash $(bashdir)/$$t && \
		install -m 644 completions/_$$t $(zshdir)/_$$t && \
		install -m 644 completions/$$t.fish $(fishdir)/$$t.fish || exit 1; done

uninstall:
	for t in $(notdir $(tools)); do \
		rm -f $(bindir)/$$t $(bashdir)/$$t $(zshdir)/_$$t $(fishdir)/$$t.fish; done
	for f in $(notdir $(pages)); do rm -f $(mandir)/man$${f##*.}/$$f; done

clean:
	rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-fuzz $(BUILD)-coverage

bench: all
	@BUILD=$(BUILD) tests/bench/run

# Of the corpus only a copy grows: what is worth keeping is added by hand.
fuzz:
	+@$(MAKE) $(quietly) BUILD=$(BUILD)-fuzz CC=clang fuzzers \
	CFLAGS="-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all"
	for t in $(targets); do \
		mkdir -p $(BUILD)-fuzz/corpus/$$t tests/fuzz/corpus/$$t && \
		$(BUILD)-fuzz/fuzzer/$$t -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=$(BUILD)-fuzz/$$t- \
			-rss_limit_mb=2048 $(BUILD)-fuzz/corpus/$$t tests/fuzz/corpus/$$t || exit 1; done

.PHONY: fuzzers
fuzzers: $(targets:%=$(BUILD)/fuzzer/%)

$(BUILD)/fuzzer/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/libmbr.a
	@mkdir -p $(@D)
	$(call say,LINK $@)
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBS)

docs: all
	BUILD=$(BUILD) tests/docs .

format:
	clang-format -i $(sources) $(headers)

# Of what is not set the compilers and the sanitizers know more than cppcheck, which guesses.
lint:
	$(Q)cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr -Iinclude -D_GNU_SOURCE \
		--enable=warning,performance,portability --suppress=missingIncludeSystem \
		--suppress=uninitvar --suppress=ctuuninitvar $(lib) $(wildcard cmd/*.c)
	$(Q)clang-tidy --quiet $(lib) $(wildcard cmd/*.c) -- \
		-std=c11 -D_GNU_SOURCE -Iinclude $(LIBFLAGS)

coverage:
	-+@$(MAKE) $(quietly) BUILD=$(BUILD)-coverage CFLAGS="-O0 -g --coverage" check
	@tests/coverage $(BUILD)-coverage

-include $(patsubst %.c,$(BUILD)/obj/%.d,$(sources)) $(BUILD)/presets.d
