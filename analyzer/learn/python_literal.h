/* SPDX-License-Identifier: MIT */
/*
 * The module-level assignments of a Python file whose value is a string, None, or a tuple, list or
 * set of strings: what Alembic's version files say of themselves, read without Python. Annotations
 * are passed over. Python reference: 2 Lexical analysis.
 */
#ifndef ASSAY_LEARN_PYTHON_LITERAL_H
#define ASSAY_LEARN_PYTHON_LITERAL_H

#include "base/arena.h"

typedef enum assay_python_found {
    ASSAY_PYTHON_ABSENT,
    ASSAY_PYTHON_NONE,      /* None, or an empty collection */
    ASSAY_PYTHON_STRINGS,   /* one string or several */
    ASSAY_PYTHON_UNREADABLE /* computed: only Python can tell */
} assay_python_found;

typedef struct assay_python_value {
    const char **strings;
    size_t n;
    assay_python_found found;
    int line;
} assay_python_value;

/* The last assignment to the name counts, as in Python. */
assay_status assay_python_assignment(assay_python_value *out, assay_arena *arena, const char *text,
                                     const char *name, assay_error *err);
/* The first string of the file, if nothing stands before it: its documentation. NULL if there is
 * none (or memory is gone). */
const char *assay_python_docstring(assay_arena *arena, const char *text);

#endif
