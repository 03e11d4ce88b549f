-- Rows for the shop as it is after 20260903140426_order_notes. Everything follows from the row's number, so that each
-- run makes the same rows. `:customers`, `:orders` and `:on_hold` (orders on hold in a thousand) are filled in.

CREATE FUNCTION pg_temp.pick(i bigint, salt int, choices int) RETURNS int LANGUAGE sql IMMUTABLE
AS $$ SELECT ((hashint8extended(i, salt) & 2147483647) % choices)::int $$;

CREATE TEMP TABLE names AS SELECT
  string_to_array('Ada Alma Amir Anna Bela Boris Carla Chen Clara Daniel Daria Elif Elena Emil Erik Fatima Felix Freya Greta Hana Hugo Ines Ivan Jana Jonas Julia Kofi Lara Leon Lin Luca Maja Mateo Mina Nadia Noah Nora Olek Petra Quentin Rosa Samir Sofia Tariq Theo Vera Wanda Yara Yusuf Zoe', ' ') AS first,
  string_to_array('Abad Adler Almeida Bakker Berg Bianchi Brandt Castro Cohen Costa Dahl Dubois Eriksen Farkas Fischer Fontana Garcia Haddad Hansen Horvat Ito Jansen Kaya Keller Kim Klein Kowalski Larsen Lehmann Lopez Maier Marin Mensah Moreau Nagy Novak Okafor Olsen Papadakis Petrov Rossi Santos Schulz Silva Sato Varga Vogel Weber Yilmaz Zhang', ' ') AS last,
  string_to_array('Mill Lane,Station Road,Harbour Street,Market Square,Church Street,Garden Row,Linden Avenue,Castle Hill,River Walk,Baker Street,Orchard Close,Bridge Street,Park View,Weaver Court,School Road,Fountain Place', ',') AS street,
  string_to_array('Berlin|DE|10115,Hamburg|DE|20095,Munich|DE|80331,Vienna|AT|1010,Graz|AT|8010,Zurich|CH|8001,Basel|CH|4051,Amsterdam|NL|1012,Utrecht|NL|3511,Antwerp|BE|2000,Paris|FR|75001,Lyon|FR|69001,Lille|FR|59000,Milan|IT|20121,Turin|IT|10121,Madrid|ES|28001,Valencia|ES|46001,Lisbon|PT|1100,Porto|PT|4000,Copenhagen|DK|1050,Aarhus|DK|8000,Oslo|NO|0150,Stockholm|SE|11120,Gothenburg|SE|41101,Helsinki|FI|00100,Warsaw|PL|00001,Krakow|PL|30001,Prague|CZ|11000,Budapest|HU|1011,Dublin|IE|D01', ',') AS city;

INSERT INTO customers (id, email, name, phone, marketing_consent, created_at, updated_at)
SELECT i, lower(f || '.' || l || i || '@') || (ARRAY['example.com', 'example.net', 'example.org', 'mail.example'])[1 + pg_temp.pick(i, 3, 4)],
  f || ' ' || l,
  CASE WHEN pg_temp.pick(i, 4, 100) < 72 THEN '+' || (ARRAY['49', '43', '41', '31', '33', '39', '34'])[1 + pg_temp.pick(i, 5, 7)] || ' 5' || lpad(pg_temp.pick(i, 6, 100000000)::text, 8, '0') END,
  pg_temp.pick(i, 7, 10) < 4, joined, joined + pg_temp.pick(i, 9, 300) * interval '1 day'
FROM names, generate_series(1, :customers) AS i,
  LATERAL (SELECT first[1 + pg_temp.pick(i, 1, 50)] AS f, last[1 + pg_temp.pick(i, 2, 50)] AS l,
    timestamp '2023-11-01' + pg_temp.pick(i, 8, 780) * interval '1 day' + pg_temp.pick(i, 10, 86400) * interval '1 second' AS joined) AS who;

-- One for everybody, and for a third of them a second one further up.
INSERT INTO addresses (id, customer_id, street, city, postal_code, country)
SELECT a, 1 + (a - 1) % :customers, street[1 + pg_temp.pick(a, 11, 16)] || ' ' || (1 + pg_temp.pick(a, 12, 140)),
  split_part(place, '|', 1), split_part(place, '|', 3), split_part(place, '|', 2)
FROM names, generate_series(1, :customers + :customers / 3) AS a,
  LATERAL (SELECT city[1 + pg_temp.pick(1 + (a - 1) % :customers, 13, 30)] AS place) AS where_to;

INSERT INTO categories (id, slug, name, parent_id)
SELECT n, replace(lower(name), ' ', '-'), name, parent
FROM (VALUES (1, 'Kitchen', NULL::int), (2, 'Home', NULL), (3, 'Garden', NULL), (4, 'Desk', NULL), (5, 'Outdoors', NULL),
  (6, 'Coffee', 1), (7, 'Cookware', 1), (8, 'Tableware', 1), (9, 'Lighting', 2), (10, 'Textiles', 2), (11, 'Storage', 2),
  (12, 'Planters', 3), (13, 'Tools', 3), (14, 'Notebooks', 4), (15, 'Pens', 4), (16, 'Organisers', 4),
  (17, 'Bags', 5), (18, 'Bottles', 5), (19, 'Blankets', 5)) AS category (n, name, parent);

INSERT INTO products (id, slug, name, description, price_cents, active, tags, category_id, created_at)
SELECT i, replace(lower(label), ' ', '-') || '-' || i, label,
  'A ' || lower(label) || ', made to be used every day and repaired when it has to be.',
  (4 + pg_temp.pick(i, 21, 140)) * 100 - (ARRAY[1, 5, 10, 50])[1 + pg_temp.pick(i, 22, 4)],
  pg_temp.pick(i, 23, 20) > 0,
  ARRAY[(ARRAY['new', 'classic', 'gift', 'sale'])[1 + pg_temp.pick(i, 24, 4)], (ARRAY['recycled', 'handmade', 'limited', 'refill'])[1 + pg_temp.pick(i, 25, 4)]],
  6 + (i - 1) % 14, timestamp '2023-10-01' + i * interval '2 days'
FROM generate_series(1, 420) AS i,
  LATERAL (SELECT (ARRAY['Small', 'Tall', 'Plain', 'Striped', 'Speckled', 'Folding', 'Heavy', 'Light', 'Round', 'Deep'])[1 + pg_temp.pick(i, 26, 10)] || ' '
    || (ARRAY['Oak', 'Steel', 'Linen', 'Stone', 'Copper', 'Wool', 'Glass', 'Cork', 'Enamel', 'Walnut'])[1 + pg_temp.pick(i, 27, 10)] || ' '
    || (ARRAY['Grinder', 'Pan', 'Bowl', 'Lamp', 'Throw', 'Basket', 'Planter', 'Trowel', 'Notebook', 'Pen', 'Tray', 'Tote', 'Bottle', 'Blanket'])[1 + (i - 1) % 14] AS label) AS named;

INSERT INTO product_variants (id, product_id, name, stock)
SELECT (p - 1) * 3 + v, p, (ARRAY['Natural', 'Slate', 'Moss', 'Clay', 'Ink', 'Sand'])[1 + (pg_temp.pick(p, 31, 6) + v) % 6], pg_temp.pick(p * 3 + v, 32, 240)
FROM generate_series(1, 420) AS p, generate_series(1, 3) AS v;

INSERT INTO coupons (id, code, percent_off, valid_until)
SELECT n, code, percent, until
FROM (VALUES (1, 'WELCOME10', 10, NULL::timestamp), (2, 'SPRING25', 15, '2025-05-31'), (3, 'SUMMER25', 10, '2025-08-31'),
  (4, 'BLACKFRIDAY25', 25, '2025-12-01'), (5, 'SPRING26', 15, '2026-05-31'), (6, 'FRIENDS', 20, NULL)) AS coupon (n, code, percent, until);

-- Which products each order holds, first: its total follows from them.
CREATE TEMP TABLE basket AS
SELECT o, 1 + pg_temp.pick(o * 5 + line, 41, 420) AS product, 1 + pg_temp.pick(o * 5 + line, 42, 3) AS variant,
  1 + pg_temp.pick(o * 5 + line, 43, 8) / 6 AS quantity
FROM generate_series(1::bigint, :orders) AS o, generate_series(1, 4) AS line
WHERE line <= 1 + pg_temp.pick(o, 44, 16) / 4;

INSERT INTO orders (id, number, customer_id, shipping_address_id, status, total_cents, discount_cents, coupon_id, note, placed_at)
SELECT o, 'SO-' || lpad(o::text, 7, '0'), customer, customer,
  (CASE WHEN pg_temp.pick(o, 51, 1000) < :on_hold THEN 'ON_HOLD'
    WHEN pg_temp.pick(o, 52, 100) < 4 THEN 'CANCELLED'
    WHEN age > 0.03 THEN 'DELIVERED' WHEN age > 0.012 THEN 'SHIPPED' WHEN age > 0.002 THEN 'PAID' ELSE 'PENDING' END)::"OrderStatus",
  goods - goods * coalesce(percent_off, 0) / 100, goods * coalesce(percent_off, 0) / 100, coupons.id,
  CASE WHEN pg_temp.pick(o, 53, 100) < 4 THEN (ARRAY['Please leave it with the neighbour on the left.', 'The bell does not work, please knock.', 'It is a present: no invoice in the box, please.', 'Not before ten in the morning.', 'Behind the green gate.', 'Call when you are at the door.'])[1 + pg_temp.pick(o, 54, 6)] END,
  timestamp '2026-11-20 18:00' - age * interval '1080 days' - pg_temp.pick(o, 55, 3600) * interval '1 second'
FROM (SELECT o, sum(price_cents * quantity)::int AS goods,
    -- Some customers order often, most seldom; and there are more orders the nearer to now.
    1 + floor(power(pg_temp.pick(o, 56, 1000000) / 1000000.0, 2) * :customers)::int AS customer,
    power(1 - o::float8 / (:orders + 1), 1.4) AS age
  FROM basket JOIN products ON products.id = product GROUP BY o) AS goods
LEFT JOIN coupons ON coupons.id = nullif(pg_temp.pick(o, 57, 60), 0) AND pg_temp.pick(o, 57, 60) <= 6;

INSERT INTO order_items (order_id, product_id, variant_id, quantity, price_cents)
SELECT o, product, (product - 1) * 3 + variant, quantity, price_cents
FROM basket JOIN products ON products.id = product ORDER BY o;

INSERT INTO payments (order_id, method, status, amount_cents, reference, created_at)
SELECT id, (ARRAY['CARD', 'CARD', 'CARD', 'PAYPAL', 'PAYPAL', 'BANK_TRANSFER', 'GIFT_CARD'])[1 + pg_temp.pick(id, 61, 7)]::"PaymentMethod",
  (CASE status WHEN 'CANCELLED' THEN 'REFUNDED' WHEN 'ON_HOLD' THEN 'AUTHORIZED' ELSE 'CAPTURED' END)::"PaymentStatus",
  total_cents, 'pay_' || substr(md5('payment' || id), 1, 20), placed_at + (20 + pg_temp.pick(id, 62, 400)) * interval '1 second'
FROM orders WHERE status <> 'PENDING' ORDER BY id;

INSERT INTO shipments (order_id, carrier, tracking_number, shipped_at, delivered_at)
SELECT id, (ARRAY['Northpost', 'Swift Parcel', 'Velo Courier'])[1 + pg_temp.pick(id, 71, 3)], upper(substr(md5('parcel' || id), 1, 14)),
  shipped, CASE status WHEN 'DELIVERED' THEN shipped + (20 + pg_temp.pick(id, 73, 90)) * interval '1 hour' END
FROM orders, LATERAL (SELECT placed_at + (6 + pg_temp.pick(id, 72, 40)) * interval '1 hour' AS shipped) AS sent
WHERE status IN ('SHIPPED', 'DELIVERED') ORDER BY id;

INSERT INTO reviews (product_id, customer_id, rating, body, created_at)
SELECT DISTINCT ON (product_id, customer_id) product_id, customer_id, (ARRAY[5, 5, 4, 5, 3, 4, 2, 5, 4, 1])[1 + pg_temp.pick(items.id, 81, 10)],
  (ARRAY['', 'Exactly as described.', 'Bought a second one for a friend.', 'The colour is darker than in the picture.', 'Arrived quickly, well packed.', 'Does what it should.', 'A scratch on the lid, replaced without a word.', 'Smaller than I thought, but lovely.'])[1 + pg_temp.pick(items.id, 82, 8)],
  placed_at + (9 + pg_temp.pick(items.id, 83, 30)) * interval '1 day'
FROM order_items AS items JOIN orders ON orders.id = order_id
WHERE status = 'DELIVERED' AND pg_temp.pick(items.id, 84, 14) = 0 AND placed_at < '2026-10-01';

INSERT INTO carts (id, customer_id, created_at, updated_at)
SELECT md5('cart' || i)::uuid, CASE WHEN pg_temp.pick(i, 91, 3) > 0 THEN 1 + pg_temp.pick(i, 92, :customers) END, begun, begun + pg_temp.pick(i, 94, 7200) * interval '1 second'
FROM generate_series(1, :customers / 10) AS i,
  LATERAL (SELECT timestamp '2026-11-20 18:00' - pg_temp.pick(i, 93, 40 * 86400) * interval '1 second' AS begun) AS started;

INSERT INTO cart_items (cart_id, variant_id, quantity)
SELECT DISTINCT ON (1, 2) md5('cart' || i)::uuid, 1 + pg_temp.pick(i * 4 + line, 95, 1260), 1 + pg_temp.pick(i * 4 + line, 96, 3)
FROM generate_series(1, :customers / 10) AS i, generate_series(1, 3) AS line WHERE line <= 1 + pg_temp.pick(i, 97, 3);

SELECT setval(pg_get_serial_sequence(name, 'id'), :customers + :orders)
FROM unnest(ARRAY['customers', 'addresses', 'categories', 'products', 'product_variants', 'coupons', 'orders']) AS name;

DROP TABLE names, basket;
ANALYZE;
