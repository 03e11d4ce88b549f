--! case two tables in use
--! also foreign-key-orphans
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX orders_user_id_idx ON orders (user_id);
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);

--! case without a name
--! also foreign-key-orphans
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX orders_user_id_idx ON orders (user_id);
--! migration
ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE SET NULL DEFERRABLE;

--! case an old table to a new one
--! not-executed: it may have rows
--! also foreign-key-orphans
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX orders_user_id_idx ON orders (user_id);
--! migration
CREATE TABLE couriers (id bigint PRIMARY KEY);
ALTER TABLE orders ADD CONSTRAINT orders_courier FOREIGN KEY (user_id) REFERENCES couriers (id);

--! case to itself
--! also foreign-key-orphans
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, follows bigint);
CREATE INDEX ON orders (follows);
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_follows_fkey FOREIGN KEY (follows) REFERENCES orders (id);

--! case as Prisma writes it
--! runner prisma
--! also foreign-key-orphans
--! before
CREATE TABLE "User" ("id" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Order" ("id" TEXT NOT NULL, "userId" TEXT NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
CREATE INDEX "Order_userId_idx" ON "Order"("userId");
--! migration
-- AddForeignKey
ALTER TABLE "Order" ADD CONSTRAINT "Order_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

--! case tables of which nothing is known
--! not-executed: the tables are not there
--! also foreign-key-orphans
--! migration
ALTER TABLE ONLY public.orders ADD CONSTRAINT by_user FOREIGN KEY (user_id) REFERENCES public.users(id);
