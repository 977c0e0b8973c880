/* SPDX-License-Identifier: MIT */
/* What a layout of SQL files is made of: a row of the table in layout.c. Internal to layout*.c. */
#ifndef ASSAY_LEARN_LAYOUT_ROWS_H
#define ASSAY_LEARN_LAYOUT_ROWS_H

#include "learn/layout.h"

/* How the id follows from a file's (or folder's) name. */
typedef enum id_rule {
    ID_NUMBER, /* the digits in front, without leading zeros: what a bigint column holds */
    ID_DIGITS, /* the digits in front, as they stand */
    ID_PREFIX, /* the part before the first '_' */
    ID_DASHED, /* that, without dashes */
    ID_NAME    /* the whole name, without .sql */
} id_rule;

typedef enum bracket {
    BRACKET_ALWAYS,  /* one transaction for each file */
    BRACKET_SEVERAL, /* the file is sent as one message: a transaction if it has several statements
                      */
    BRACKET_NEVER
} bracket;

/* Where a file says that it wants no transaction. */
typedef enum single_place {
    SINGLE_LINE,    /* in a line of its own */
    SINGLE_FIRST,   /* in the first line */
    SINGLE_UP,      /* in the line that begins the way up */
    SINGLE_SETTINGS /* in a file beside it */
} single_place;

typedef struct layout_row {
    const char *name;
    const char *tool;
    const char *sign;      /* a file in the folder by which it is known, or NULL */
    const char *near;      /* a file beside the folder that goes with it, or NULL */
    const char *inside;    /* migrations are folders, and this file in them is it; NULL: files */
    const char *suffix;    /* of the files' names */
    const char *skip;      /* a longer suffix of files that are none, or NULL */
    const char *program;   /* suffix of migrations that are no SQL, or NULL */
    const char *up, *down; /* lines between which the way up stands; NULL: the whole file */
    const char *single;    /* the text by which a file asks for no transaction, or NULL */
    const char *settings;  /* SINGLE_SETTINGS: the file beside `inside` */
    const char *refused;   /* a line that asks for what only the tool does, or NULL */
    const char *skipped;   /* a line of files that stand for others, or NULL */
    const char *also;      /* what else such a folder may be, or NULL */
    assay_status (*check)(const assay_layout_reading *r); /* of the folder as a whole, or NULL */
    assay_status (*read)(const assay_layout_reading *r);  /* instead of all this */
    id_rule id;
    bracket bracket;
    single_place place; /* of `single` */
    bool bytes;         /* in the order of the names' bytes, not of the numbers in them */
} layout_row;

/* layout_names.c. The folders below that hold the file, or the files with the suffix, in order. */
assay_status assay_layout_list(const char ***out, size_t *count, const layout_row *l,
                               const assay_layout_reading *r);
/* NULL if memory is gone. */
char *assay_layout_id(const layout_row *l, assay_arena *arena, const char *name);
const char *assay_layout_label(assay_arena *arena, const char *name);

/* layout_text.c. The first line that is the marker, or NULL: case and blanks do not matter, and
 * more may follow it. */
char *assay_layout_marker(char *text, const char *marker);
int assay_layout_line(const char *text, const char *at);
/* The migration of one file or folder. */
assay_status assay_layout_read_one(const layout_row *l, const assay_layout_reading *r,
                                   const char *name);

#endif
