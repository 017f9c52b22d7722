-- Roster imports: a file is planned (checked, staged, matched with the ledger), then applied, perhaps undone.

CREATE TYPE roster_import_state AS ENUM ('planned', 'applied', 'undone', 'discarded');
CREATE TYPE roster_verdict AS ENUM ('new', 'changed', 'unchanged', 'question', 'error');

CREATE TABLE roster_import (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  state      roster_import_state NOT NULL DEFAULT 'planned',
  -- SHA-256 of the file. Its name is not kept: it may hold names of people.
  digest     bytea NOT NULL,
  -- The planning operator's part of the tree; no row reaches beyond it.
  scope_path text COLLATE "C" NOT NULL,
  planned_by text NOT NULL,
  planned_at timestamptz NOT NULL,
  applied_by text,
  applied_at timestamptz,
  undone_by  text,
  undone_at  timestamptz,
  -- How many rows of each verdict, fields that change, people left as they are: numbers, nothing of a person.
  counts     jsonb NOT NULL DEFAULT '{}'
);
-- The same file is not applied twice, by whomever; once undone it may be.
CREATE UNIQUE INDEX roster_import_applied ON roster_import (digest) WHERE state = 'applied';
CREATE INDEX roster_import_planned ON roster_import (planned_at) WHERE state = 'planned';

CREATE TRIGGER roster_import_move BEFORE UPDATE OF state ON roster_import FOR EACH ROW
WHEN (OLD.state <> NEW.state AND NOT CASE OLD.state
  WHEN 'planned' THEN NEW.state IN ('applied', 'discarded')
  WHEN 'applied' THEN NEW.state = 'undone'
  ELSE false END)
EXECUTE FUNCTION refuse_move();

-- Rows whose cells are right, sealed like people are. Gone once the import is applied or discarded. (No foreign
-- keys to imports, which are never deleted: the checks would cost more than the rows.)
CREATE TABLE roster_row (
  import_id        bigint NOT NULL,
  -- As a spreadsheet counts them: the headings are usually row 1.
  row_number       integer NOT NULL,
  name             text NOT NULL,
  sex              text,
  birth_date       date,
  id_number_cipher bytea,
  id_number_hash   bytea,
  phone_cipher     bytea,
  phone_hash       bytea,
  email_cipher     bytea,
  email_hash       bytea,
  committee_id     integer NOT NULL,
  skills           text[],
  team_id          integer,
  team_role        text,
  joined           date,
  insured_until    date,
  trained_on       date,
  consented_at     timestamptz,
  PRIMARY KEY (import_id, row_number)
);

-- What the ledger made of each row when it was planned; what it would make of it when it is applied must be the same.
CREATE TABLE roster_match (
  import_id    bigint NOT NULL,
  row_number   integer NOT NULL,
  verdict      roster_verdict NOT NULL,
  -- Why it is a question or an error.
  reason       text,
  person_id    bigint,
  -- Whom a question may mean, within the scope.
  candidates   bigint[],
  -- The row of the same file that means the same person.
  twin         integer,
  -- Which fields of the person would change.
  fields       text[] NOT NULL,
  -- Of the person as they stood then.
  person_state bigint,
  PRIMARY KEY (import_id, row_number)
);

-- What is wrong with cells, without their content.
CREATE TABLE roster_problem (
  import_id  bigint NOT NULL,
  row_number integer NOT NULL,
  position   smallint NOT NULL,
  -- Key of the column; null: one without heading.
  column_key text,
  reason     text NOT NULL,
  -- The value, masked.
  shown      text NOT NULL,
  zh         text NOT NULL,
  en         text NOT NULL,
  PRIMARY KEY (import_id, row_number, position)
);

-- Who was added or changed, and how they were before: phone, mail address and ID in it are the sealed ones.
CREATE TABLE roster_change (
  person_id   bigint NOT NULL,
  import_id   bigint NOT NULL,
  row_number  integer NOT NULL,
  -- null: there was no such person.
  before      jsonb,
  -- Of the person and their dated rows when the import was through: whoever differs has been changed since.
  after_state bigint NOT NULL,
  PRIMARY KEY (person_id, import_id)
);

-- Goes with its person. A foreign key would do the same and lock every person of an import once more.
CREATE FUNCTION forget_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM roster_change WHERE person_id IN (SELECT id FROM gone);
  RETURN NULL;
END $$;
CREATE TRIGGER person_changes AFTER DELETE ON person REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION forget_changes();
