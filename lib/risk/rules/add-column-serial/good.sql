--! case a new table
--! migration
CREATE TABLE visits (at timestamptz NOT NULL DEFAULT now(), id bigint PRIMARY KEY);
ALTER TABLE visits ADD COLUMN number serial;

--! case the way round: sequence, column, default
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
CREATE SEQUENCE orders_number_seq AS integer;
ALTER TABLE orders ADD COLUMN number integer;
ALTER SEQUENCE orders_number_seq OWNED BY orders.number;
ALTER TABLE orders ALTER COLUMN number SET DEFAULT nextval('orders_number_seq');
