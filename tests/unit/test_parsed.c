/* SPDX-License-Identifier: MIT */
/* A parsed history that was kept stands for its files exactly as long as they are what they were.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "history/parsed.h"

typedef struct fixture {
    char directory[64];
    assay_arena *arena;
    assay_parsed_store store;
    /* What the store holds, for one folder. */
    assay_hash key;
    char *bytes;
    size_t length;
    int found, kept;
} fixture;

static const char *find(void *context, size_t *length, assay_arena *arena, const char *name,
                        const assay_hash *key)
{
    fixture *f = context;
    assert_string_equal(name, f->directory);
    if (f->bytes == NULL || assay_hash_compare(key, &f->key) != 0)
        return NULL;
    f->found++;
    *length = f->length;
    return assay_arena_strndup(arena, f->bytes, f->length);
}

static void keep(void *context, const char *name, const assay_hash *key, const char *bytes,
                 size_t length)
{
    fixture *f = context;
    assert_string_equal(name, f->directory);
    f->key = *key;
    free(f->bytes);
    f->bytes = malloc(length);
    assert_non_null(f->bytes);
    memcpy(f->bytes, bytes, length);
    f->length = length;
    f->kept++;
}

static void path_of(const fixture *f, char path[128], const char *name)
{
    snprintf(path, 128, "%s/%s", f->directory, name);
}

static void put(const fixture *f, const char *name, const char *text)
{
    char path[128];
    path_of(f, path, name);
    assert_int_equal(assay_file_write(path, text, strlen(text), NULL), ASSAY_OK);
}

/* Everything that a profile can say. */
static const char first[] =
    "<profile revision='1' dialect='postgresql' tool='alembic' label='the first' server='15'>\n"
    "<whole><extension name='pgcrypto'/><table name='cats'><column name='id' type='integer'/>\n"
    "<column name='name' type='text' default='x' unknown='collation'/>\n"
    "<check name='c' expression='id &gt; 0'/></table>\n"
    "<function name='f()' language='sql' result='integer'><body>select 1</body></function>\n"
    "<view name='v'><definition>select 1</definition></view></whole></profile>";
static const char second[] =
    "<profile revision='2' dialect='postgresql' source='00'>\n"
    "<revises id='1'/><probe>select true from {schema}.cats</probe><changes>\n"
    "<create><table name='dogs' replaces='yes'/></create>\n"
    "<alter><in table='cats'><column name='name' unset='default' nullable='no'/></in></alter>\n"
    "<drop><view name='v' cascade='yes'/></drop>\n"
    "<rename><table name='cats' to='tigers' to-schema='zoo'/></rename></changes>\n"
    "<variant name='other'><create><table name='dogs'/><table name='mice'/></create></variant>\n"
    "</profile>";
static const char third[] = "<profile revision='3' dialect='postgresql'><revises id='2'/>\n"
                            "<depends-on id='1'/></profile>";

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    strcpy(f->directory, "/tmp/assay-test-parsed-XXXXXX");
    assert_non_null(mkdtemp(f->directory));
    f->arena = assay_arena_new();
    put(f, "1.xml", first);
    put(f, "2.xml", second);
    put(f, "3.xml", third);
    struct stat st;
    assert_int_equal(stat(f->directory, &st), 0);
    f->store = (assay_parsed_store){.context = f,
                                    .program = "assay",
                                    .now = (int64_t)st.st_ctim.tv_sec + 1000,
                                    .find = find,
                                    .keep = keep};
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    static const char *const names[] = {"1.xml", "2.xml", "3.xml", "4.xml"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        path_of(f, path, names[i]);
        unlink(path);
    }
    rmdir(f->directory);
    free(f->bytes);
    assay_arena_free(f->arena);
    free(f);
    return 0;
}

static assay_status load_from(assay_history **out, const fixture *f, const char *directory,
                              const assay_parsed_store *store, assay_error *err)
{
    assay_profile_grammar *grammar = assay_profile_grammar_new(f->arena);
    assay_status status = assay_history_load_by(out, directory, grammar, store, err);
    assay_profile_grammar_free(grammar);
    return status;
}

static void describe_change(assay_buffer *out, const assay_change *c)
{
    assay_buffer_printf(out, "  %d %d: %s|%s|%s>%s|%s %x %x %d%d line %d:", c->action, c->kind,
                        c->schema, c->relation, c->name, c->new_name == NULL ? "-" : c->new_name,
                        c->new_schema == NULL ? "-" : c->new_schema, c->set, c->unknown, c->cascade,
                        c->replaces, c->line);
    size_t n = c->values == NULL ? 0 : assay_kind_get(c->kind)->n_attributes;
    for (size_t i = 0; i < n; i++)
        assay_buffer_printf(out, " %s", c->values[i] == NULL ? "-" : c->values[i]);
    assay_buffer_add(out, "\n");
}

static void describe_revision(assay_buffer *out, const assay_revision *r)
{
    assay_buffer_printf(out, "%s '%s' %s %s %d\n", r->id, r->label, r->file,
                        r->source == NULL ? "-" : r->source, r->server_major);
    for (size_t i = 0; i < r->n_revises; i++)
        assay_buffer_printf(out, "  revises %zu\n", r->revises[i]);
    for (size_t i = 0; i < r->n_depends_on; i++)
        assay_buffer_printf(out, "  depends on %zu\n", r->depends_on[i]);
    for (size_t i = 0; i < r->n_probes; i++)
        assay_buffer_printf(out, "  line %d: %s\n", r->probes[i].line, r->probes[i].sql);
    for (size_t i = 0; i < r->n_changes; i++)
        describe_change(out, &r->changes[i]);
    for (size_t v = 0; v < r->n_variants; v++) {
        assay_buffer_printf(out, "  line %d: %s\n", r->variants[v].line, r->variants[v].name);
        for (size_t i = 0; i < r->variants[v].n_changes; i++)
            describe_change(out, &r->variants[v].changes[i]);
    }
}

/* All that a history says, as text. */
static char *described(const fixture *f, const char *directory, const assay_parsed_store *store)
{
    assay_history *history;
    assay_error err = ASSAY_ERROR_INIT;
    assay_buffer out = ASSAY_BUFFER_INIT(64 << 20);
    if (load_from(&history, f, directory, store, &err) != ASSAY_OK)
        fail_msg("%s: %s", err.where, err.what);
    assay_buffer_printf(&out, "%s %s %s %d %d\n", history->project, history->tool, history->schema,
                        history->dialect, history->listed_only);
    for (size_t i = 0; i < history->n_revisions; i++)
        describe_revision(&out, &history->revisions[i]);
    assert_int_equal(out.status, ASSAY_OK);
    char *kept = assay_arena_strdup(f->arena, assay_buffer_text(&out));
    assay_buffer_release(&out);
    assay_history_free(history);
    return kept;
}

/* The folder is loaded as if nothing had been kept, and what was found there counts. */
static void is_loaded(fixture *f, int found, int kept)
{
    const char *parsed = described(f, f->directory, NULL);
    f->found = f->kept = 0;
    assert_string_equal(described(f, f->directory, &f->store), parsed);
    assert_int_equal(f->found, found);
    assert_int_equal(f->kept, kept);
}

static void test_parsed__the_second_run_finds_what_the_first_one_kept(void **state)
{
    fixture *f = *state;
    is_loaded(f, 0, 1);
    is_loaded(f, 1, 0);
    is_loaded(f, 1, 0);
}

static void test_parsed__histories_that_ship_are_the_same_from_the_store(void **state)
{
    fixture *f = *state;
    static const char *const histories[] = {"profiles/cat-activities-monitor", "profiles/gertty",
                                            "profiles/graphile-worker"};
    for (size_t i = 0; i < sizeof histories / sizeof *histories; i++) {
        char *real = realpath(histories[i], NULL);
        assert_non_null(real);
        assert_true(strlen(real) < sizeof f->directory);
        char own[sizeof f->directory];
        strcpy(own, f->directory);
        strcpy(f->directory, real);
        f->store.now = INT64_MAX;
        is_loaded(f, 0, 1);
        is_loaded(f, 1, 0);
        strcpy(f->directory, own);
        free(real);
    }
}

/* Writes over the first bytes of a file in place, so that its size and inode stay, and sets the
 * times back. Again and again until the kernel's clock has ticked: other times are another state.
 */
static void edit(const fixture *f, const char *name, const char *bytes)
{
    char path[128];
    path_of(f, path, name);
    struct stat before, after;
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &before), 0);
    do {
        assert_int_equal(pwrite(fd, bytes, strlen(bytes), 0), strlen(bytes));
        const struct timespec times[] = {before.st_atim, before.st_mtim};
        assert_int_equal(futimens(fd, times), 0);
        assert_int_equal(fstat(fd, &after), 0);
    } while (after.st_ctim.tv_sec == before.st_ctim.tv_sec &&
             after.st_ctim.tv_nsec == before.st_ctim.tv_nsec);
    close(fd);
    assert_int_equal(after.st_size, before.st_size);
    assert_int_equal(after.st_ino, before.st_ino);
    assert_int_equal(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
}

static void test_parsed__an_edit_that_leaves_size_and_time_is_seen(void **state)
{
    fixture *f = *state;
    is_loaded(f, 0, 1);
    edit(f, "1.xml", "<profile revision='1' dialect='postgresql' tool='alembic' label='another!!'");
    is_loaded(f, 0, 1);
    is_loaded(f, 1, 0);
}

static void test_parsed__a_file_that_comes_or_goes_is_seen(void **state)
{
    fixture *f = *state;
    is_loaded(f, 0, 1);
    put(f, "4.xml", "<profile revision='4' dialect='postgresql'><revises id='3'/></profile>");
    is_loaded(f, 0, 1);
    char path[128];
    path_of(f, path, "4.xml");
    unlink(path);
    is_loaded(f, 0, 1);
}

static void test_parsed__what_changed_a_moment_ago_is_not_relied_upon(void **state)
{
    fixture *f = *state;
    struct stat st;
    char path[128];
    path_of(f, path, "3.xml");
    assert_int_equal(stat(path, &st), 0);
    f->store.now = (int64_t)st.st_ctim.tv_sec + 1;
    is_loaded(f, 0, 0);
    f->store.now = (int64_t)st.st_ctim.tv_sec + 2;
    is_loaded(f, 0, 1);
    f->store.now = (int64_t)st.st_ctim.tv_sec - 100; /* the clock was set back */
    is_loaded(f, 0, 0);
}

static void test_parsed__another_program_parses(void **state)
{
    fixture *f = *state;
    is_loaded(f, 0, 1);
    f->store.program = "assay, made anew";
    is_loaded(f, 0, 1);
    is_loaded(f, 1, 0);
}

static void test_parsed__a_history_that_is_refused_is_not_kept(void **state)
{
    fixture *f = *state;
    put(f, "4.xml", "<profile revision='4' dialect='postgresql'><nonsense/></profile>");
    assay_history *history;
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(load_from(&history, f, f->directory, &f->store, &err), ASSAY_INVALID);
    assert_int_equal(f->kept, 0);
    /* A graph that is broken is refused the second time too, from what was kept of its profiles. */
    put(f, "4.xml", "<profile revision='4' dialect='postgresql'><revises id='9'/></profile>");
    for (int i = 0; i < 2; i++) {
        assay_error_reset(&err);
        assert_int_equal(load_from(&history, f, f->directory, &f->store, &err), ASSAY_INVALID);
        assert_non_null(strstr(err.what, "revises '9', which is not there"));
        assert_non_null(strstr(err.where, "/4.xml:1"));
    }
    assert_int_equal(f->found, 1);
}

static void test_parsed__damaged_bytes_are_parsed_anew(void **state)
{
    fixture *f = *state;
    is_loaded(f, 0, 1);
    size_t length = f->length;
    for (size_t i = 0; i < 4; i++) {
        f->bytes[i * (length - 1) / 3] ^= 0x10;
        is_loaded(f, 1, 1);
    }
    f->length--;
    is_loaded(f, 1, 1);
    f->length = 0;
    is_loaded(f, 1, 1);
    assert_int_equal(f->length, length);
}

enum { CHECKED = 17, BODY = CHECKED + 8 };

/* What somebody wrote who knows how the checksum is made: refused, or a history like any other. */
static void hostile_is_harmless(fixture *f, const assay_profile_files *files, const char *bytes,
                                size_t length)
{
    assay_profile *profiles;
    assay_arena *arena = assay_arena_new();
    char *copy = assay_arena_strndup(arena, bytes, length);
    uint64_t sum = assay_hash_bytes(copy + BODY, length - BODY, 0);
    memcpy(copy + CHECKED, &sum, sizeof sum);
    if (assay_parsed_read(&profiles, arena, files, copy, length)) {
        assay_history *history;
        assay_error err = ASSAY_ERROR_INIT;
        free(f->bytes);
        f->bytes = malloc(length);
        memcpy(f->bytes, copy, length);
        f->length = length;
        if (load_from(&history, f, f->directory, &f->store, &err) == ASSAY_OK)
            assay_history_free(history);
    }
    assay_arena_free(arena);
}

static void test_parsed__hostile_bytes_are_refused_or_harmless(void **state)
{
    fixture *f = *state;
    static const unsigned char values[] = {0x00, 0x01, 0x02, 0x7f, 0x80, 0xff};
    const char *names[] = {"1.xml", "2.xml", "3.xml"};
    const assay_profile_files files = {f->directory, names, 3};
    is_loaded(f, 0, 1);
    size_t length = f->length;
    char *good = assay_arena_strndup(f->arena, f->bytes, length);
    for (size_t i = BODY; i < length; i++) {
        hostile_is_harmless(f, &files, good, i);
        char was = good[i];
        for (size_t v = 0; v < sizeof values; v++) {
            good[i] = (char)values[v];
            hostile_is_harmless(f, &files, good, length);
        }
        good[i] = was;
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_parsed__the_second_run_finds_what_the_first_one_kept),
        TEST(test_parsed__histories_that_ship_are_the_same_from_the_store),
        TEST(test_parsed__an_edit_that_leaves_size_and_time_is_seen),
        TEST(test_parsed__a_file_that_comes_or_goes_is_seen),
        TEST(test_parsed__what_changed_a_moment_ago_is_not_relied_upon),
        TEST(test_parsed__another_program_parses),
        TEST(test_parsed__a_history_that_is_refused_is_not_kept),
        TEST(test_parsed__damaged_bytes_are_parsed_anew),
        TEST(test_parsed__hostile_bytes_are_refused_or_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
