--! case table
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders RENAME TO purchases;

--! case column
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders RENAME COLUMN note TO memo;

--! case column of a family
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals RENAME name TO nickname;

--! case column of a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events RENAME kind TO sort;
ALTER TABLE events RENAME TO happenings;

--! case column with views and foreign keys
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
CREATE VIEW v AS SELECT user_id FROM orders;
--! migration
ALTER TABLE orders RENAME user_id TO customer_id;
ALTER TABLE users RENAME id TO user_id;

--! case constraint
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0);
--! migration
ALTER TABLE orders RENAME CONSTRAINT c TO d;

--! case constraint of a family
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
ALTER TABLE animals ADD CONSTRAINT c CHECK (id > 0);
--! migration
ALTER TABLE animals RENAME CONSTRAINT c TO d;

--! case sequence and type
--! before
CREATE SEQUENCE s;
CREATE TYPE status AS ENUM ('a');
CREATE TABLE orders (id int, status status);
--! migration
ALTER SEQUENCE s RENAME TO t;
ALTER TYPE status RENAME TO state;

--! case trigger, policy and rule
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY p ON orders USING (true);
CREATE RULE r AS ON DELETE TO orders DO ALSO NOTHING;
--! migration
ALTER TRIGGER t ON orders RENAME TO t2;
ALTER POLICY p ON orders RENAME TO p2;
ALTER RULE r ON orders RENAME TO r2;

--! case trigger of a partitioned table
--! since 15
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION f();
--! migration
ALTER TRIGGER t ON events RENAME TO t2;

--! case column of a view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW v AS SELECT note FROM orders;
--! migration
ALTER VIEW v RENAME COLUMN note TO memo;

--! case schema
--! before
CREATE SCHEMA shop;
CREATE TABLE shop.orders (id int);
--! migration
ALTER SCHEMA shop RENAME TO store;

--! case set schema
--! before
CREATE SCHEMA shop;
CREATE TABLE orders (id serial PRIMARY KEY, note text);
--! migration
ALTER TABLE orders SET SCHEMA shop;

--! case set schema with identity
--! before
CREATE SCHEMA shop;
CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);
--! migration
ALTER TABLE orders SET SCHEMA shop;

--! case set schema of a view, a sequence, a materialized view and a type
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE SCHEMA shop;
CREATE VIEW v AS SELECT note FROM orders;
CREATE MATERIALIZED VIEW m AS SELECT note FROM orders;
CREATE SEQUENCE s;
CREATE TYPE status AS ENUM ('a');
--! migration
ALTER VIEW v SET SCHEMA shop;
ALTER MATERIALIZED VIEW m SET SCHEMA shop;
ALTER SEQUENCE s SET SCHEMA shop;
ALTER TYPE status SET SCHEMA shop;

--! case set schema of a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE SCHEMA shop;
--! migration
ALTER TABLE events SET SCHEMA shop;

--! case set schema of a referenced table
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
CREATE SCHEMA shop;
--! migration
ALTER TABLE users SET SCHEMA shop;

--! case if exists
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE IF EXISTS nothing RENAME TO nobody;
ALTER TABLE IF EXISTS nothing RENAME a TO b;
ALTER TABLE IF EXISTS nothing SET SCHEMA public;
