--! case the same type
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);
CREATE INDEX ON items (order_id);

--! case two kinds of text
--! before
CREATE TABLE p (code varchar(10) PRIMARY KEY);
--! migration
CREATE TABLE c (id bigint PRIMARY KEY, code text REFERENCES p);
CREATE INDEX ON c (code);

--! case what nobody has shown
--! not-executed: the table is not there
--! migration
CREATE TABLE items (id bigint PRIMARY KEY, order_id int REFERENCES orders (id));
CREATE INDEX ON items (order_id);

--! case a number from a sequence
--! before
CREATE TABLE p (id serial PRIMARY KEY);
--! migration
CREATE TABLE c (id bigint PRIMARY KEY, p_id int REFERENCES p);
CREATE INDEX ON c (p_id);
