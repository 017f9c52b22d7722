-- Templates, runs with their frozen plan, and everything a run writes down about its messages.

CREATE TYPE lane AS ENUM ('urgent', 'bulk');
CREATE TYPE message_class AS ENUM ('verification', 'notice', 'promotion');
CREATE TYPE message_state AS ENUM ('queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed',
                                   'suppressed', 'expired', 'cancelled', 'unknown');
CREATE TYPE batch_state AS ENUM ('queued', 'sending', 'unknown', 'done');
CREATE TYPE run_state AS ENUM ('starting', 'running', 'paused', 'closed', 'cancelled');

-- A version never changes: what was sent can be rendered again, word for word.
CREATE TABLE template (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code         text NOT NULL,
  version      integer NOT NULL,
  channel      channel NOT NULL,
  class        message_class NOT NULL,
  language     text NOT NULL DEFAULT 'zh-CN',
  subject      text,
  text         text NOT NULL,
  html         text,
  -- The carrier's own id of the approved text, e.g. SMS_123456.
  carrier_code text,
  created_at   timestamptz NOT NULL,
  created_by   text NOT NULL,
  UNIQUE (code, version)
);

CREATE TABLE run (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The definition's key, else its hash and the office day: a second launch of the same thing finds this row.
  key         text NOT NULL UNIQUE,
  kind        text NOT NULL,
  title       text NOT NULL,
  definition  jsonb NOT NULL,
  plan        jsonb NOT NULL,
  plan_hash   text NOT NULL,
  -- The launching operator's part of the tree; no step reaches beyond it.
  scope_path  text COLLATE "C" NOT NULL,
  launched_by text NOT NULL,
  launched_at timestamptz NOT NULL,
  -- Size of the audience as the launching person saw it; a much larger one stops and asks.
  audience_at_launch integer NOT NULL,
  state       run_state NOT NULL DEFAULT 'starting',
  changed_at  timestamptz NOT NULL
);
CREATE INDEX run_unstarted ON run (launched_at) WHERE state = 'starting';

-- One firing of one step of a run.
CREATE TABLE occurrence (
  id              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id          bigint NOT NULL REFERENCES run,
  step            text NOT NULL,
  number          integer NOT NULL DEFAULT 1,
  lane            lane NOT NULL,
  class           message_class NOT NULL,
  -- Send window in minutes of the office day; both null: any hour.
  window_from     smallint,
  window_to       smallint,
  expires_at      timestamptz,
  cap_per_day     integer,
  cap_per_week    integer,
  -- Membership is frozen in one transaction; messages are then written page by page.
  frozen_at       timestamptz,
  written_through bigint NOT NULL DEFAULT 0,
  materialised_at timestamptz,
  UNIQUE (run_id, step, number)
);
CREATE INDEX occurrence_recent ON occurrence (frozen_at);

CREATE TABLE occurrence_channel (
  occurrence_id integer NOT NULL REFERENCES occurrence,
  channel       channel NOT NULL,
  template_id   integer NOT NULL REFERENCES template,
  provider      text NOT NULL,
  variables     jsonb NOT NULL,
  PRIMARY KEY (occurrence_id, channel)
);

-- Everyone in the audience, frozen, with the committee they belonged to then. No foreign keys on the two large
-- tables: they are written by INSERT … SELECT from the tables they point at, and the checks cost half the time.
CREATE TABLE recipient (
  occurrence_id integer NOT NULL,
  person_id     bigint NOT NULL,
  committee_id  integer NOT NULL,
  PRIMARY KEY (occurrence_id, person_id)
);

-- Distinct texts once: a template version and the values of its variables.
CREATE TABLE rendering (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  template_id integer NOT NULL REFERENCES template,
  variables   jsonb NOT NULL,
  digest      bytea NOT NULL,
  UNIQUE (template_id, digest)
);

-- A group of messages handed to the queue and the provider together; at most 100.
CREATE TABLE batch (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  occurrence_id integer NOT NULL REFERENCES occurrence,
  channel       channel NOT NULL,
  lane          lane NOT NULL,
  provider      text NOT NULL,
  state         batch_state NOT NULL DEFAULT 'queued',
  not_before    timestamptz NOT NULL,
  -- Split off from this one, because the provider refused one of its messages.
  parent_id     bigint REFERENCES batch,
  -- What a provider call of this content is labelled with; survives every retry of the same content.
  out_id        text UNIQUE,
  epoch         integer NOT NULL DEFAULT 0,
  -- First intent of this content: the day a carrier is asked about, the Date of a mail.
  intent_at     timestamptz,
  -- A claimed batch belongs to its dispatcher until then.
  lease_until   timestamptz,
  -- Since when it may have been sent; persisted, because no process lives long enough to remember.
  unknown_since timestamptz,
  -- How often it was put into the queue; part of the job's id.
  enqueued      integer NOT NULL DEFAULT 0,
  enqueued_at   timestamptz
) WITH (fillfactor = 70);
CREATE INDEX batch_due ON batch (not_before) WHERE state = 'queued';
CREATE INDEX batch_held ON batch (lease_until) WHERE state IN ('sending', 'unknown');
CREATE INDEX batch_occurrence ON batch (occurrence_id);

CREATE TABLE message (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  occurrence_id integer NOT NULL,
  person_id     bigint NOT NULL,
  channel       channel NOT NULL,
  state         message_state NOT NULL,
  -- Why it is suppressed, failed or undelivered: a word of ours or the provider's code.
  reason        text,
  rendering_id  bigint,
  batch_id      bigint,
  attempt_id    bigint,
  changed_at    timestamptz NOT NULL,
  UNIQUE (occurrence_id, person_id, channel)
-- No column that changes on the send path is indexed, and pages keep room: every state change is a
-- heap-only update. 60 leaves place for two of them before the page is pruned.
) WITH (fillfactor = 60);
CREATE INDEX message_batch ON message (batch_id) WHERE batch_id IS NOT NULL;

-- One try to hand something over: written before the call, completed after it, never changed again.
CREATE TABLE attempt (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch_id    bigint NOT NULL,
  -- A mail is a provider call of its own.
  message_id  bigint,
  out_id      text NOT NULL,
  epoch       integer NOT NULL,
  intent_at   timestamptz NOT NULL,
  finished_at timestamptz,
  outcome     text CHECK (outcome IN ('accepted', 'rejected', 'throttled', 'unknown', 'found', 'absent', 'abandoned')),
  code        text,
  reference   text
);
CREATE INDEX attempt_out_id ON attempt (out_id);
-- For receipts that come without an OutId.
CREATE INDEX attempt_reference ON attempt (reference) WHERE message_id IS NULL AND reference IS NOT NULL;
CREATE INDEX attempt_batch ON attempt (batch_id);

-- An account-level refusal stops a provider; the messages stay.
CREATE TABLE provider_stop (
  provider text PRIMARY KEY,
  since    timestamptz NOT NULL,
  until    timestamptz NOT NULL,
  code     text NOT NULL
);

-- What carriers push, raw, before anyone looks at it.
CREATE TABLE inbox (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind         text NOT NULL CHECK (kind IN ('receipt', 'reply')),
  provider     text NOT NULL,
  body         text NOT NULL,
  received_at  timestamptz NOT NULL,
  processed_at timestamptz,
  -- Items that could not be used: position and what was wrong, without their content.
  problems     jsonb
);
CREATE INDEX inbox_waiting ON inbox (id) WHERE processed_at IS NULL;

CREATE TABLE receipt (
  message_id  bigint NOT NULL,
  reported_at timestamptz NOT NULL,
  delivered   boolean NOT NULL,
  code        text NOT NULL,
  inbox_id    bigint NOT NULL REFERENCES inbox,
  PRIMARY KEY (message_id, reported_at, code)
);

CREATE TABLE reply (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  inbox_id     bigint NOT NULL REFERENCES inbox,
  provider     text NOT NULL,
  sequence     text NOT NULL,
  address_hash bytea NOT NULL,
  destination  text NOT NULL,
  -- What a person wrote is personal data.
  content_cipher bytea NOT NULL,
  meaning      text NOT NULL CHECK (meaning IN ('opt-out', 'other')),
  received_at  timestamptz NOT NULL,
  UNIQUE (provider, sequence, address_hash)
);
CREATE INDEX reply_address ON reply (address_hash);
