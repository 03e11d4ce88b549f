--! case table
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
DROP TABLE orders;

--! case table with a serial
--! before
CREATE TABLE orders (id serial PRIMARY KEY, n bigint GENERATED ALWAYS AS IDENTITY);
--! migration
DROP TABLE orders;

--! case table with a foreign key
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
DROP TABLE orders;

--! case table with a foreign key to itself
--! before
CREATE TABLE orders (id int PRIMARY KEY, p int REFERENCES orders);
--! migration
DROP TABLE orders;

--! case referenced table
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
DROP TABLE users CASCADE;

--! case both
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
DROP TABLE orders, users;

--! case if exists
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
DROP TABLE IF EXISTS orders, nothing;
DROP TABLE IF EXISTS nothing;

--! case with views, cascade
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW notes AS SELECT note FROM orders;
CREATE VIEW notes_of_notes AS SELECT note FROM notes;
--! migration
DROP TABLE orders CASCADE;

--! case partitioned
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
DROP TABLE events;

--! case a partition
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
DROP TABLE events_2023;

--! case the default partition
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
DROP TABLE events_rest;

--! case a partition without a default one
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
--! migration
DROP TABLE events_2023;

--! case a child
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
DROP TABLE cats;

--! case a parent, cascade
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
DROP TABLE animals CASCADE;

--! case column
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders DROP COLUMN note;

--! case column if exists
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders DROP COLUMN IF EXISTS nothing;

--! case column with an index and a check
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
ALTER TABLE orders ADD CHECK (amount > 0);
--! migration
ALTER TABLE orders DROP COLUMN note, DROP COLUMN amount;

--! case column with a serial
--! before
CREATE TABLE orders (id serial PRIMARY KEY, note text);
--! migration
ALTER TABLE orders DROP COLUMN id;

--! case column with a view, cascade
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW notes AS SELECT note FROM orders;
--! migration
ALTER TABLE orders DROP COLUMN note CASCADE;

--! case column of a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events DROP COLUMN kind;

--! case column of a family
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals DROP COLUMN name;

--! case view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW notes AS SELECT note FROM orders;
--! migration
DROP VIEW notes;

--! case view, cascade
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW notes AS SELECT note FROM orders;
CREATE VIEW notes_of_notes AS SELECT note FROM notes;
--! migration
DROP VIEW notes CASCADE;

--! case materialized view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE MATERIALIZED VIEW notes AS SELECT note FROM orders;
--! migration
DROP MATERIALIZED VIEW notes;

--! case sequence
--! before
CREATE SEQUENCE s;
--! migration
DROP SEQUENCE s;

--! case sequence of a serial, cascade
--! before
CREATE TABLE orders (id serial, note text);
--! migration
DROP SEQUENCE orders_id_seq CASCADE;

--! case schema, cascade
--! before
CREATE SCHEMA shop;
CREATE TABLE shop.orders (id serial PRIMARY KEY);
CREATE TABLE notes (id int, order_id int REFERENCES shop.orders (id));
CREATE VIEW shop.ids AS SELECT id FROM shop.orders;
--! migration
DROP SCHEMA shop CASCADE;

--! case enum, cascade
--! before
CREATE TYPE status AS ENUM ('a', 'b');
CREATE TABLE orders (id int, status status);
--! migration
DROP TYPE status CASCADE;

--! case enum without users
--! before
CREATE TYPE status AS ENUM ('a', 'b');
--! migration
DROP TYPE status;

--! case trigger
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();
--! migration
DROP TRIGGER t ON orders;

--! case trigger if exists
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
DROP TRIGGER IF EXISTS t ON orders;

--! case trigger of a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION f();
--! migration
DROP TRIGGER t ON events;

--! case function with its triggers, cascade
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();
--! migration
DROP FUNCTION f() CASCADE;

--! case policy
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE POLICY p ON orders USING (true);
--! migration
DROP POLICY p ON orders;

--! case rule
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE RULE r AS ON DELETE TO orders DO INSTEAD NOTHING;
--! migration
DROP RULE r ON orders;

--! case domain, cascade
--! before
CREATE DOMAIN positive AS int;
CREATE TABLE orders (id int, n positive);
--! migration
DROP DOMAIN positive CASCADE;
