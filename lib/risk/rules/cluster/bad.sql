--! case by an index
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CLUSTER orders USING orders_pkey;

--! case everything that was clustered before
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CLUSTER;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
CLUSTER VERBOSE "Order" USING "Order_pkey";
