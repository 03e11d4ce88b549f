--! case insert
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
INSERT INTO orders (id, note) VALUES (1001, 'x');

--! case insert with a foreign key
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
INSERT INTO orders (id, user_id) VALUES (1001, 1);

--! case insert with a serial
--! before
CREATE TABLE orders (id serial PRIMARY KEY, note text);
--! migration
INSERT INTO orders (note) VALUES ('x');

--! case insert from a query
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
INSERT INTO orders (id, note) SELECT id + 1000, email FROM users;

--! case insert on conflict
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
INSERT INTO orders (id, note) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET note = excluded.note;
INSERT INTO orders (id) VALUES (1) ON CONFLICT DO NOTHING;

--! case update all
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
UPDATE orders SET note = 'x';

--! case update one
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
UPDATE orders SET note = 'x' WHERE id = 1;

--! case update from another
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
UPDATE orders SET note = users.email FROM users WHERE users.id = orders.user_id;

--! case update a foreign key
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
UPDATE orders SET user_id = 2;

--! case update another column of a foreign key's table
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
UPDATE orders SET note = 'y';

--! case delete all
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
DELETE FROM orders;

--! case delete one
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
DELETE FROM orders WHERE id = 1;

--! case delete from a referenced table
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id) ON DELETE CASCADE, amount int, note text);
--! migration
DELETE FROM users WHERE id = 1;

--! case delete from a referenced table, set null
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id) ON DELETE SET NULL, amount int, note text);
--! migration
DELETE FROM users WHERE id = 1;

--! case delete from a referenced table that is empty below
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);
INSERT INTO orders VALUES (1, NULL);
--! migration
DELETE FROM users WHERE id = 1;

--! case select
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
SELECT count(*) FROM orders;
SELECT * FROM orders o JOIN users u ON u.id = o.user_id;
SELECT * FROM orders FOR UPDATE;
SELECT * FROM orders o JOIN users u ON u.id = o.user_id FOR SHARE OF o;

--! case select from nothing
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
SELECT 1;
SELECT pg_catalog.set_config('search_path', 'public', false);
SELECT now();

--! case setval
--! before
CREATE TABLE orders (id serial PRIMARY KEY);
--! migration
SELECT setval('orders_id_seq', 100);
SELECT setval('orders_id_seq', (SELECT max(id) FROM orders));
SELECT nextval('orders_id_seq');

--! case with
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
WITH gone AS (DELETE FROM orders RETURNING id) SELECT count(*) FROM gone;
WITH known AS (SELECT id FROM users) UPDATE orders SET note = 'x' WHERE id IN (SELECT id FROM known);

--! case with, named like a table
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
WITH orders AS (SELECT id FROM orders) SELECT count(*) FROM orders;
WITH users AS (SELECT id FROM orders), more AS (SELECT id FROM users) SELECT count(*) FROM more;
WITH RECURSIVE users AS (SELECT 1 AS id UNION ALL SELECT id + 1 FROM users WHERE id < 3) SELECT count(*) FROM users;

--! case with, inside and outside
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
WITH a AS (SELECT id FROM users), b AS (INSERT INTO orders (id) SELECT id + 1000 FROM a RETURNING id) UPDATE users SET name = 'x' WHERE id IN (SELECT id FROM b);
INSERT INTO orders (id) WITH c AS (SELECT 5000 AS id) SELECT id FROM c;

--! case merge
--! since 15
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
MERGE INTO orders o USING users u ON u.id = o.id WHEN MATCHED THEN UPDATE SET note = u.email WHEN NOT MATCHED THEN INSERT (id) VALUES (u.id);

--! case through a view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW v AS SELECT id, note FROM orders;
--! migration
UPDATE v SET note = 'x';
INSERT INTO v (id) VALUES (1000);
DELETE FROM v;
SELECT * FROM v;

--! case a family
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
UPDATE animals SET name = 'x';
SELECT * FROM animals;
SELECT * FROM ONLY animals;
DELETE FROM ONLY animals;

--! case partitioned
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
UPDATE events SET kind = 'x';
SELECT * FROM events;

--! case explain
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
EXPLAIN SELECT * FROM orders;
EXPLAIN ANALYZE DELETE FROM orders;

--! case settings
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
SET lock_timeout = '5s';
SHOW lock_timeout;
RESET lock_timeout;
SET LOCAL statement_timeout = 0;
SELECT pg_sleep(0);

--! case prepared
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
PREPARE p AS SELECT * FROM orders;
DEALLOCATE p;

--! case a cursor
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
DECLARE c CURSOR FOR SELECT * FROM orders;

--! case advisory locks
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
SELECT pg_advisory_xact_lock(1);
