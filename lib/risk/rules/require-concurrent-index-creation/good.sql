--! case a table of the same script
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX orders_user_id_idx ON orders (user_id);
CREATE UNIQUE INDEX orders_user_id_key ON orders (user_id) WHERE user_id > 0;

--! case built concurrently
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);

--! case built concurrently, alone in its migration
--! runner prisma
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);

--! case there already
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE INDEX orders_user_id_idx ON orders (user_id);
--! migration
CREATE INDEX IF NOT EXISTS orders_user_id_idx ON orders (user_id);

--! case on a parent alone
--! before
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
--! migration
CREATE INDEX events_at_idx ON ONLY events (at);

--! case a table made from a query
--! also table-without-primary-key
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE TABLE totals AS SELECT user_id, sum(total) AS total FROM orders GROUP BY user_id;
CREATE INDEX totals_user_id_idx ON totals (user_id);

--! case a temporary table
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE TEMPORARY TABLE chosen (id bigint);
CREATE INDEX chosen_id_idx ON chosen (id);

--! case a materialized view, which nobody writes to
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE MATERIALIZED VIEW totals AS SELECT user_id, sum(total) AS total FROM orders GROUP BY user_id;
--! migration
CREATE UNIQUE INDEX totals_user_id_key ON totals (user_id);
