-- Holidays as the State Council announced them, loaded by the office; for a year without a row the shipped table counts,
-- or the law alone.
CREATE TABLE holiday_table (
  year      smallint PRIMARY KEY,
  -- [{ name, from, to, makeUp: [] }], days as YYYY-MM-DD.
  holidays  jsonb NOT NULL,
  -- The notice it was announced by.
  source    text NOT NULL,
  loaded_by text NOT NULL,
  loaded_at timestamptz NOT NULL
);
