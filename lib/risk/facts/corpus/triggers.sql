--! case before insert
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
--! migration
CREATE TRIGGER t BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION f();

--! case or replace
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
--! migration
CREATE OR REPLACE TRIGGER t AFTER DELETE ON orders FOR EACH STATEMENT EXECUTE FUNCTION f();
CREATE OR REPLACE TRIGGER t AFTER UPDATE ON orders FOR EACH STATEMENT EXECUTE FUNCTION f();

--! case constraint trigger
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
--! migration
CREATE CONSTRAINT TRIGGER t AFTER INSERT ON orders FROM users DEFERRABLE FOR EACH ROW EXECUTE FUNCTION f();

--! case on a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
--! migration
CREATE TRIGGER t AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER u AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION f();
ALTER TABLE events DISABLE TRIGGER t;
ALTER TABLE ONLY events ENABLE TRIGGER t;

--! case instead of, on a view
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE VIEW v AS SELECT note FROM orders;
--! migration
CREATE TRIGGER t INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();
DROP TRIGGER t ON v;

--! case enable and disable
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();
--! migration
ALTER TABLE orders DISABLE TRIGGER t;
ALTER TABLE orders ENABLE TRIGGER t;
ALTER TABLE orders ENABLE ALWAYS TRIGGER t;
ALTER TABLE orders ENABLE REPLICA TRIGGER t;

--! case policy
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
CREATE POLICY p ON orders USING (user_id IN (SELECT id FROM users));
ALTER POLICY p ON orders USING (true);

--! case rule
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
CREATE RULE r AS ON DELETE TO orders DO ALSO INSERT INTO users (id) VALUES (old.id);
ALTER TABLE orders DISABLE RULE r;

--! case event trigger
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
--! migration
CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION e();
DROP EVENT TRIGGER t;
