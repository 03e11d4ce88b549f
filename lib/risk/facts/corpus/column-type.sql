--! case varchar(10) to varchar(20)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar(20);

--! case varchar(10) to varchar
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar;

--! case varchar(10) to text
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text;

--! case varchar to text
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text;

--! case text to varchar
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar;

--! case text to varchar(80)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar(80);

--! case varchar(20) to varchar(10)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(20));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar(10);

--! case varchar(20) to varchar(20)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(20));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar(20);

--! case varchar to varchar(100)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar(100);

--! case numeric(10,2) to numeric(12,2)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a numeric(10,2));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE numeric(12,2);

--! case numeric(10,2) to numeric
--! before
CREATE TABLE orders (id int PRIMARY KEY, a numeric(10,2));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE numeric;

--! case numeric(10,2) to numeric(12,3)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a numeric(10,2));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE numeric(12,3);

--! case numeric(10,2) to numeric(8,2)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a numeric(10,2));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE numeric(8,2);

--! case numeric to numeric(12,2)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a numeric);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE numeric(12,2);

--! case numeric(10,2) to numeric(10,2)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a numeric(10,2));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE numeric(10,2);

--! case timestamp(3) to timestamp(6)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a timestamp(3));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timestamp(6);

--! case timestamp(3) to timestamp
--! before
CREATE TABLE orders (id int PRIMARY KEY, a timestamp(3));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timestamp;

--! case timestamp to timestamp(3)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a timestamp);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timestamp(3);

--! case timestamp(6) to timestamp
--! before
CREATE TABLE orders (id int PRIMARY KEY, a timestamp(6));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timestamp;

--! case timestamp to timestamp(6)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a timestamp);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timestamp(6);

--! case timestamptz(3) to timestamptz(6)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a timestamptz(3));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timestamptz(6);

--! case timestamptz to timestamptz(0)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a timestamptz);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timestamptz(0);

--! case timestamp(3) to timestamptz(3)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a timestamp(3));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timestamptz(3);

--! case timestamp to timestamptz
--! before
CREATE TABLE orders (id int PRIMARY KEY, a timestamp);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timestamptz;

--! case timestamptz to timestamp
--! before
CREATE TABLE orders (id int PRIMARY KEY, a timestamptz);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timestamp;

--! case time(3) to time
--! before
CREATE TABLE orders (id int PRIMARY KEY, a time(3));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE time;

--! case time to time(0)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a time);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE time(0);

--! case time to timetz
--! before
CREATE TABLE orders (id int PRIMARY KEY, a time);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timetz;

--! case interval(3) to interval
--! before
CREATE TABLE orders (id int PRIMARY KEY, a interval(3));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE interval;

--! case interval to interval(3)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a interval);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE interval(3);

--! case interval to interval day to second
--! before
CREATE TABLE orders (id int PRIMARY KEY, a interval);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE interval day to second;

--! case interval day to second to interval
--! before
CREATE TABLE orders (id int PRIMARY KEY, a interval day to second);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE interval;

--! case date to timestamp
--! before
CREATE TABLE orders (id int PRIMARY KEY, a date);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timestamp;

--! case date to timestamptz
--! before
CREATE TABLE orders (id int PRIMARY KEY, a date);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE timestamptz;

--! case timestamp to date
--! before
CREATE TABLE orders (id int PRIMARY KEY, a timestamp);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE date;

--! case int to bigint
--! before
CREATE TABLE orders (id int PRIMARY KEY, a int);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE bigint;

--! case bigint to int
--! before
CREATE TABLE orders (id int PRIMARY KEY, a bigint);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE int;

--! case smallint to int
--! before
CREATE TABLE orders (id int PRIMARY KEY, a smallint);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE int;

--! case int to numeric
--! before
CREATE TABLE orders (id int PRIMARY KEY, a int);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE numeric;

--! case int to text
--! before
CREATE TABLE orders (id int PRIMARY KEY, a int);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text;

--! case int to varchar
--! before
CREATE TABLE orders (id int PRIMARY KEY, a int);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar;

--! case int to oid
--! before
CREATE TABLE orders (id int PRIMARY KEY, a int);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE oid;

--! case real to double precision
--! before
CREATE TABLE orders (id int PRIMARY KEY, a real);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE double precision;

--! case bigint to double precision
--! before
CREATE TABLE orders (id int PRIMARY KEY, a bigint);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE double precision;

--! case char(5) to text
--! before
CREATE TABLE orders (id int PRIMARY KEY, a char(5));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text;

--! case char(5) to varchar(5)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a char(5));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar(5);

--! case char(5) to char(10)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a char(5));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE char(10);

--! case text to char(64)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE char(64);

--! case varchar(5) to char(5)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(5));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE char(5);

--! case varchar(5) to bpchar
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(5));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE bpchar;

--! case text to bpchar
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE bpchar;

--! case bit(8) to bit varying
--! before
CREATE TABLE orders (id int PRIMARY KEY, a bit(8));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE bit varying;

--! case bit(8) to bit varying(8)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a bit(8));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE bit varying(8);

--! case bit varying(8) to bit varying(16)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a bit varying(8));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE bit varying(16);

--! case bit varying(8) to bit varying
--! before
CREATE TABLE orders (id int PRIMARY KEY, a bit varying(8));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE bit varying;

--! case bit(8) to bit(8)
--! before
CREATE TABLE orders (id int PRIMARY KEY, a bit(8));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE bit(8);

--! case cidr to inet
--! before
CREATE TABLE orders (id int PRIMARY KEY, a cidr);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE inet;

--! case inet to text
--! before
CREATE TABLE orders (id int PRIMARY KEY, a inet);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text;

--! case uuid to text
--! before
CREATE TABLE orders (id int PRIMARY KEY, a uuid);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text;

--! case bool to text
--! before
CREATE TABLE orders (id int PRIMARY KEY, a bool);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text;

--! case json to jsonb
--! before
CREATE TABLE orders (id int PRIMARY KEY, a json);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE jsonb;

--! case jsonb to text
--! before
CREATE TABLE orders (id int PRIMARY KEY, a jsonb);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text;

--! case json to text
--! before
CREATE TABLE orders (id int PRIMARY KEY, a json);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text;

--! case text to name
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE name;

--! case name to text
--! before
CREATE TABLE orders (id int PRIMARY KEY, a name);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text;

--! case text[] to varchar[]
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text[]);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar[];

--! case varchar(10)[] to varchar(20)[]
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10)[]);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar(20)[];

--! case varchar(10)[] to varchar[]
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10)[]);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar[];

--! case int[] to bigint[]
--! before
CREATE TABLE orders (id int PRIMARY KEY, a int[]);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE bigint[];

--! case text[] to text
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text[]);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text;

--! case varchar[] to text[]
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar[]);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text[];

--! case xml to text
--! before
CREATE TABLE orders (id int PRIMARY KEY, a xml);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text;

--! case varchar(200) to varchar(20) by USING
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(200));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE varchar(20) USING substr(a, 1, 20);

--! case text to int
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE int USING a::int;

--! case text to int by another expression
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE int USING (a || 0)::int;

--! case varchar to text by USING
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(20));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text USING a::text;

--! case text to text by a function
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text USING lower(a);

--! case text to text by itself
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text USING a;

--! case text to uuid
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE uuid USING lpad('', 32, '0')::uuid;

--! case text to jsonb
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE jsonb USING '{}'::jsonb;

--! case jsonb to json
--! before
CREATE TABLE orders (id int PRIMARY KEY, a jsonb);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE json;

--! case with a collation
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text COLLATE "C";

--! case with the default collation
--! before
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text COLLATE "default";

--! case varchar to text and another collation
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER COLUMN a TYPE text COLLATE "C";

--! case enum to text
--! before
CREATE TYPE status AS ENUM ('a', 'b');
CREATE TABLE orders (id int PRIMARY KEY, a status);
--! migration
ALTER TABLE orders ALTER a TYPE text;

--! case text to enum
--! before
CREATE TYPE status AS ENUM ('a', 'b');
CREATE TABLE orders (id int PRIMARY KEY, a text);
--! migration
ALTER TABLE orders ALTER a TYPE status USING ('a'::status);

--! case enum to enum
--! before
CREATE TYPE status AS ENUM ('a', 'b');
CREATE TYPE status_new AS ENUM ('a', 'b', 'c');
CREATE TABLE orders (id int PRIMARY KEY, a status);
--! migration
ALTER TABLE orders ALTER a TYPE status_new USING a::text::status_new;

--! case enum array to enum array
--! before
CREATE TYPE status AS ENUM ('a', 'b');
CREATE TYPE status_new AS ENUM ('a', 'b', 'c');
CREATE TABLE orders (id int PRIMARY KEY, a status[]);
--! migration
ALTER TABLE orders ALTER a TYPE status_new[] USING a::text[]::status_new[];

--! case text to citext
--! before
CREATE EXTENSION citext;
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER a TYPE citext;

--! case citext to text
--! before
CREATE EXTENSION citext;
CREATE TABLE orders (id int PRIMARY KEY, a citext);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER a TYPE text;

--! case varchar to citext
--! before
CREATE EXTENSION citext;
CREATE TABLE orders (id int PRIMARY KEY, a varchar(20));
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER a TYPE citext;

--! case to a plain domain
--! before
CREATE DOMAIN words AS text;
CREATE TABLE orders (id int PRIMARY KEY, a text);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER a TYPE words;

--! case from a plain domain
--! before
CREATE DOMAIN words AS text;
CREATE TABLE orders (id int PRIMARY KEY, a words);
CREATE INDEX orders_a_idx ON orders (a);
--! migration
ALTER TABLE orders ALTER a TYPE text;

--! case to a domain with a check
--! before
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE orders (id int PRIMARY KEY, a int);
--! migration
ALTER TABLE orders ALTER a TYPE positive;

--! case from a domain with a check
--! before
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE orders (id int PRIMARY KEY, a positive);
--! migration
ALTER TABLE orders ALTER a TYPE int;

--! case to a domain that is NOT NULL
--! before
CREATE DOMAIN given AS text NOT NULL;
CREATE TABLE orders (id int PRIMARY KEY, a text);
--! migration
ALTER TABLE orders ALTER a TYPE given;

--! case to a shorter domain
--! before
CREATE DOMAIN code AS varchar(10);
CREATE TABLE orders (id int PRIMARY KEY, a varchar(20));
--! migration
ALTER TABLE orders ALTER a TYPE code;

--! case longer varchar with a check
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10) CHECK (a <> ''));
--! migration
ALTER TABLE orders ALTER a TYPE varchar(20);

--! case longer varchar with a check of another column
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10), b int CHECK (b > 0));
--! migration
ALTER TABLE orders ALTER a TYPE varchar(20);

--! case longer varchar with a check that is not valid
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10));
ALTER TABLE orders ADD CONSTRAINT c CHECK (a <> '') NOT VALID;
--! migration
ALTER TABLE orders ALTER a TYPE varchar(20);

--! case longer varchar with an expression index
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10));
CREATE INDEX i ON orders (lower(a));
CREATE INDEX j ON orders (a);
--! migration
ALTER TABLE orders ALTER a TYPE varchar(20);

--! case longer varchar with a partial index
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10));
CREATE INDEX i ON orders (id) WHERE a IS NOT NULL;
CREATE INDEX j ON orders (a) WHERE id > 3;
CREATE INDEX k ON orders (id) WHERE id > 5;
--! migration
ALTER TABLE orders ALTER a TYPE varchar(20);

--! case longer varchar that is unique
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10) UNIQUE);
--! migration
ALTER TABLE orders ALTER a TYPE varchar(20);

--! case longer varchar in a composite and an including index
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10));
CREATE INDEX i ON orders (id, a);
CREATE INDEX j ON orders (id) INCLUDE (a);
--! migration
ALTER TABLE orders ALTER a TYPE text;

--! case varchar to text with pattern ops
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10));
CREATE INDEX i ON orders (a varchar_pattern_ops);
--! migration
ALTER TABLE orders ALTER a TYPE text;

--! case varchar to text with gin trigrams
--! before
CREATE EXTENSION pg_trgm;
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10));
CREATE INDEX i ON orders USING gin (a gin_trgm_ops);
--! migration
ALTER TABLE orders ALTER a TYPE text;

--! case varchar to text with a hash index
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10));
CREATE INDEX i ON orders USING hash (a);
--! migration
ALTER TABLE orders ALTER a TYPE text;

--! case exclusion constraint
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10), EXCLUDE (a WITH =));
--! migration
ALTER TABLE orders ALTER a TYPE varchar(20);

--! case foreign key side
--! before
CREATE TABLE users (id varchar(10) PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10) REFERENCES users);
--! migration
ALTER TABLE orders ALTER a TYPE varchar(20);

--! case referenced side
--! before
CREATE TABLE users (id varchar(10) PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10) REFERENCES users);
--! migration
ALTER TABLE users ALTER id TYPE text;

--! case foreign key side, rewritten
--! before
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, a int REFERENCES users);
--! migration
ALTER TABLE orders ALTER a TYPE bigint;

--! case referenced side, rewritten
--! before
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, a int REFERENCES users);
--! migration
ALTER TABLE users ALTER id TYPE bigint;

--! case referenced by a foreign key that is not valid
--! before
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, a int);
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES users NOT VALID;
--! migration
ALTER TABLE users ALTER id TYPE bigint;

--! case referenced table, another column
--! before
CREATE TABLE users (id int PRIMARY KEY, a varchar(10));
CREATE TABLE orders (id int PRIMARY KEY, a int REFERENCES users);
--! migration
ALTER TABLE users ALTER a TYPE varchar(20);

--! case of a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events ALTER id TYPE bigint;

--! case of a partitioned table, free
--! before
CREATE TABLE events (id int, a varchar(10)) PARTITION BY RANGE (id);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (100);
--! migration
ALTER TABLE events ALTER a TYPE text;

--! case of a family
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ALTER id TYPE bigint;

--! case two columns
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10), b int);
--! migration
ALTER TABLE orders ALTER a TYPE text, ALTER b TYPE bigint;

--! case type and default
--! before
CREATE TABLE orders (id int PRIMARY KEY, a int DEFAULT 1);
--! migration
ALTER TABLE orders ALTER a DROP DEFAULT, ALTER a TYPE bigint, ALTER a SET DEFAULT 2;

--! case serial column to bigint
--! before
CREATE TABLE orders (id serial PRIMARY KEY, a text);
--! migration
ALTER TABLE orders ALTER id TYPE bigint;

--! case identity column to bigint
--! before
CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text);
--! migration
ALTER TABLE orders ALTER id TYPE bigint;

--! case with a generated column over it
--! before
CREATE TABLE orders (id int PRIMARY KEY, a varchar(10), b int GENERATED ALWAYS AS (id * 2) STORED);
--! migration
ALTER TABLE orders ALTER a TYPE varchar(20);

--! case of a generated column
--! before
CREATE TABLE orders (id int PRIMARY KEY, b int GENERATED ALWAYS AS (id * 2) STORED);
--! migration
ALTER TABLE orders ALTER b TYPE bigint;

--! case with statistics on it
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE STATISTICS s ON user_id, amount FROM orders;
--! migration
ALTER TABLE orders ALTER amount TYPE bigint;
