--! case without FULL
--! also transaction-model
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
VACUUM orders;
VACUUM (FULL false, ANALYZE) orders;

--! case a table of the same script
--! also transaction-model
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY);
VACUUM FULL orders;
