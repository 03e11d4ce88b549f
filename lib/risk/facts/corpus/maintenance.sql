--! case reindex index
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
--! migration
REINDEX INDEX i;

--! case reindex table
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
--! migration
REINDEX TABLE orders;

--! case reindex index concurrently
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
--! migration
REINDEX INDEX CONCURRENTLY i;

--! case reindex table concurrently
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
--! migration
REINDEX (CONCURRENTLY, VERBOSE) TABLE orders;

--! case reindex schema
--! before
CREATE SCHEMA shop;
CREATE TABLE shop.orders (id int PRIMARY KEY);
--! migration
REINDEX SCHEMA shop;

--! case cluster
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CLUSTER orders USING orders_pkey;

--! case vacuum
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
VACUUM orders;

--! case vacuum analyze
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
VACUUM (ANALYZE) orders;

--! case vacuum full
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
VACUUM FULL orders;

--! case analyze
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ANALYZE orders;
ANALYZE orders (note);
ANALYZE;

--! case analyze partitioned
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ANALYZE events;

--! case analyze a family
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ANALYZE animals;

--! case truncate
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
TRUNCATE orders;

--! case truncate cascade
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
CREATE TABLE lines (id int PRIMARY KEY, order_id int REFERENCES orders (id), sku text);
--! migration
TRUNCATE users CASCADE;

--! case truncate two
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
TRUNCATE TABLE users, orders;

--! case truncate restart identity
--! before
CREATE TABLE orders (id serial PRIMARY KEY, n bigint GENERATED ALWAYS AS IDENTITY);
--! migration
TRUNCATE orders RESTART IDENTITY;
TRUNCATE orders;

--! case truncate partitioned
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
TRUNCATE events;

--! case truncate a family
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
TRUNCATE animals;
TRUNCATE ONLY animals;

--! case truncate a table with indexes
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
--! migration
TRUNCATE orders;

--! case lock access share
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
LOCK TABLE orders IN ACCESS SHARE MODE;

--! case lock row share
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
LOCK TABLE orders IN ROW SHARE MODE;

--! case lock row exclusive
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
LOCK TABLE orders IN ROW EXCLUSIVE MODE;

--! case lock share update exclusive
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE;

--! case lock share
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
LOCK TABLE orders IN SHARE MODE;

--! case lock share row exclusive
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE;

--! case lock exclusive
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
LOCK TABLE orders IN EXCLUSIVE MODE;

--! case lock access exclusive
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
LOCK TABLE orders IN ACCESS EXCLUSIVE MODE;

--! case lock without a mode
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
LOCK orders, users;

--! case lock a family and a view
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
CREATE VIEW v AS SELECT name FROM animals;
--! migration
LOCK TABLE animals IN SHARE MODE;
LOCK TABLE ONLY animals IN SHARE MODE;
LOCK TABLE v IN ROW SHARE MODE;

--! case refresh
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE MATERIALIZED VIEW sums AS SELECT id, amount FROM orders;
CREATE UNIQUE INDEX i ON sums (id);
--! migration
REFRESH MATERIALIZED VIEW sums;

--! case refresh concurrently
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE MATERIALIZED VIEW sums AS SELECT id, amount FROM orders;
CREATE UNIQUE INDEX i ON sums (id);
--! migration
REFRESH MATERIALIZED VIEW CONCURRENTLY sums;

--! case refresh with no data
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE MATERIALIZED VIEW sums AS SELECT id, amount FROM orders;
--! migration
REFRESH MATERIALIZED VIEW sums WITH NO DATA;

--! case comments
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
CREATE VIEW v AS SELECT note FROM orders;
CREATE SEQUENCE s;
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0);
CREATE TYPE status AS ENUM ('a');
CREATE MATERIALIZED VIEW m AS SELECT note FROM orders;
--! migration
COMMENT ON TABLE orders IS 'x';
COMMENT ON COLUMN orders.note IS 'x';
COMMENT ON INDEX i IS 'x';
COMMENT ON VIEW v IS 'x';
COMMENT ON SEQUENCE s IS 'x';
COMMENT ON CONSTRAINT c ON orders IS 'x';
COMMENT ON TYPE status IS 'x';
COMMENT ON MATERIALIZED VIEW m IS 'x';
COMMENT ON SCHEMA public IS 'x';

--! case comments on triggers, policies, rules
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY p ON orders USING (true);
CREATE RULE r AS ON DELETE TO orders DO ALSO NOTHING;
--! migration
COMMENT ON TRIGGER t ON orders IS 'x';
COMMENT ON POLICY p ON orders IS 'x';
COMMENT ON RULE r ON orders IS 'x';
COMMENT ON FUNCTION f() IS 'x';

--! case grants
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE SEQUENCE s;
CREATE VIEW v AS SELECT note FROM orders;
--! migration
GRANT SELECT ON orders TO PUBLIC;
REVOKE ALL ON orders FROM PUBLIC;
GRANT SELECT (note), UPDATE (note) ON orders TO PUBLIC;
GRANT USAGE ON SEQUENCE s TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;
GRANT USAGE ON SCHEMA public TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;

--! case statistics
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE STATISTICS s (ndistinct) ON user_id, amount FROM orders;
ALTER STATISTICS s SET STATISTICS 100;
ALTER STATISTICS s RENAME TO s2;
COMMENT ON STATISTICS s2 IS 'x';

--! case publications
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
CREATE PUBLICATION p FOR TABLE orders;
ALTER PUBLICATION p ADD TABLE users;
ALTER PUBLICATION p DROP TABLE users;
ALTER PUBLICATION p ADD TABLE events;
DROP PUBLICATION p;
