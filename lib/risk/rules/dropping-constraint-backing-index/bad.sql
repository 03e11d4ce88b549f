--! case the index of a unique constraint
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text CONSTRAINT users_email_key UNIQUE);
--! migration
DROP INDEX users_email_key;

--! case the index of a primary key
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE "User" ("id" bigint PRIMARY KEY);
--! migration
DROP INDEX "User_pkey" CASCADE;

--! case a key that a foreign key points at
--! not-executed: PostgreSQL refuses it
--! also dropping-constraint
--! before
CREATE TABLE users (id bigint PRIMARY KEY, code text CONSTRAINT users_code_key UNIQUE);
CREATE TABLE orders (id bigint PRIMARY KEY, code text REFERENCES users (code));
CREATE INDEX ON orders (code);
--! migration
ALTER TABLE users DROP CONSTRAINT users_code_key;

--! case a unique index that a foreign key points at
--! not-executed: PostgreSQL refuses it
--! also require-concurrent-index-deletion
--! before
CREATE TABLE users (id bigint PRIMARY KEY, code text);
CREATE UNIQUE INDEX users_code ON users (code);
CREATE TABLE orders (id bigint PRIMARY KEY, code text REFERENCES users (code));
CREATE INDEX ON orders (code);
--! migration
DROP INDEX users_code;
