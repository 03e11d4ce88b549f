--! case on a table in use
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
--! migration
CREATE TRIGGER orders_touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();

--! case a constraint trigger
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
--! migration
CREATE CONSTRAINT TRIGGER orders_checked AFTER INSERT ON orders DEFERRABLE FOR EACH ROW EXECUTE FUNCTION touch();

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
CREATE TRIGGER touched BEFORE UPDATE ON "Order" FOR EACH ROW EXECUTE FUNCTION touch();
