--! case alone
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE TABLE users (id serial PRIMARY KEY, email text UNIQUE);

--! case if not exists
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE TABLE IF NOT EXISTS orders (id int);

--! case with a foreign key
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE TABLE items (id int, order_id int REFERENCES orders (id));

--! case with a foreign key of the table
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE TABLE items (id int, order_id int, CONSTRAINT fk FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE);

--! case with a foreign key to itself
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE TABLE items (id int PRIMARY KEY, parent_id int REFERENCES items (id));

--! case with a foreign key to a partitioned table
--! before
CREATE TABLE events (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (30);
--! migration
CREATE TABLE notes (id int, event_id int REFERENCES events);

--! case inherits
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
CREATE TABLE dogs (bark int) INHERITS (animals);

--! case like
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE TABLE copies (LIKE orders INCLUDING ALL);

--! case as
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
CREATE TABLE copies AS SELECT o.id, u.email FROM orders o JOIN users u ON u.id = o.user_id;

--! case as, with no data
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
CREATE TABLE copies AS SELECT id FROM orders WITH NO DATA;

--! case select into
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
SELECT id INTO copies FROM orders;

--! case as, from a view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW v AS SELECT id FROM orders;
--! migration
CREATE TABLE copies AS SELECT id FROM v;

--! case temporary
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE TEMP TABLE scratch AS SELECT id FROM orders;

--! case partitioned
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE TABLE logs (id int) PARTITION BY HASH (id);

--! case then an index and a foreign key on it
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE TABLE items (id int, order_id int);
CREATE INDEX i ON items (order_id);
ALTER TABLE items ADD CONSTRAINT fk FOREIGN KEY (order_id) REFERENCES orders (id);

--! case a view
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
CREATE VIEW v AS SELECT o.id, u.email FROM orders o JOIN users u ON u.id = o.user_id;
CREATE VIEW w AS SELECT id FROM v;

--! case a view in place of another
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW v AS SELECT id FROM orders;
--! migration
CREATE OR REPLACE VIEW v AS SELECT id, note FROM orders;
CREATE OR REPLACE VIEW x AS SELECT id FROM orders;

--! case a view with subqueries and WITH
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
CREATE VIEW v AS WITH recent AS (SELECT id FROM orders) SELECT email FROM users WHERE id IN (SELECT id FROM recent) UNION SELECT note FROM orders;

--! case a materialized view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE MATERIALIZED VIEW m AS SELECT note FROM orders;
CREATE MATERIALIZED VIEW n AS SELECT note FROM orders WITH NO DATA;

--! case a materialized view over a view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW v AS SELECT id FROM orders;
--! migration
CREATE MATERIALIZED VIEW m AS SELECT id FROM v;

--! case a sequence
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE SEQUENCE s;
CREATE SEQUENCE t OWNED BY orders.id;

--! case functions and schemas
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SCHEMA shop;
CREATE SCHEMA other CREATE TABLE things (id int);
CREATE EXTENSION pg_trgm;

--! case a function that reads a table, begin atomic
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE FUNCTION n() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM orders; END;
