--! case the foreign key
--! also dropping-constraint
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT orders_user_id_fkey REFERENCES users (id), note text);
--! migration
ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;

--! case the column that holds it
--! also ban-drop-column
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT orders_user_id_fkey REFERENCES users (id), note text);
--! migration
ALTER TABLE orders DROP COLUMN user_id;

--! case the table that holds it
--! also ban-drop-table
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT orders_user_id_fkey REFERENCES users (id), note text);
--! migration
DROP TABLE orders;
