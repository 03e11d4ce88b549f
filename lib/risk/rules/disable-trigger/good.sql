--! case of a table of the same script
--! before
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TRIGGER orders_touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE orders DISABLE TRIGGER ALL;

--! case for one session
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
SET session_replication_role = replica;
