--! case alone
--! before
CREATE TABLE users (id integer PRIMARY KEY, email text);
--! migration
CREATE INDEX CONCURRENTLY users_email_idx ON users (email);

--! case with what clears away a failed build
--! before
CREATE TABLE users (id integer PRIMARY KEY, email text);
--! migration
SET lock_timeout = '5s';
DROP INDEX CONCURRENTLY IF EXISTS users_email_idx;
CREATE INDEX CONCURRENTLY users_email_idx ON users (email);

--! case one transaction
--! before
CREATE TABLE users (id integer PRIMARY KEY, email text);
--! migration
ALTER TABLE users ADD COLUMN note text;
ALTER TABLE users ADD COLUMN more text;

--! case sent by another client, whose author decides
--! runner plain
--! before
CREATE TABLE users (id integer PRIMARY KEY, email text);
--! migration
ALTER TABLE users ADD COLUMN note text;
CREATE INDEX CONCURRENTLY users_email_idx ON users (email);
