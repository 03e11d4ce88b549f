--! case plain
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE INDEX i ON orders (note);

--! case without a name
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE INDEX ON orders (note);

--! case unique, if not exists
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE UNIQUE INDEX IF NOT EXISTS i ON orders (note);
CREATE UNIQUE INDEX IF NOT EXISTS i ON orders (note);

--! case concurrently
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE INDEX CONCURRENTLY i ON orders (note);

--! case concurrently, if not exists
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE INDEX i ON orders (note);
--! migration
CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON orders (note);

--! case expression and predicate
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE INDEX i ON orders (lower(note)) WHERE amount > 3;

--! case gin
--! before
CREATE TABLE docs (id int, body jsonb, tags text[]);
--! migration
CREATE INDEX i ON docs USING gin (body);
CREATE INDEX j ON docs USING gin (tags);

--! case hash and brin
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE INDEX i ON orders USING hash (note);
CREATE INDEX j ON orders USING brin (amount);

--! case including
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE INDEX i ON orders (note) INCLUDE (amount);

--! case partitioned
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
CREATE INDEX i ON events (kind);

--! case only the head of a partitioned table, then attach
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
CREATE INDEX i ON ONLY events (kind);
CREATE INDEX i_2023 ON events_2023 (kind);
ALTER INDEX i ATTACH PARTITION i_2023;

--! case partitioned where a partition has it already
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE INDEX i_2023 ON events_2023 (kind);
--! migration
CREATE INDEX i ON events (kind);

--! case on a materialized view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE MATERIALIZED VIEW sums AS SELECT user_id, sum(amount) AS total FROM orders GROUP BY user_id;
--! migration
CREATE UNIQUE INDEX i ON sums (user_id);

--! case on a table with children
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
CREATE INDEX i ON animals (name);
