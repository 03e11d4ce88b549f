--! case a new table
--! migration
CREATE TABLE users (id int PRIMARY KEY, email text);
CREATE UNIQUE INDEX ON users (email);

--! case a new column without a value
--! also require-concurrent-index-creation
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN slug text;
CREATE UNIQUE INDEX orders_slug_key ON orders (slug);

--! case a new column with a value of its own for each row
--! also adding-field-with-volatile-default, require-concurrent-index-creation
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN ref uuid NOT NULL DEFAULT gen_random_uuid();
CREATE UNIQUE INDEX orders_ref_key ON orders (ref);

--! case a part is unique already
--! also require-concurrent-index-creation
--! before
CREATE TABLE users (id int PRIMARY KEY, email text);
--! migration
CREATE UNIQUE INDEX users_email_id_key ON users (email, id);

--! case what is dropped kept them unique
--! also require-concurrent-index-creation, require-concurrent-index-deletion
--! before
CREATE TABLE users (id int PRIMARY KEY, email text);
CREATE UNIQUE INDEX users_email_key ON users (email);
--! migration
DROP INDEX users_email_key;
CREATE UNIQUE INDEX users_email_id_key ON users (email) WHERE id > 0;

--! case the index is there already
--! before
CREATE TABLE users (id int PRIMARY KEY, email text);
CREATE UNIQUE INDEX users_email_key ON users (email);
--! migration
ALTER TABLE users ADD CONSTRAINT users_email_unique UNIQUE USING INDEX users_email_key;

--! case the script removes them
--! also require-concurrent-index-creation, unbatched-backfill
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
DELETE FROM orders WHERE note IS NOT NULL AND id NOT IN (SELECT min(id) FROM orders GROUP BY note);
CREATE UNIQUE INDEX orders_note_key ON orders (note);

--! case an index that is not unique
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE INDEX CONCURRENTLY orders_note_idx ON orders (note);

--! case built concurrently on a table that nobody has shown, where no database is there to answer
--! static
--! not-executed: the table is not there
--! migration
CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);
