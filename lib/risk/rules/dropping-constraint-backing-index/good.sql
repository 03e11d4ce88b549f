--! case an index of its own
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE UNIQUE INDEX users_email_key ON users (email);
--! migration
DROP INDEX CONCURRENTLY users_email_key;

--! case the foreign key goes first
--! also drop-takes-parent-lock, dropping-constraint
--! before
CREATE TABLE users (id bigint PRIMARY KEY, code text CONSTRAINT users_code_key UNIQUE);
CREATE TABLE orders (id bigint PRIMARY KEY, code text CONSTRAINT f REFERENCES users (code));
CREATE INDEX ON orders (code);
--! migration
ALTER TABLE orders DROP CONSTRAINT f;
ALTER TABLE users DROP CONSTRAINT users_code_key;

--! case the constraint
--! also dropping-constraint
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text CONSTRAINT users_email_key UNIQUE);
--! migration
ALTER TABLE users DROP CONSTRAINT users_email_key;

--! case an index that nobody has shown
--! migration
DROP INDEX CONCURRENTLY IF EXISTS users_email_key;
