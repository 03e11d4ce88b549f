--! case plain
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
--! migration
DROP INDEX i;

--! case if exists
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
--! migration
DROP INDEX IF EXISTS i, j;

--! case concurrently
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
--! migration
DROP INDEX CONCURRENTLY i;

--! case partitioned
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE INDEX i ON events (kind);
--! migration
DROP INDEX i;

--! case of a materialized view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE MATERIALIZED VIEW notes AS SELECT note FROM orders;
CREATE INDEX i ON notes (note);
--! migration
DROP INDEX i;

--! case two of two tables
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE INDEX i ON orders (note);
CREATE INDEX j ON users (email);
--! migration
DROP INDEX i, j;

--! case rename
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
--! migration
ALTER INDEX i RENAME TO j;
ALTER INDEX IF EXISTS nothing RENAME TO k;

--! case rename by ALTER TABLE
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
--! migration
ALTER TABLE i RENAME TO j;

--! case options
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
--! migration
ALTER INDEX i SET (fillfactor = 70);
ALTER INDEX i RESET (fillfactor);

--! case options of gin
--! before
CREATE TABLE docs (id int, body jsonb);
CREATE INDEX i ON docs USING gin (body);
--! migration
ALTER INDEX i SET (fastupdate = off);

--! case statistics of an expression
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (lower(note));
--! migration
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 500;
