--! case a unique index
--! also require-concurrent-index-creation
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE UNIQUE INDEX orders_note_key ON orders (note);

--! case built concurrently
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE UNIQUE INDEX CONCURRENTLY orders_note_key ON orders (note);

--! case a constraint
--! also disallowed-unique-constraint
--! before
CREATE TABLE "User" ("id" int PRIMARY KEY, "eMail" text);
--! migration
ALTER TABLE "User" ADD CONSTRAINT "User_eMail_key" UNIQUE ("eMail");

--! case an expression under a condition
--! also require-concurrent-index-creation
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE UNIQUE INDEX orders_note_key ON orders (lower(note), user_id) WHERE total > 0;

--! case a primary key
--! also adding-primary-key
--! before
CREATE TABLE users (code text NOT NULL, n int);
--! migration
ALTER TABLE users ADD PRIMARY KEY (code);

--! case a new column whose default is the same everywhere
--! also require-concurrent-index-creation
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN slug text DEFAULT 'none';
CREATE UNIQUE INDEX orders_slug_key ON orders (slug);

--! case the same, in one command
--! also add-column-inline-unique
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN slug text NOT NULL DEFAULT 'none' UNIQUE;

--! case a table that nobody has shown
--! not-executed: the table is not there
--! also require-concurrent-index-creation
--! migration
CREATE UNIQUE INDEX ON users (email);
