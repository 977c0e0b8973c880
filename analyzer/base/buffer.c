/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(assay_buffer *buffer, assay_status status)
{
    buffer->status = status;
    buffer->length = 0;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

static bool reserve(assay_buffer *buffer, size_t more)
{
    if (buffer->status != ASSAY_OK)
        return false;
    if (more > buffer->maximum || buffer->length > buffer->maximum - more) {
        fail(buffer, ASSAY_LIMIT);
        return false;
    }
    size_t need = buffer->length + more + 1;
    if (need <= buffer->capacity)
        return true;
    size_t want = buffer->capacity < 64 ? 64 : buffer->capacity * 2;
    if (want < need)
        want = need;
    char *data = realloc(buffer->data, want);
    if (data == NULL) {
        fail(buffer, ASSAY_NOMEM);
        return false;
    }
    buffer->data = data;
    buffer->capacity = want;
    return true;
}

void assay_buffer_add_n(assay_buffer *buffer, const char *bytes, size_t length)
{
    if (!reserve(buffer, length))
        return;
    memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void assay_buffer_add(assay_buffer *buffer, const char *text)
{
    assay_buffer_add_n(buffer, text, strlen(text));
}

void assay_buffer_add_char(assay_buffer *buffer, char c)
{
    assay_buffer_add_n(buffer, &c, 1);
}

void assay_buffer_printf(assay_buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n >= 0 && reserve(buffer, (size_t)n)) {
        vsnprintf(buffer->data + buffer->length, (size_t)n + 1, format, again);
        buffer->length += (size_t)n;
    }
    va_end(again);
}

void assay_buffer_clear(assay_buffer *buffer)
{
    buffer->status = ASSAY_OK;
    buffer->length = 0;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

void assay_buffer_release(assay_buffer *buffer)
{
    free(buffer->data);
    *buffer = (assay_buffer){.maximum = buffer->maximum};
}

const char *assay_buffer_text(const assay_buffer *buffer)
{
    return buffer->data == NULL ? "" : buffer->data;
}

assay_status assay_buffer_check(const assay_buffer *buffer, assay_error *err)
{
    if (buffer->status == ASSAY_NOMEM)
        return assay_fail_nomem(err);
    if (buffer->status == ASSAY_LIMIT)
        return assay_fail(err, ASSAY_LIMIT, "a text exceeds its maximum of %zu bytes",
                          buffer->maximum);
    return ASSAY_OK;
}
