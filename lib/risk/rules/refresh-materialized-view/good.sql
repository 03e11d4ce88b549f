--! case concurrently
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE MATERIALIZED VIEW totals AS SELECT user_id, sum(total) AS total FROM orders GROUP BY user_id;
CREATE UNIQUE INDEX totals_user_id_key ON totals (user_id);
--! migration
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;

--! case of the same script
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE MATERIALIZED VIEW totals AS SELECT user_id, sum(total) AS total FROM orders GROUP BY user_id;
REFRESH MATERIALIZED VIEW totals;

--! case concurrently, a view of which nothing is known
--! not-executed: the view is not there
--! migration
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
