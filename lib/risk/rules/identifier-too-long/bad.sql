--! case an index
--! before
CREATE TABLE t (id bigint PRIMARY KEY, a int);
--! migration
CREATE INDEX CONCURRENTLY t_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ON t (a);

--! case a table and its key
--! migration
CREATE TABLE "TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTT" ("id" text, CONSTRAINT "pkey_TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTT" PRIMARY KEY ("id"));

--! case bytes, not letters
--! migration
CREATE TABLE "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü" ("id" text PRIMARY KEY);
