--! case a column that may be NULL
--! also adding-not-nullable-field
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;

--! case a primary key over one
--! also adding-primary-key, unique-on-duplicates
--! before
CREATE TABLE "User" ("code" text);
--! migration
ALTER TABLE "User" ADD PRIMARY KEY ("code");

--! case a column that the script added and nothing fills
--! also adding-not-nullable-field
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN paid boolean;
ALTER TABLE orders ALTER COLUMN paid SET NOT NULL;

--! case a table that nobody has shown
--! not-executed: the table is not there
--! also adding-not-nullable-field
--! migration
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;

--! case a CHECK that is not validated yet
--! also adding-not-nullable-field
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD CONSTRAINT note_there CHECK (note IS NOT NULL) NOT VALID;
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;

--! case a constraint of that kind
--! since 18
--! also adding-not-nullable-field
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD CONSTRAINT note_there NOT NULL note;
