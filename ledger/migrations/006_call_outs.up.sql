-- Call-outs: the places of an event, who may be asked in which order, what they answered, what they are owed.

CREATE TABLE call_out (
  run_id       bigint PRIMARY KEY REFERENCES run,
  -- What the codes in its texts begin with; no two call-outs that may still be answered share them.
  letters      text NOT NULL,
  starts_at    timestamptz NOT NULL,
  ends_at      timestamptz NOT NULL,
  needed       integer NOT NULL CHECK (needed >= 0),
  -- What a wave has to answer.
  wave_time    interval NOT NULL,
  -- Kept by the trigger below; the database itself refuses to oversell.
  places_taken integer NOT NULL DEFAULT 0,
  -- What somebody at the place texts to sign in.
  sign_in_code text NOT NULL,
  -- False: no further wave is asked, whoever drops out.
  asking       boolean NOT NULL DEFAULT true,
  -- The operator's command that moved the end of a wave last: heard twice, it moves it once.
  moved_by     text,
  opened_at    timestamptz NOT NULL,
  -- Its workflow hears answers until then, some time after the event: who came may still sign in.
  listens_until timestamptz NOT NULL,
  -- From then on an answer takes no place any more.
  closed_at    timestamptz,
  CHECK (starts_at < ends_at AND ends_at <= listens_until),
  CONSTRAINT never_oversold CHECK (places_taken BETWEEN 0 AND needed)
);
CREATE UNIQUE INDEX call_out_letters ON call_out (letters) WHERE closed_at IS NULL;

CREATE TYPE candidate_state AS ENUM ('excluded', 'waiting', 'asked', 'unsure', 'placed', 'waitlisted', 'declined',
                                     'withdrawn', 'stood down');

-- Everyone the audience rule of a call-out means, ranked once.
CREATE TABLE candidate (
  run_id        bigint NOT NULL REFERENCES call_out,
  person_id     bigint NOT NULL,
  committee_id  integer NOT NULL,
  -- Tells this call from the others that reach the same phone, e.g. B1.
  code          text NOT NULL,
  state         candidate_state NOT NULL,
  -- Why nobody asks them.
  excluded      text,
  -- 1 is asked first; null: excluded.
  rank          integer,
  -- Why they stand there: whether the event lies in their hours (null: never said), how many levels of the tree
  -- lie between, how often they were asked and served lately, and what share of calls they accepted.
  available     boolean,
  distance      smallint NOT NULL,
  asked_lately  smallint NOT NULL,
  served_lately smallint NOT NULL,
  acceptance    real NOT NULL,
  points        real NOT NULL,
  wave          integer,
  asked_at      timestamptz,
  -- Until when silence is no answer yet: the end of their wave, which an operator may move.
  answer_by     timestamptz,
  -- When the answer that counts was given; an older one that comes late changes nothing.
  answered_at   timestamptz,
  -- Since when they are in this state: the order of the waitlist.
  since         timestamptz NOT NULL,
  late_minutes  integer,
  people        integer,
  attended_at   timestamptz,
  attested_by   text,
  PRIMARY KEY (run_id, person_id),
  CHECK ((state = 'excluded') = (excluded IS NOT NULL)),
  CHECK ((state = 'excluded') = (rank IS NULL))
);
-- Calls that somebody may answer; how often they were asked and served.
CREATE INDEX candidate_person ON candidate (person_id) WHERE asked_at IS NOT NULL OR attended_at IS NOT NULL;
CREATE INDEX candidate_next ON candidate (run_id, rank) WHERE state = 'waiting';
CREATE INDEX candidate_waitlist ON candidate (run_id, since) WHERE state = 'waitlisted';

CREATE FUNCTION count_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE call_out c SET places_taken = c.places_taken + moved.taken
  FROM (SELECT run_id, sum(place) AS taken
        -- Not joined: nothing is known of the sizes of the two, and a wave may be all of a city.
        FROM (SELECT run_id, 1 AS place FROM after_move WHERE state = 'placed'
              UNION ALL SELECT run_id, -1 FROM before_move WHERE state = 'placed') each
        GROUP BY run_id) moved
  WHERE c.run_id = moved.run_id AND moved.taken <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER candidate_places AFTER UPDATE ON candidate
  REFERENCING OLD TABLE AS before_move NEW TABLE AS after_move
  FOR EACH STATEMENT EXECUTE FUNCTION count_places();

-- Answers may move anybody who was asked as often as they like, and a stand-down is final. Unasked is only who was
-- silent, with every trace of the asking: their text was taken back before it left.
CREATE TRIGGER candidate_move BEFORE UPDATE OF state ON candidate FOR EACH ROW
WHEN (OLD.state <> NEW.state AND (OLD.state IN ('excluded', 'stood down')
  OR NEW.state = 'waiting' AND NOT (OLD.state = 'asked' AND num_nonnulls(NEW.wave, NEW.asked_at, NEW.answer_by, NEW.answered_at) = 0)
  OR (OLD.state = 'waiting') <> (NEW.state IN ('asked', 'excluded'))))
EXECUTE FUNCTION refuse_change();

-- What carriers bring is a reply; what it says to a call is a response. Every one is kept, the last one counts.
ALTER TABLE reply DROP CONSTRAINT reply_meaning_check;
UPDATE reply SET meaning = 'unclear' WHERE meaning = 'other';
ALTER TABLE reply
  ADD CONSTRAINT reply_meaning_check CHECK (meaning IN ('yes', 'no', 'maybe', 'thanks', 'question', 'away', 'back', 'hours',
    'sign-in', 'opt-out', 'auto-reply', 'unclear')),
  ADD COLUMN confidence real NOT NULL DEFAULT 1,
  -- Whose answer to which call it was taken for, or is guessed to be.
  ADD COLUMN run_id bigint,
  ADD COLUMN person_id bigint,
  -- Why it is not settled: a clerk must look (收件箱), or its sender was asked which call they mean.
  ADD COLUMN waits_for text CHECK (waits_for IN ('clerk', 'code')),
  ADD COLUMN reason text,
  ADD COLUMN resolved_at timestamptz,
  ADD COLUMN resolved_by text;
CREATE INDEX reply_waiting ON reply (waits_for, id) WHERE waits_for IS NOT NULL;
CREATE INDEX reply_waiting_phone ON reply (address_hash) WHERE waits_for IS NOT NULL;

-- Pushes with something the program could not cope with: set aside, until it can.
CREATE INDEX inbox_failed ON inbox (id) WHERE problems @> '[{"reason": "failed"}]';

CREATE TABLE response (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id       bigint NOT NULL,
  person_id    bigint NOT NULL,
  reply_id     bigint REFERENCES reply,
  answer       text NOT NULL CHECK (answer IN ('yes', 'no', 'maybe', 'sign-in')),
  late_minutes integer,
  people       integer,
  source       text NOT NULL CHECK (source IN ('reply', 'clerk')),
  answered_at  timestamptz NOT NULL,
  -- The state it led to, `kept` where nothing changed, `superseded` by a later answer, `closed` call.
  effect       text NOT NULL
);
CREATE INDEX response_run ON response (run_id, person_id);
CREATE TRIGGER response_frozen BEFORE UPDATE OR DELETE ON response FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Words a run owes to people after something has happened to them: told once, in the next firing of that step.
CREATE TABLE owed (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id        bigint NOT NULL,
  person_id     bigint NOT NULL,
  step          text NOT NULL,
  since         timestamptz NOT NULL,
  -- The firing that told them; null: still owed.
  occurrence_id integer REFERENCES occurrence
);
CREATE UNIQUE INDEX owed_still ON owed (run_id, step, person_id) WHERE occurrence_id IS NULL;
CREATE INDEX owed_told ON owed (run_id, person_id, step) WHERE occurrence_id IS NOT NULL;

-- The bell of a run: ringing since then; null: silent. Its workflow was told so, last at that time; null: not yet, for
-- the bell rests for a while after each tally.
ALTER TABLE run
  ADD COLUMN bell_since timestamptz,
  ADD COLUMN bell_told_at timestamptz,
  ADD COLUMN bell_rests_until timestamptz,
  ADD CHECK (bell_told_at IS NULL OR bell_since IS NOT NULL);
CREATE INDEX run_ringing ON run (bell_since) WHERE bell_since IS NOT NULL;

-- False: one message per person, also where several share an address, each in a provider call of its own.
ALTER TABLE occurrence ADD COLUMN one_per_address boolean NOT NULL DEFAULT true;
-- It answers people, or follows from what they said: nobody has had their fill of messages through it.
ALTER TABLE occurrence ADD COLUMN courtesy boolean NOT NULL DEFAULT false;
