--! case another one
--! not-executed: the access method is not there
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders SET ACCESS METHOD columnar;
