/**
 * Headgate's own schema in an environment's database. Who owns tables there may keep copies beside them, whichever role
 * was the first to write; others may not, since what they put there would be run by whoever writes into it.
 */
export const ownSchemaSql = `
  CREATE SCHEMA IF NOT EXISTS headgate;
  GRANT USAGE ON SCHEMA headgate TO PUBLIC;
  DO $headgate$
  DECLARE owner regrole;
  BEGIN
    FOR owner IN
      SELECT DISTINCT found.owner::regrole FROM (
        SELECT c.relowner AS owner FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|headgate$|headgate_shadow$)' AND n.nspname <> 'information_schema'
        UNION SELECT nspowner FROM pg_catalog.pg_namespace WHERE nspname !~ '^(pg_|headgate$|headgate_shadow$)' AND nspname <> 'information_schema'
        UNION SELECT datdba FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
      ) AS found
      WHERE EXISTS (SELECT FROM pg_catalog.pg_namespace n
        WHERE n.nspname = 'headgate' AND pg_catalog.pg_has_role(n.nspowner, 'USAGE') AND n.nspowner <> found.owner)
    LOOP
      EXECUTE pg_catalog.format('GRANT CREATE ON SCHEMA headgate TO %s', owner);
    END LOOP;
  END $headgate$;`
