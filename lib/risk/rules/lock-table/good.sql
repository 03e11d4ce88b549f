--! case weak locks
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
LOCK TABLE orders IN ROW EXCLUSIVE MODE;
LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE;

--! case a table of the same script
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY);
LOCK TABLE orders;
