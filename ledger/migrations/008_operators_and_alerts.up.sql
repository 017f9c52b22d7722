-- Who an operator is and what they may do; what the operators must know of.

-- An operator is a person, written to like everyone else; null: one that only signs (the office itself, a program).
ALTER TABLE operator
  ADD COLUMN role      text NOT NULL DEFAULT 'clerk' CHECK (role IN ('clerk', 'head', 'county clerk', 'auditor', 'operator')),
  ADD COLUMN person_id bigint REFERENCES person;

-- One row per cause and subject until it is over; it opens again as a new one. Free of personal data.
CREATE TABLE alert (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- What kind of thing is wrong, e.g. 'provider stopped'.
  cause      text NOT NULL,
  -- What it is wrong with, e.g. 'aliyun', 'run 12'.
  subject    text NOT NULL,
  detail     jsonb NOT NULL,
  since      timestamptz NOT NULL,
  -- The detail last told to the operators; null: nothing yet.
  told       jsonb,
  told_at    timestamptz,
  cleared_at timestamptz
);
CREATE UNIQUE INDEX alert_open ON alert (cause, subject) WHERE cleared_at IS NULL;
