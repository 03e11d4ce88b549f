--! case fillfactor
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders SET (fillfactor = 70);

--! case autovacuum
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders SET (autovacuum_enabled = false, autovacuum_vacuum_scale_factor = 0.01);

--! case reset
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders RESET (fillfactor);

--! case parallel workers
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders SET (parallel_workers = 2);

--! case toast
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders SET (toast.autovacuum_enabled = false);

--! case catalog
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders SET (user_catalog_table = true);

--! case statistics
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ALTER note SET STATISTICS 500;

--! case n_distinct
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ALTER note SET (n_distinct = 5);

--! case reset n_distinct
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ALTER note RESET (n_distinct);

--! case storage
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ALTER note SET STORAGE EXTERNAL;

--! case compression
--! since 14
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ALTER note SET COMPRESSION pglz;

--! case set default
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ALTER note SET DEFAULT 'x';

--! case drop default
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ALTER note DROP DEFAULT;

--! case cluster on
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders CLUSTER ON orders_pkey;

--! case without cluster
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders SET WITHOUT CLUSTER;

--! case unlogged
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders SET UNLOGGED;

--! case logged again
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders SET LOGGED;

--! case owner
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders OWNER TO postgres;

--! case owner by current user
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders OWNER TO CURRENT_USER;

--! case replica identity full
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders REPLICA IDENTITY FULL;

--! case replica identity nothing
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders REPLICA IDENTITY NOTHING;

--! case replica identity index
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_pkey;

--! case row security
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;

--! case no row security
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders DISABLE ROW LEVEL SECURITY;

--! case force row security
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders FORCE ROW LEVEL SECURITY;

--! case no force
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;

--! case disable triggers
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders DISABLE TRIGGER ALL;

--! case enable triggers
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ENABLE TRIGGER USER;

--! case without oids
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders SET WITHOUT OIDS;

--! case access method heap
--! since 15
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders SET ACCESS METHOD heap;

--! case tablespace
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders SET TABLESPACE pg_default;

--! case owner, another one
--! before
CREATE TABLE orders (id serial PRIMARY KEY, n bigint GENERATED ALWAYS AS IDENTITY);
--! migration
ALTER TABLE orders OWNER TO pg_monitor;

--! case unlogged of an unlogged one
--! before
CREATE UNLOGGED TABLE orders (id int PRIMARY KEY);
--! migration
ALTER TABLE orders SET UNLOGGED;

--! case logged
--! before
CREATE UNLOGGED TABLE orders (id int PRIMARY KEY);
--! migration
ALTER TABLE orders SET LOGGED;

--! case logged with a serial
--! before
CREATE UNLOGGED TABLE orders (id serial PRIMARY KEY);
--! migration
ALTER TABLE orders SET LOGGED;

--! case unlogged with a foreign key
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
CREATE TABLE items (id int, order_id int REFERENCES orders);
--! migration
ALTER TABLE items SET UNLOGGED;

--! case identity, added, changed, dropped
--! before
CREATE TABLE orders (id int NOT NULL, note text);
--! migration
ALTER TABLE orders ALTER id ADD GENERATED BY DEFAULT AS IDENTITY;
ALTER TABLE orders ALTER id SET GENERATED ALWAYS;
ALTER TABLE orders ALTER id SET INCREMENT 5 RESTART WITH 100;
ALTER TABLE orders ALTER id DROP IDENTITY;

--! case drop expression
--! before
CREATE TABLE orders (id int, b int GENERATED ALWAYS AS (id * 2) STORED);
--! migration
ALTER TABLE orders ALTER b DROP EXPRESSION;

--! case set expression
--! since 17
--! before
CREATE TABLE orders (id int, b int GENERATED ALWAYS AS (id * 2) STORED);
CREATE INDEX i ON orders (b);
--! migration
ALTER TABLE orders ALTER b SET EXPRESSION AS (id * 3);

--! case set expression, virtual
--! since 18
--! before
CREATE TABLE orders (id int, b int GENERATED ALWAYS AS (id * 2) VIRTUAL);
--! migration
ALTER TABLE orders ALTER b SET EXPRESSION AS (id * 3);

--! case default from a sequence
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE SEQUENCE s;
--! migration
ALTER TABLE orders ALTER amount SET DEFAULT nextval('s');

--! case default on a family
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ALTER name SET DEFAULT 'x';
ALTER TABLE ONLY animals ALTER name DROP DEFAULT;

--! case statistics on a family
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ALTER name SET STATISTICS 10;
ALTER TABLE animals ALTER name SET (n_distinct = 4);
ALTER TABLE animals ALTER name SET STORAGE EXTERNAL;

--! case several on a family
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ALTER name SET STATISTICS 10, ALTER id SET DEFAULT 1;
ALTER TABLE animals SET (fillfactor = 50);

--! case options of a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events OWNER TO pg_monitor;
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
ALTER TABLE events REPLICA IDENTITY FULL;
ALTER TABLE events DISABLE TRIGGER ALL;
ALTER TABLE events ALTER kind SET DEFAULT 'x';

--! case of a view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE VIEW notes AS SELECT note FROM orders;
--! migration
ALTER VIEW notes SET (security_barrier = true);
ALTER VIEW notes OWNER TO pg_monitor;
ALTER VIEW notes ALTER note SET DEFAULT 'x';
ALTER VIEW notes RENAME TO memos;

--! case of a materialized view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE MATERIALIZED VIEW notes AS SELECT note FROM orders;
--! migration
ALTER MATERIALIZED VIEW notes OWNER TO pg_monitor;
ALTER MATERIALIZED VIEW notes SET (fillfactor = 50);
ALTER MATERIALIZED VIEW notes RENAME TO memos;

--! case of a sequence
--! before
CREATE SEQUENCE s;
CREATE TABLE orders (id int);
--! migration
ALTER SEQUENCE s RESTART;
ALTER SEQUENCE s INCREMENT BY 5;
ALTER SEQUENCE s OWNED BY orders.id;
ALTER SEQUENCE s OWNER TO CURRENT_USER;
ALTER SEQUENCE s RENAME TO s2;
ALTER SEQUENCE s2 OWNED BY NONE;

--! case inherit and not
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
CREATE TABLE dogs (id int, name text);
--! migration
ALTER TABLE dogs INHERIT animals;
ALTER TABLE dogs NO INHERIT animals;

--! case of a type
--! before
CREATE TYPE pair AS (a int, b text);
CREATE TABLE pairs (a int, b text);
--! migration
ALTER TABLE pairs OF pair;
ALTER TABLE pairs NOT OF;

--! case fast and slow together
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ALTER note SET STATISTICS 10, ADD COLUMN memo text, DISABLE TRIGGER USER;

--! case fast ones together
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ALTER note SET STATISTICS 10, SET (fillfactor = 80), CLUSTER ON orders_pkey;

--! case if exists
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE IF EXISTS nothing SET (fillfactor = 80);
