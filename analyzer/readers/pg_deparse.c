/* SPDX-License-Identifier: MIT */
/*
 * Deparsing in segments. A segment may fail because someone holds a lock, because its views name
 * more relations than the server's lock table has room for, or because one object is damaged: the
 * first is repeated once without what is locked, the others are halved until the culprit is alone.
 * What could not be printed is unknown with its reason; all else stands.
 *
 * No segment waits long for a lock, for the waits of all would add up: they fail soon, and then the
 * lock timeout is waited once for all of them.
 */
#include <string.h>

#include "base/limits.h"
#include "readers/pg_reading.h"

#define LOCKED "locked by another session"

struct assay_pg_segment {
    assay_pg_statement statement;
    assay_pg_rows rows;
    const assay_pg_query *query;
    assay_pg_pending **items;
    size_t n;
    bool repeated; /* after a lock */
    assay_pg_segment *next;
};

static assay_pg_segment *add_segment(assay_pg_reading *reading, const assay_pg_query *query,
                                     assay_pg_pending **items, size_t n, bool repeated,
                                     assay_error *err)
{
    assay_pg_segment *segment = assay_arena_alloc(reading->scratch, sizeof *segment);
    if (segment == NULL) {
        assay_fail_nomem(err);
        return NULL;
    }
    *segment = (assay_pg_segment){.query = query,
                                  .items = items,
                                  .n = n,
                                  .repeated = repeated,
                                  .rows = {.reading = reading, .kind = query->kind},
                                  .statement = {.on_row = assay_pg_deparse_row, .optional = true},
                                  .next = reading->segments};
    segment->statement.context = &segment->rows;
    reading->segments = segment;
    return segment;
}

/* "{1,2,3}" */
static void add_oids(assay_buffer *out, assay_pg_pending *const *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assay_buffer_add_char(out, ',');
        assay_buffer_add(out, items[i]->oid);
    }
}

static assay_status send_oids(assay_pg_reading *reading, assay_pg_segment *segment,
                              assay_error *err)
{
    assay_buffer oids = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    add_oids(&oids, segment->items, segment->n);
    assay_buffer_add_char(&oids, '}');
    assay_status status = assay_buffer_check(&oids, err);
    const char *sql = assay_pg_sql(segment->query->path, err);
    if (status == ASSAY_OK && sql == NULL)
        status = ASSAY_INTERNAL;
    if (status == ASSAY_OK) {
        oids.data[0] = '{';
        const char *params[] = {assay_buffer_text(&oids)};
        status = assay_pg_send_segment(reading, &segment->statement, sql, 1, params, err);
    }
    assay_buffer_release(&oids);
    return status;
}

static bool is_pending(const assay_pg_reading *reading)
{
    for (int kind = 0; kind < ASSAY_KINDS; kind++)
        if (reading->pending[kind].n > 0)
            return true;
    return false;
}

assay_status assay_pg_deparse_send(assay_pg_reading *reading, assay_error *err)
{
    int version = PQserverVersion(reading->pg->conn);
    assay_status status = ASSAY_OK;
    if (!is_pending(reading))
        return status;
    int limit = reading->options->lock_timeout_ms;
    if (limit == 0 || limit > ASSAY_PG_LOCK_TICK_MS)
        status = assay_pg_send(reading->pg, &reading->plain, "SET LOCAL lock_timeout = 100", 0,
                               NULL, err);
    /* A savepoint of the same name hides the older one: going back to it keeps the setting. */
    if (status == ASSAY_OK)
        status = assay_pg_send(reading->pg, &reading->plain, "SAVEPOINT assay", 0, NULL, err);
    for (int kind = 0; kind < ASSAY_KINDS && status == ASSAY_OK; kind++) {
        assay_pg_pendings *list = &reading->pending[kind];
        const assay_pg_query *query =
            assay_pg_query_find((assay_kind)kind, ASSAY_PG_DEPARSE, version);
        for (size_t i = 0; i < list->n && query != NULL && status == ASSAY_OK; i += query->batch) {
            size_t n = list->n - i < query->batch ? list->n - i : query->batch;
            assay_pg_segment *segment = add_segment(reading, query, list->items + i, n, false, err);
            if (segment == NULL)
                return ASSAY_NOMEM;
            status = send_oids(reading, segment, err);
        }
    }
    return status;
}

/* Marks what the segment's query yields as unknown, of all its objects. */
static assay_status give_up(assay_pg_reading *reading, const assay_pg_segment *segment,
                            const char *reason, assay_error *err)
{
    assay_status status = ASSAY_OK;
    char name[64];
    for (const char *p = segment->query->attributes; *p != '\0' && status == ASSAY_OK;) {
        size_t length = strcspn(p, " ");
        memcpy(name, p, length);
        name[length] = '\0';
        int attribute = assay_attribute_find(segment->query->kind, name);
        for (size_t i = 0; i < segment->n && status == ASSAY_OK; i++)
            if (!segment->items[i]->done)
                status = assay_object_set_unknown(
                    reading->snapshot->catalog, segment->items[i]->object, attribute, reason, err);
        p += length + (p[length] == ' ');
    }
    return status;
}

static assay_status give_up_message(assay_pg_reading *reading, const assay_pg_segment *segment,
                                    assay_error *err)
{
    bool refused = strcmp(segment->statement.sqlstate, "42501") == 0;
    const char *reason =
        assay_arena_printf(reading->scratch, "%s: %s",
                           refused ? "this role may not read it" : "the server cannot print it",
                           segment->statement.message);
    return reason == NULL ? assay_fail_nomem(err) : give_up(reading, segment, reason, err);
}

static assay_status halve(assay_pg_reading *reading, const assay_pg_segment *segment,
                          assay_error *err)
{
    size_t half = segment->n / 2;
    if (add_segment(reading, segment->query, segment->items, half, segment->repeated, err) ==
            NULL ||
        add_segment(reading, segment->query, segment->items + half, segment->n - half,
                    segment->repeated, err) == NULL)
        return ASSAY_NOMEM;
    return ASSAY_OK;
}

/* What is locked at one moment. */
typedef struct lock_wait {
    assay_arena *arena;
    assay_map *locked; /* oids */
} lock_wait;

static assay_status note_locked(void *context, const PGresult *row, assay_error *err)
{
    lock_wait *wait = context;
    const char *oid = assay_arena_strdup(wait->arena, PQgetvalue(row, 0, 0));
    return oid != NULL && assay_map_put(wait->locked, oid, wait) ? ASSAY_OK : assay_fail_nomem(err);
}

/* Splits a segment into what is locked, which is given up, and the rest, which is repeated. */
static assay_status repeat_unlocked(assay_pg_reading *reading, assay_pg_segment *segment,
                                    const assay_map *locked, assay_error *err)
{
    assay_pg_pending **rest = assay_arena_calloc(reading->scratch, segment->n + 1, sizeof *rest);
    assay_pg_pending **given = assay_arena_calloc(reading->scratch, segment->n + 1, sizeof *given);
    if (rest == NULL || given == NULL)
        return assay_fail_nomem(err);
    size_t n_rest = 0, n_given = 0;
    for (size_t i = 0; i < segment->n; i++) {
        if (assay_map_find(locked, segment->items[i]->oid) != NULL)
            given[n_given++] = segment->items[i];
        else
            rest[n_rest++] = segment->items[i];
    }
    segment->items = given;
    segment->n = n_given;
    assay_status status = give_up(reading, segment, LOCKED, err);
    if (status == ASSAY_OK && n_rest > 0 &&
        add_segment(reading, segment->query, rest, n_rest, true, err) == NULL)
        status = ASSAY_NOMEM;
    return status;
}

static bool is_lock(const assay_pg_segment *segment)
{
    return strcmp(segment->statement.sqlstate, "55P03") == 0;
}

/* "{1,2}" of all objects in segments that failed on a lock and may be repeated; empty if none. */
static assay_status failed_oids(assay_buffer *oids, const assay_pg_segment *answered,
                                assay_error *err)
{
    for (const assay_pg_segment *s = answered; s != NULL; s = s->next)
        if (s->statement.failed && is_lock(s) && !s->repeated)
            add_oids(oids, s->items, s->n);
    assay_status status = assay_buffer_check(oids, err);
    if (status == ASSAY_OK && oids->length > 0) {
        assay_buffer_add_char(oids, '}');
        status = assay_buffer_check(oids, err);
    }
    if (status == ASSAY_OK && oids->length > 0)
        oids->data[0] = '{';
    return status;
}

static assay_status ask_locked(assay_pg_reading *reading, lock_wait *wait, const char *oids,
                               assay_error *err)
{
    wait->locked = assay_map_new(reading->scratch);
    if (wait->locked == NULL)
        return assay_fail_nomem(err);
    const char *params[] = {oids};
    assay_pg_statement statement = {.on_row = note_locked, .context = wait};
    assay_status status = assay_pg_send_file(reading, &statement, "locked.sql", 1, params, err);
    return status == ASSAY_OK ? assay_pg_run(reading->pg, err) : status;
}

/* Waits until none of the objects is locked, for the lock timeout at most; what is locked then is
 * in `wait`. */
static assay_status await_locks(assay_pg_reading *reading, lock_wait *wait,
                                const assay_pg_segment *answered, assay_error *err)
{
    assay_buffer oids = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = failed_oids(&oids, answered, err);
    int64_t limit = reading->options->lock_timeout_ms;
    int64_t start = assay_pg_clock();
    while (status == ASSAY_OK && oids.length > 0) {
        status = ask_locked(reading, wait, assay_buffer_text(&oids), err);
        if (status != ASSAY_OK || assay_map_count(wait->locked) == 0 ||
            (limit > 0 && assay_pg_clock() - start >= limit))
            break;
        status = assay_pg_pause(reading->pg, ASSAY_PG_LOCK_TICK_MS, err);
    }
    assay_buffer_release(&oids);
    return status;
}

/* What becomes of one failed segment. */
static assay_status judge(assay_pg_reading *reading, assay_pg_segment *segment,
                          const assay_map *locked, assay_error *err)
{
    const char *sqlstate = segment->statement.sqlstate;
    if (strcmp(sqlstate, "57014") == 0)
        return assay_pg_fail(reading->pg, sqlstate, segment->statement.message, err);
    if (is_lock(segment) && !segment->repeated)
        return repeat_unlocked(reading, segment, locked, err);
    if (is_lock(segment))
        return give_up(reading, segment, LOCKED, err);
    if (segment->n > 1)
        return halve(reading, segment, err);
    return give_up_message(reading, segment, err);
}

assay_status assay_pg_deparse_finish(assay_pg_reading *reading, bool *repeated, assay_error *err)
{
    *repeated = false;
    assay_status status = ASSAY_OK;
    while (status == ASSAY_OK && reading->segments != NULL) {
        assay_pg_segment *answered = reading->segments;
        reading->segments = NULL;
        lock_wait wait = {.arena = reading->scratch};
        status = await_locks(reading, &wait, answered, err);
        for (assay_pg_segment *s = answered; s != NULL && status == ASSAY_OK; s = s->next)
            if (s->statement.failed)
                status = judge(reading, s, wait.locked, err);
        for (assay_pg_segment *s = reading->segments; s != NULL && status == ASSAY_OK; s = s->next)
            status = send_oids(reading, s, err);
        if (status == ASSAY_OK && reading->segments != NULL) {
            *repeated = true;
            status = assay_pg_run(reading->pg, err);
        }
    }
    return status;
}
