-- Standby teams, and when their people can come.

CREATE TABLE team (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code         text NOT NULL UNIQUE,
  name         text NOT NULL,
  committee_id integer NOT NULL REFERENCES committee,
  -- How many people it is meant to have.
  strength     integer NOT NULL CHECK (strength > 0)
);

CREATE TABLE team_member (
  team_id   integer NOT NULL REFERENCES team,
  person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
  role      text NOT NULL DEFAULT 'member' CHECK (role IN ('leader', 'deputy', 'member')),
  from_date date NOT NULL,
  to_date   date,
  PRIMARY KEY (team_id, person_id, from_date)
);
CREATE INDEX team_member_person ON team_member (person_id);

-- When in the week somebody can come, in minutes of the office day; no row at all: at any time.
CREATE TABLE availability (
  person_id   bigint NOT NULL REFERENCES person ON DELETE CASCADE,
  -- ISO: 1 Monday … 7 Sunday.
  weekday     smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  from_minute smallint NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
  to_minute   smallint NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),
  PRIMARY KEY (person_id, weekday, from_minute),
  CHECK (from_minute < to_minute)
);

-- 请假: away from one instant until another, or until they say they are back.
CREATE TABLE absence (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id   bigint NOT NULL REFERENCES person ON DELETE CASCADE,
  from_at     timestamptz NOT NULL,
  until_at    timestamptz NOT NULL,
  source      text NOT NULL CHECK (source IN ('reply', 'clerk', 'import')),
  recorded_at timestamptz NOT NULL,
  CHECK (from_at < until_at)
);
CREATE INDEX absence_person ON absence (person_id, until_at);
