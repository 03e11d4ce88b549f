--! case the script fills it
--! also adding-not-nullable-field, unbatched-backfill
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
UPDATE orders SET note = '' WHERE note IS NULL;
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;

--! case a block of code fills it
--! also adding-not-nullable-field, unbatched-backfill
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
DO $$ BEGIN UPDATE orders SET note = '' WHERE note IS NULL; END $$;
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;

--! case it is so already
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ALTER COLUMN total SET NOT NULL;

--! case a validated CHECK says it
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
ALTER TABLE orders ADD CONSTRAINT note_there CHECK (note IS NOT NULL);
--! migration
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
ALTER TABLE orders DROP CONSTRAINT note_there;

--! case a new column with a default
--! also adding-not-nullable-field
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN paid boolean DEFAULT false;
ALTER TABLE orders ALTER COLUMN paid SET NOT NULL;

--! case the script fills it under the name that it had then
--! also adding-not-nullable-field, ddl-with-backfill
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN draft text;
UPDATE orders SET draft = '';
ALTER TABLE orders RENAME COLUMN draft TO remark;
ALTER TABLE orders ALTER COLUMN remark SET NOT NULL;

--! case a new table
--! migration
CREATE TABLE orders (id int PRIMARY KEY, note text);
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;

--! case a constraint that is to be proved later
--! since 18
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD CONSTRAINT note_there NOT NULL note NOT VALID;

--! case the proof done right, where no database is there to answer
--! static
--! since 18
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
ALTER TABLE orders ADD CONSTRAINT orders_note_not_null NOT NULL note NOT VALID;
--! migration
ALTER TABLE orders VALIDATE CONSTRAINT orders_note_not_null;
