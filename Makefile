# SPDX-License-Identifier: MIT
# make            build/assay, build/libassay.a, build/libassay.so and build/assay.pc
# make deps       what building needs (Debian);  make deps-test: what testing needs
# make test       unit and end-to-end tests under the sanitizers
# make test-versions   one schema on PostgreSQL 12 to 18 and SQLite 3.28 to 3.54, fetched into
#                 build/: every pair must be equal
# make test-histories  real histories, installed from Debian and npm, learned and told apart
# make test-parts      histories learned by parts, after each step only what it changed, and as a whole
# make test-plans      databases as they are found, each with its plan run to the end by Alembic
# make test-browser    HTML reports in Chromium, fetched into build/: what a reader does works
# make test-tools      real migration tools, installed from Debian and npm: their databases are recognised,
#                 and what is printed for them is run
# make test-reports    SARIF and JUnit against their published schemas, fetched from npm
# make demo       a tinkered database without its version table, audited
# Other targets: unit fuzz install bench bench-reports profiles format format-check lint clean
#
# On a Debian that has nothing yet, not even make: tests/with-deps demo, tests/with-deps test

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VERSION := 0.1.0
BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
ifeq ($(origin CC),default)
CC := cc
endif
WERROR  ?= -Werror

PACKAGES := libpq libxml-2.0 libxslt libexslt sqlite3 nettle
# What only the program needs, not the library.
CLI_PACKAGES := inih

WARNINGS := -std=c17 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wformat=2 -Wstrict-prototypes \
    -Wmissing-prototypes -Wvla -Wwrite-strings -Wundef $(WERROR)
CPPFLAGS += -D_GNU_SOURCE -DASSAY_VERSION='"$(VERSION)"' -Iinclude -Ianalyzer \
    $(shell pkg-config --cflags $(PACKAGES) $(CLI_PACKAGES) 2>/dev/null | sed 's/-I/-isystem /g')
RELEASE  := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIC -fvisibility=hidden
SANITIZE := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer \
    -DASSAY_ARENA_DEBUG
LIBS      = $(shell pkg-config --libs $(PACKAGES) $(CLI_PACKAGES)) -lm -lpthread
HARDEN   := -Wl,-z,relro,-z,now -Wl,--as-needed

SOURCES  := $(sort $(wildcard analyzer/*/*.c))
LIBRARY  := $(filter-out analyzer/cli/%,$(SOURCES))
CLI      := $(filter analyzer/cli/%,$(SOURCES))
# What the binary carries: grammars, the cache's DDL, stylesheets, catalog queries.
# Of the profiles that ship it knows the SHA-256, one a line, sorted: lint has checked them against
# the grammar, and reading them need not.
SHIPPED  := $(sort $(wildcard profiles/*/*.xml))
EMBEDDED := $(sort $(wildcard schemas/* reports/*.xsl reports/*.css reports/*.js reports/*.sh analyzer/readers/sql/*/*.sql analyzer/learn/sql/*.sql))

objects = $(patsubst %.c,$(BUILD)/$(1)/%.o,$(2)) $(BUILD)/$(1)/embedded.o

all: $(BUILD)/assay $(BUILD)/libassay.a $(BUILD)/libassay.so $(BUILD)/assay.pc

$(BUILD)/shipped.sha256: $(SHIPPED) Makefile
	@mkdir -p $(@D)
	sha256sum $(SHIPPED) </dev/null | cut -c1-64 | LC_ALL=C sort >$@

$(BUILD)/embedded.c: $(EMBEDDED) $(BUILD)/shipped.sha256 analyzer/base/embed.sh Makefile
	@mkdir -p $(@D)
	sh analyzer/base/embed.sh $(EMBEDDED) $(BUILD)/shipped.sha256 | sed 's|"$(BUILD)/|"|' >$@

define variant # name, compiler flags
$(BUILD)/$(1)/%.o: %.c
	@mkdir -p $$(@D)
	$(CC) $(WARNINGS) $(CPPFLAGS) $(2) $(CFLAGS) -MMD -MP -c -o $$@ $$<
$(BUILD)/$(1)/embedded.o: $(BUILD)/embedded.c
	@mkdir -p $$(@D)
	$(CC) $(WARNINGS) $(CPPFLAGS) $(2) $(CFLAGS) -MMD -MP -c -o $$@ $$<
endef
$(eval $(call variant,release,$(RELEASE)))
$(eval $(call variant,asan,$(SANITIZE)))

$(BUILD)/libassay.a: $(call objects,release,$(LIBRARY))
	rm -f $@
	ar rcs $@ $^

$(BUILD)/libassay.so: $(call objects,release,$(LIBRARY))
	$(CC) -shared -Wl,-soname,libassay.so.0 $(HARDEN) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/assay: $(call objects,release,$(CLI)) $(BUILD)/libassay.a
	$(CC) $(HARDEN) $(LDFLAGS) -o $@ $(call objects,release,$(CLI)) $(BUILD)/libassay.a $(LIBS)

$(BUILD)/asan/assay: $(call objects,asan,$(SOURCES))
	$(CC) -fsanitize=address,undefined $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/assay.pc: Makefile
	@mkdir -p $(@D)
	printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$${prefix}/lib' 'includedir=$${prefix}/include' '' \
	    'Name: assay' 'Description: says which revision a database really is' 'Version: $(VERSION)' \
	    'Requires.private: $(PACKAGES)' 'Libs: -L$${libdir} -lassay' 'Libs.private: -lm -lpthread' 'Cflags: -I$${includedir}' >$@

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig \
	    $(DESTDIR)$(PREFIX)/include/assay $(DESTDIR)$(PREFIX)/share/assay
	install -m 755 $(BUILD)/assay $(DESTDIR)$(PREFIX)/bin/assay
	install -m 644 $(BUILD)/libassay.a $(DESTDIR)$(PREFIX)/lib/libassay.a
	install -m 755 $(BUILD)/libassay.so $(DESTDIR)$(PREFIX)/lib/libassay.so.$(VERSION)
	ln -sf libassay.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/libassay.so.0
	ln -sf libassay.so.0 $(DESTDIR)$(PREFIX)/lib/libassay.so
	sed 's|^prefix=.*|prefix=$(PREFIX)|' $(BUILD)/assay.pc \
	    >$(DESTDIR)$(PREFIX)/lib/pkgconfig/assay.pc
	install -m 644 include/assay.h $(DESTDIR)$(PREFIX)/include/assay.h
	install -m 644 include/assay/*.h $(DESTDIR)$(PREFIX)/include/assay/
	cp -r profiles $(DESTDIR)$(PREFIX)/share/assay/

clean:
	rm -rf $(BUILD)

# Unit tests: every tests/unit/test_*.c is one cmocka program, linked with all but main.
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/asan/unit/%,$(sort $(wildcard tests/unit/test_*.c)))

$(BUILD)/asan/libassay.a: $(call objects,asan,$(filter-out %/main.c,$(SOURCES)))
	rm -f $@
	ar rcs $@ $^

$(BUILD)/asan/unit/%: $(BUILD)/asan/tests/unit/%.o $(BUILD)/asan/libassay.a
	@mkdir -p $(@D)
	$(CC) -fsanitize=address,undefined $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

# The same without sanitizers, for runs in the ten thousands.
$(BUILD)/release/unit/%: $(BUILD)/release/tests/unit/%.o $(BUILD)/libassay.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

unit: $(UNIT)
	@set -e; for t in $(UNIT); do echo "$$t"; $$t; done

test: $(BUILD)/asan/assay $(UNIT)
	@BUILD=$(BUILD) tests/run

test-reports:
	@BUILD=$(BUILD) tests/published

test-versions: $(BUILD)/assay
	@BUILD=$(BUILD) tests/versions
	@BUILD=$(BUILD) tests/sqlite_versions

# libFuzzer needs clang; each program runs for FUZZ_SECONDS.
FUZZ_CC      ?= clang
FUZZ_SECONDS ?= 30

fuzz: $(BUILD)/fuzz/fuzz_canon
	$< -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -dict=tests/fuzz/canon.dict -close_fd_mask=1

$(BUILD)/fuzz/fuzz_canon: tests/fuzz/fuzz_canon.c tests/unit/canon_check.h $(wildcard analyzer/kinds/*) \
    $(wildcard analyzer/base/*.c) $(BUILD)/embedded.c
	@mkdir -p $(@D)
	$(FUZZ_CC) -std=c17 -D_GNU_SOURCE -Ianalyzer -Iinclude -g -O1 \
	    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $@ \
	    $(filter %.c,$^) $(LIBS)

test-histories: $(BUILD)/assay
	@BUILD=$(BUILD) tests/histories/run

test-parts: $(BUILD)/assay
	@BUILD=$(BUILD) tests/parts

test-browser: $(BUILD)/assay
	@tests/lib/packages browser
	@BUILD=$(BUILD) tests/browser

test-tools: $(BUILD)/assay
	@BUILD=$(BUILD) tests/tools/run

test-plans: $(BUILD)/assay
	@BUILD=$(BUILD) ASSAY=$(CURDIR)/$(BUILD)/assay tests/plans/run

demo: $(BUILD)/assay
	@BUILD=$(BUILD) tests/demo/run

# The histories that ship, made again from tests/fixtures.
profiles: $(BUILD)/assay
	BUILD=$(BUILD) tests/lib/capture_profiles

$(BUILD)/bench/matching: $(BUILD)/release/tests/bench/matching.o $(BUILD)/libassay.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

bench: $(BUILD)/assay $(BUILD)/bench/matching
	@BUILD=$(BUILD) tests/bench/run
	@BUILD=$(BUILD) tests/bench/learn
	@BUILD=$(BUILD) tests/bench/histories

# What 20,000 deviations cost in each format.
bench-reports: $(BUILD)/assay
	@BUILD=$(BUILD) tests/bench/reports

deps:
	@tests/lib/packages build demo

deps-test:
	@tests/lib/packages build demo test

deps-lint:
	@tests/lib/packages build lint

lint:
	@tests/lint

format:
	clang-format -i $$(git ls-files 'analyzer/*.[ch]' 'include/*.h' 'tests/*.[ch]')

format-check:
	clang-format --dry-run -Werror $$(git ls-files 'analyzer/*.[ch]' 'include/*.h' 'tests/*.[ch]')

.PHONY: all install clean unit test test-versions test-histories test-parts test-tools test-reports test-plans test-browser demo profiles bench bench-reports deps deps-test deps-lint lint format format-check
.SECONDARY:

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
