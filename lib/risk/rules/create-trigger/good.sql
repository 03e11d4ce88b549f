--! case on a table of the same script
--! before
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TRIGGER orders_touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();

--! case the transaction has the table for itself already
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
--! migration
ALTER TABLE orders ADD COLUMN touched_at timestamptz;
CREATE TRIGGER orders_touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();

--! case of a view
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE VIEW open_orders AS SELECT * FROM orders;
--! migration
CREATE TRIGGER open_orders_inserted INSTEAD OF INSERT ON open_orders FOR EACH ROW EXECUTE FUNCTION touch();
