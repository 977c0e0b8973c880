/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void fill(char *field, size_t size, const char *format, va_list args)
{
    vsnprintf(field, size, format, args);
    /* An error is one line whatever a file name, an object or a server's message holds. */
    for (unsigned char *p = (unsigned char *)field; *p; p++)
        if (*p < 0x20 || *p == 0x7f)
            *p = ' ';
    /* A cut in the middle of a UTF-8 sequence would make the line invalid. */
    size_t n = strlen(field);
    if (n + 1 == size) {
        while (n > 0 && ((unsigned char)field[n - 1] & 0xc0) == 0x80)
            n--;
        if (n > 0 && (unsigned char)field[n - 1] >= 0xc0)
            field[n - 1] = '\0';
    }
}

assay_status assay_fail(assay_error *err, assay_status code, const char *format, ...)
{
    if (err == NULL || err->code != ASSAY_OK)
        return code;
    err->code = code;
    va_list args;
    va_start(args, format);
    fill(err->what, sizeof err->what, format, args);
    va_end(args);
    return code;
}

assay_status assay_error_where(assay_error *err, const char *format, ...)
{
    if (err == NULL)
        return ASSAY_OK;
    if (err->where[0] == '\0') {
        va_list args;
        va_start(args, format);
        fill(err->where, sizeof err->where, format, args);
        va_end(args);
    }
    return err->code;
}

assay_status assay_error_remedy(assay_error *err, const char *format, ...)
{
    if (err == NULL)
        return ASSAY_OK;
    if (err->remedy[0] == '\0') {
        va_list args;
        va_start(args, format);
        fill(err->remedy, sizeof err->remedy, format, args);
        va_end(args);
    }
    return err->code;
}

void assay_error_reset(assay_error *err)
{
    if (err != NULL)
        *err = (assay_error)ASSAY_ERROR_INIT;
}
