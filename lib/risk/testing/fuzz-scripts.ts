/** Scripts of many kinds of statements, which the fuzzing cuts up. */
export const seedScripts: readonly string[] = [
  `/* Warnings:
  - You are about to drop the column "note" on the table "orders".
*/
-- headgate-ignore ban-drop-column: nobody reads it
ALTER TABLE "public"."orders" DROP COLUMN "note",
ADD COLUMN     "remark" TEXT NOT NULL DEFAULT 'größe 😀',
ALTER COLUMN "amount" SET DATA TYPE BIGINT USING "amount"::bigint,
ADD CONSTRAINT "orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE CASCADE;
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "orders_remark_key" ON "orders"("remark") WHERE "deleted_at" IS NULL;
DO $$ BEGIN ALTER TYPE "Status" ADD VALUE 'lost'; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
UPDATE "orders" SET "remark" = (SELECT max(name) FROM customers c WHERE c.id = customer_id);
`,
  `BEGIN;
CREATE TYPE "Status_new" AS ENUM ('a', 'b');
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;
ALTER TABLE orders ALTER COLUMN status TYPE "Status_new" USING (status::text::"Status_new");
ALTER TYPE "Status" RENAME TO "Status_old";
DROP TYPE "Status_old";
COMMIT;
CREATE TABLE items (id serial PRIMARY KEY, price numeric(10,2) CHECK (price > 0), note text COLLATE "C", ref uuid DEFAULT gen_random_uuid(),
  total numeric GENERATED ALWAYS AS (price * 2) STORED, EXCLUDE USING gist (note WITH =)) PARTITION BY RANGE (id);
CREATE TABLE items_1 PARTITION OF items FOR VALUES FROM (1) TO (100);
ALTER TABLE items ATTACH PARTITION items_2 DEFAULT;
ALTER TABLE items DETACH PARTITION items_1 CONCURRENTLY;
`,
  `SET lock_timeout = '2s';
CREATE OR REPLACE FUNCTION f(a int DEFAULT 1) RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN RETURN NEW; END $f$;
CREATE TRIGGER t BEFORE UPDATE OF a ON x FOR EACH ROW WHEN (OLD.a IS DISTINCT FROM NEW.a) EXECUTE FUNCTION f();
CREATE POLICY p ON x USING (owner = current_user);
ALTER TABLE x ENABLE ROW LEVEL SECURITY, REPLICA IDENTITY NOTHING, SET LOGGED, CLUSTER ON x_idx;
CREATE MATERIALIZED VIEW v AS WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT * FROM r, x;
REFRESH MATERIALIZED VIEW CONCURRENTLY v;
ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE ~ '^a') NOT VALID;
REINDEX (CONCURRENTLY) TABLE x; VACUUM FULL x; CLUSTER x; LOCK TABLE x IN SHARE MODE; TRUNCATE x, y CASCADE;
ALTER INDEX i RENAME TO j; ALTER SEQUENCE s OWNED BY x.a; COMMENT ON COLUMN x.a IS NULL; GRANT SELECT ON x TO public;
INSERT INTO x VALUES (1) ON CONFLICT DO NOTHING; DELETE FROM x USING y WHERE x.a = y.a; MERGE INTO x USING y ON true WHEN MATCHED THEN DELETE;
`,
]

/** Texts that hold something that nobody can read. */
export const brokenScripts: Record<string, string> = {
  'a misspelt word': 'CREATE TABL a (id int);',
  'a quote that never closes': "UPDATE a SET b = 'x;\nDROP TABLE c;",
  'an identifier that never closes': 'ALTER TABLE "a DROP COLUMN b;',
  'a dollar quote that never closes': 'DO $$ BEGIN NULL; END;',
  'a comment that never closes': 'SELECT 1; /* and then',
  'a parenthesis that never closes': 'CREATE TABLE a (id int;\nCREATE TABLE b (id int);',
  'a parenthesis that never opened': 'CREATE TABLE a id int);',
  'an empty identifier': 'DROP TABLE "";',
  'a NUL character': 'DROP TABLE a;\0DROP TABLE b;',
  'nothing but a NUL character': '\0',
  'a NUL character in a comment': '-- a\0b\nDROP TABLE a;',
  'a meta-command of psql': '\\connect other\nDROP TABLE a;',
  'data of COPY': 'COPY a FROM stdin;\n1\t2\n\\.\n',
  'conflict markers': '<<<<<<< HEAD\nDROP TABLE a;\n=======\nDROP TABLE b;\n>>>>>>> main\n',
  'a template': 'ALTER TABLE {{ table }} ADD COLUMN a int;',
  'another dialect': 'ALTER TABLE `orders` MODIFY COLUMN `a` INT AUTO_INCREMENT;',
  'only signs': ')))((([[[',
  'half a statement': 'ALTER TABLE a ADD CONSTRAINT',
}

const repeated = (text: string, times: number) => text.repeat(times)

/** So deep that a parser may give up. */
export const deepScripts: Record<string, () => string> = {
  '10,000 nested parentheses': () => `SELECT ${repeated('(', 10_000)}1${repeated(')', 10_000)};`,
  '10,000 parentheses that never close': () => `SELECT ${repeated('(', 10_000)};\nDROP TABLE a;`,
  'a sum of 20,000': () => `SELECT ${repeated('1 + ', 20_000)}1;`,
  'a union of 3,000': () => `${repeated('SELECT 1 UNION ALL ', 3_000)}SELECT 1;`,
  '3,000 nested queries': () =>
    `SELECT * FROM ${repeated('(SELECT * FROM ', 3_000)}a${repeated(') b', 3_000)};`,
  '3,000 nested CASE': () =>
    `UPDATE a SET b = ${repeated('CASE WHEN true THEN ', 3_000)}1${repeated(' END', 3_000)};`,
  'a check of 5,000 ANDs': () => `ALTER TABLE a ADD CHECK (${repeated('b > 0 AND ', 5_000)}true);`,
  '5,000 NOTs in a default': () => `ALTER TABLE a ADD COLUMN b bool DEFAULT ${repeated('NOT ', 5_000)}true;`,
  '10,000 nested comments': () => `${repeated('/*', 10_000)}${repeated('*/', 10_000)}SELECT 1;`,
}

/** Readable, and larger or stranger than anybody writes it. */
export const absurdScripts: Record<string, () => string> = {
  nothing: () => '',
  'only comments': () => '-- This is an empty migration.\n/* and */\n',
  'only a byte order mark': () => '\uFEFF',
  'only semicolons': () => ';;;;\n;',
  'a byte order mark and Windows line ends': () => `\uFEFF${seedScripts.join('\n').replaceAll('\n', '\r\n')}`,
  'old line ends of Macs': () => (seedScripts[1] ?? '').replaceAll('\n', '\r'),
  'lone surrogates': () => `UPDATE "a\uD800" SET b = '\uDC00 \uD83D' WHERE "\uDE00" = 1;`,
  'a literal of 10 MB': () => `INSERT INTO a VALUES ('${repeated('0123456789', 1_000_000)}');`,
  'a comment of 10 MB': () => `/* ${repeated('0123456789', 1_000_000)} */ DROP TABLE a;`,
  'a name of 100,000 letters': () => `CREATE TABLE "${repeated('a', 100_000)}" (id int);`,
  '5,000 statements': () =>
    Array.from({ length: 5_000 }, (_, i) => `ALTER TABLE t${i % 50} ADD COLUMN c${i} int;`).join('\n'),
  '3,000 columns': () =>
    `CREATE TABLE a (${Array.from({ length: 3_000 }, (_, i) => `c${i} int CHECK (c${i} > 0)`).join(', ')});`,
  '2,000 commands of one ALTER TABLE': () =>
    `ALTER TABLE a ${Array.from({ length: 2_000 }, (_, i) => `ADD COLUMN c${i} int`).join(', ')};`,
  '1,000 foreign keys': () =>
    Array.from(
      { length: 1_000 },
      (_, i) => `ALTER TABLE a ADD FOREIGN KEY (c${i}) REFERENCES t${i} (id);`,
    ).join('\n'),
  'names of objects of JavaScript': () =>
    ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
      .map(
        (name) =>
          `CREATE TABLE "${name}" ("${name}" int); ALTER TABLE "${name}" DROP COLUMN "${name}"; DROP TABLE "${name}";`,
      )
      .join('\n'),
  'a table that is its own partition and parent': () =>
    'CREATE TABLE a (id int) PARTITION BY LIST (id); ALTER TABLE a ATTACH PARTITION a DEFAULT; ALTER TABLE a INHERIT a; DROP TABLE a CASCADE;',
  'views that read each other': () =>
    'CREATE VIEW a AS SELECT * FROM b; CREATE VIEW b AS SELECT * FROM a; DROP VIEW a CASCADE; ALTER TABLE b RENAME TO a;',
  'foreign keys in a circle': () =>
    'CREATE TABLE a (id int PRIMARY KEY REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (id) REFERENCES a (id); DROP TABLE a CASCADE;',
  'what is not there': () =>
    "DROP TABLE a, b, c.d; ALTER TABLE x DROP CONSTRAINT y, DROP COLUMN z, ALTER COLUMN w TYPE nope; DROP INDEX q; ALTER TYPE e ADD VALUE 'v'; DROP SCHEMA s CASCADE;",
  'every kind of utility statement': () =>
    [
      'CREATE ROLE r; ALTER ROLE r SET x = 1; DROP ROLE r; CREATE DATABASE d; DROP DATABASE d; CREATE EXTENSION e; DROP EXTENSION e',
      "CREATE PUBLICATION p FOR ALL TABLES; CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p; CREATE STATISTICS st ON a, b FROM t",
      'CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE f (id int) SERVER s; IMPORT FOREIGN SCHEMA x FROM SERVER s INTO y',
      'CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING; CREATE CAST (a AS b) WITHOUT FUNCTION; CREATE AGGREGATE g (int) (sfunc = f, stype = int)',
      'CREATE OPERATOR === (function = f, leftarg = int, rightarg = int); CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()',
      'LISTEN a; NOTIFY a; UNLISTEN a; PREPARE p AS SELECT 1; EXECUTE p; DEALLOCATE p; DECLARE c CURSOR FOR SELECT 1; FETCH c; CLOSE c',
      "CHECKPOINT; LOAD 'x'; SHOW x; RESET ALL; DISCARD ALL; ANALYZE; VACUUM; REINDEX DATABASE d; EXPLAIN ANALYZE DELETE FROM t; CALL p()",
      "SAVEPOINT s; ROLLBACK TO s; RELEASE s; PREPARE TRANSACTION 't'; COMMIT PREPARED 't'; ALTER SYSTEM SET x = 1; SECURITY LABEL ON TABLE t IS 'x'",
      'CREATE TABLE AS SELECT 1',
      'CREATE TABLE c AS TABLE d; SELECT * INTO e FROM f; COPY t TO STDOUT; VALUES (1); TABLE t; REASSIGN OWNED BY a TO b; DROP OWNED BY a',
    ].join(';\n'),
}
