--! case of a table of the same script
--! before
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TRIGGER orders_touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
DROP TRIGGER orders_touched ON orders;

--! case known not to be there
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
DROP TRIGGER IF EXISTS orders_touched ON orders;
