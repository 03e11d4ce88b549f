--! case on a table of the same script
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE RULE no_deletion AS ON DELETE TO orders DO INSTEAD NOTHING;

--! case of a view
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE VIEW open_orders AS SELECT * FROM orders;
--! migration
CREATE RULE insert_through AS ON INSERT TO open_orders DO INSTEAD NOTHING;
