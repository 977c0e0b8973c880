-- SPDX-License-Identifier: MIT
-- What someone did by hand over the years, and told nobody.
DROP TABLE alembic_version;
DROP INDEX ix_message_created;
DROP INDEX ix_account_email;
CREATE INDEX account_email ON account (email);
ALTER TABLE "change" ADD COLUMN reviewer_note TEXT;
CREATE TABLE standup_notes (day DATE PRIMARY KEY, note TEXT NOT NULL);
