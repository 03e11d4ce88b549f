--! case concurrently on a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
--! migration
CREATE INDEX CONCURRENTLY i ON events (kind);

--! case a type that serial is not
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ALTER id TYPE bigserial;

--! case text to int without USING
--! before
CREATE TABLE orders (a text, b varchar(5), c jsonb, d int, e uuid, f bool);
--! migration
ALTER TABLE orders ALTER a TYPE int;
ALTER TABLE orders ALTER b TYPE uuid;
ALTER TABLE orders ALTER c TYPE int;
ALTER TABLE orders ALTER d TYPE bool;
ALTER TABLE orders ALTER e TYPE int;
ALTER TABLE orders ALTER f TYPE int;
ALTER TABLE orders ALTER d TYPE timestamptz;
ALTER TABLE orders ALTER a TYPE jsonb;
ALTER TABLE orders ALTER d TYPE int[];
ALTER TABLE orders ALTER a TYPE text[];

--! case text to enum without USING
--! before
CREATE TYPE status AS ENUM ('a');
CREATE TYPE state AS ENUM ('a');
CREATE TABLE orders (a text, b status, c status[]);
--! migration
ALTER TABLE orders ALTER a TYPE status;
ALTER TABLE orders ALTER b TYPE state;
ALTER TABLE orders ALTER c TYPE state[];

--! case a type under a view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW v AS SELECT note FROM orders;
--! migration
ALTER TABLE orders ALTER note TYPE varchar(10);
ALTER TABLE orders DROP COLUMN note;
DROP TABLE orders;
ALTER TABLE orders ALTER amount TYPE bigint;

--! case a referenced table
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
DROP TABLE users;

--! case a view under a view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW v AS SELECT note FROM orders;
CREATE VIEW w AS SELECT note FROM v;
--! migration
DROP VIEW v;
DROP VIEW v, w;

--! case a view of everything
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW v AS SELECT * FROM orders;
--! migration
ALTER TABLE orders ALTER note TYPE varchar(10);

--! case a foreign key of a partitioned table, not valid
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE events (id int, user_id int) PARTITION BY RANGE (id);
--! migration
ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
