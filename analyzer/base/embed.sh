#!/bin/sh
# Writes a C file with the bytes of each named file, for base/embedded.h.
set -eu
echo '#include "base/embedded.h"'
i=0
for file in "$@"; do
    printf 'static const unsigned char bytes_%d[] = {' "$i"
    od -An -v -tx1 "$file" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
    echo '0x00};'
    i=$((i + 1))
done
echo 'const assay_embedded assay_embedded_files[] = {'
i=0
for file in "$@"; do
    printf '    {"%s", (const char *)bytes_%d, sizeof bytes_%d - 1},\n' "$file" "$i" "$i"
    i=$((i + 1))
done
echo '    {0, 0, 0},'
echo '};'
