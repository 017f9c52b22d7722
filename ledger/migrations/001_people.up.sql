-- Committees, people and what binds them. Real names and addresses are personal data: phone, mail address
-- and resident ID are stored encrypted (…_cipher) with a keyed hash for matching (…_hash, 16 bytes).

CREATE TYPE channel AS ENUM ('sms', 'email');
CREATE TYPE contact_role_name AS ENUM ('head', 'deputy', 'liaison');

-- One tree: city, areas and sectors, enterprises, schools at the second level, townships, villages.
CREATE TABLE committee (
  id        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code      text NOT NULL UNIQUE,
  name      text NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('city', 'area', 'sector', 'enterprise', 'school', 'township', 'village')),
  level     smallint NOT NULL CHECK (level BETWEEN 1 AND 4),
  parent_id integer REFERENCES committee,
  -- Codes from the root down, each followed by a slash: a subtree is everything that starts with its path.
  path      text COLLATE "C" NOT NULL UNIQUE
);

-- Everyone we may write to.
CREATE TABLE person (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name              text NOT NULL,
  sex               text CHECK (sex IN ('male', 'female')),
  birth_date        date,
  id_number_cipher  bytea,
  id_number_hash    bytea UNIQUE,
  phone_cipher      bytea,
  phone_hash        bytea,
  email_cipher      bytea,
  email_hash        bytea,
  home_committee_id integer NOT NULL REFERENCES committee,
  skills            text[] NOT NULL DEFAULT '{}',
  created_at        timestamptz NOT NULL,
  CHECK ((phone_cipher IS NULL) = (phone_hash IS NULL)),
  CHECK ((email_cipher IS NULL) = (email_hash IS NULL)),
  CHECK ((id_number_cipher IS NULL) = (id_number_hash IS NULL))
);
-- Shared phones and whose answer it is: looked up per phone.
CREATE INDEX person_phone ON person (phone_hash);
CREATE INDEX person_email ON person (email_hash) WHERE email_hash IS NOT NULL;
CREATE INDEX person_home ON person (home_committee_id);

CREATE TABLE membership (
  person_id    bigint NOT NULL REFERENCES person ON DELETE CASCADE,
  committee_id integer NOT NULL REFERENCES committee,
  from_date    date NOT NULL,
  to_date      date,
  PRIMARY KEY (person_id, committee_id, from_date)
);
CREATE INDEX membership_committee ON membership (committee_id);

CREATE TABLE contact_role (
  committee_id integer NOT NULL REFERENCES committee,
  person_id    bigint NOT NULL REFERENCES person ON DELETE CASCADE,
  role         contact_role_name NOT NULL,
  from_date    date NOT NULL,
  to_date      date,
  PRIMARY KEY (committee_id, role, person_id, from_date)
);

CREATE TABLE qualification (
  person_id  bigint NOT NULL REFERENCES person ON DELETE CASCADE,
  kind       text NOT NULL,
  number     text,
  from_date  date NOT NULL,
  until_date date,
  PRIMARY KEY (person_id, kind, from_date)
);

CREATE TABLE consent (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id    bigint NOT NULL REFERENCES person ON DELETE CASCADE,
  channel      channel NOT NULL,
  -- Why we may write: 'consent', 'legal duty', 'emergency' (Personal Information Protection Law, art. 13).
  basis        text NOT NULL CHECK (basis IN ('consent', 'legal duty', 'emergency')),
  source       text NOT NULL,
  given_at     timestamptz NOT NULL,
  withdrawn_at timestamptz,
  UNIQUE (person_id, channel, given_at)
);

-- Keyed by address, not by person: it outlives the person's row and no import revives it.
CREATE TABLE opt_out (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel      channel NOT NULL,
  address_hash bytea NOT NULL,
  topic        text NOT NULL DEFAULT 'all',
  source       text NOT NULL CHECK (source IN ('reply', 'clerk', 'form', 'import')),
  since        timestamptz NOT NULL,
  revoked_at   timestamptz,
  revoked_by   text
);
CREATE UNIQUE INDEX opt_out_in_force ON opt_out (channel, address_hash, topic) WHERE revoked_at IS NULL;

-- Who may use Muster, and for which part of the tree.
CREATE TABLE operator (
  id                    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name                  text NOT NULL UNIQUE,
  committee_id          integer NOT NULL REFERENCES committee,
  may_see_personal_data boolean NOT NULL DEFAULT false
);
