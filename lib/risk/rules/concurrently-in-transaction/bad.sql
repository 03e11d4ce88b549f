--! case beside another statement, as Prisma sends it
--! runner prisma
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders ADD COLUMN region text;
CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region);

--! case in a block of its own
--! runner plain
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
BEGIN;
CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);
COMMIT;

--! case dropped concurrently
--! runner prisma
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE INDEX orders_user_id_idx ON orders (user_id);
CREATE INDEX orders_note_idx ON orders (note);
--! migration
DROP INDEX CONCURRENTLY orders_user_id_idx;
DROP INDEX CONCURRENTLY orders_note_idx;

--! case rebuilt concurrently
--! runner plain
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
START TRANSACTION;
REINDEX TABLE CONCURRENTLY orders;
COMMIT;

--! case VACUUM
--! runner prisma
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders ADD COLUMN region text;
VACUUM orders;
