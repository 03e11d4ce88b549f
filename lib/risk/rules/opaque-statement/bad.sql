--! case a block that calls a function
--! before
CREATE FUNCTION clean() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
--! migration
DO $$ BEGIN
  PERFORM clean();
END $$;

--! case a block that puts SQL together
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'nowhere' LOOP
    EXECUTE format('DROP TABLE %I', name);
  END LOOP;
END $$;

--! case a procedure
--! before
CREATE PROCEDURE clean() LANGUAGE sql AS $$ SELECT 1 $$;
--! migration
CALL clean();

--! case a function
--! before
CREATE FUNCTION clean() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
--! migration
SELECT clean();
