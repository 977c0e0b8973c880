-- SPDX-License-Identifier: MIT
-- The cache, from version 2 to 3: parsed histories, so that a second run need not parse thousands of
-- files. One for each folder, the newest with the highest id.
-- path: the folder's real path. key: SHA-256 over the program and over name, size, times and inode of
-- each file; whoever computes another one parses. profiles: bytes of Assay's own, with a checksum.
CREATE TABLE parsed_history (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    key BLOB NOT NULL,
    profiles BLOB NOT NULL
);
