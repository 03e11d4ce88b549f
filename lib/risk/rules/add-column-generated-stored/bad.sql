--! case a stored column
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 1.19) STORED;

--! case a search vector
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN "searchable" tsvector GENERATED ALWAYS AS (to_tsvector('english'::regconfig, coalesce(note, ''))) STORED;

--! case on an older server
--! postgres 14
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN gross numeric NOT NULL GENERATED ALWAYS AS (total * 1.19) STORED;

--! case another expression
--! since 17
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, net integer, gross integer GENERATED ALWAYS AS (net * 2) STORED);
--! migration
ALTER TABLE orders ALTER COLUMN gross SET EXPRESSION AS (net * 3);
