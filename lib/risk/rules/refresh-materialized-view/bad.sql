--! case beside readers
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE MATERIALIZED VIEW totals AS SELECT user_id, sum(total) AS total FROM orders GROUP BY user_id;
--! migration
REFRESH MATERIALIZED VIEW totals;

--! case without data
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE MATERIALIZED VIEW totals AS SELECT user_id, sum(total) AS total FROM orders GROUP BY user_id;
--! migration
REFRESH MATERIALIZED VIEW totals WITH NO DATA;

--! case concurrently without a unique index
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE MATERIALIZED VIEW totals AS SELECT user_id, sum(total) AS total FROM orders GROUP BY user_id;
--! migration
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;

--! case a view of which nothing is known
--! not-executed: the view is not there
--! migration
REFRESH MATERIALIZED VIEW totals;
