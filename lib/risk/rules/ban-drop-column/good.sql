--! case a column that the script added
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
--! migration
ALTER TABLE users ADD COLUMN draft text;
ALTER TABLE users DROP COLUMN draft;

--! case a column of a new table
--! migration
CREATE TABLE users (id bigint PRIMARY KEY, draft text);
ALTER TABLE users DROP COLUMN draft;

--! case a column that is not there
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
--! migration
ALTER TABLE users DROP COLUMN IF EXISTS draft;
