-- Mail that comes back: kept raw like a carrier's push, read later, and what it came to.

-- A mail repeats names and addresses, so that its source is stored encrypted (body_cipher, in Latin-1) and emptied when
-- it is old. The digest (SHA-256 of the source) stays: a mail that is handed over twice is one mail.
ALTER TABLE inbox
  DROP CONSTRAINT inbox_kind_check,
  ALTER COLUMN body DROP NOT NULL,
  ADD COLUMN body_cipher bytea,
  ADD COLUMN digest bytea,
  ADD CONSTRAINT inbox_kind_check CHECK (CASE kind
    WHEN 'mail' THEN body IS NULL AND digest IS NOT NULL
    ELSE kind IN ('receipt', 'reply') AND body IS NOT NULL AND num_nonnulls(body_cipher, digest) = 0 END);
CREATE UNIQUE INDEX inbox_mail ON inbox (digest) WHERE digest IS NOT NULL;
-- Sources that will have to be emptied.
CREATE INDEX inbox_kept_mail ON inbox (received_at) WHERE body_cipher IS NOT NULL;
CREATE TRIGGER inbox_mail_frozen BEFORE UPDATE OF body_cipher, digest ON inbox FOR EACH ROW
WHEN (OLD.digest IS DISTINCT FROM NEW.digest
  OR NEW.body_cipher IS NOT NULL AND NEW.body_cipher IS DISTINCT FROM OLD.body_cipher)
EXECUTE FUNCTION refuse_change();

-- What each mail was: counted here after its source is gone.
CREATE TABLE mail_answer (
  inbox_id    bigint PRIMARY KEY REFERENCES inbox,
  kind        text NOT NULL CHECK (kind IN ('bounce', 'auto-reply', 'complaint', 'opt-out', 'reply')),
  -- The message of ours it is about; null: none is known.
  message_id  bigint,
  -- Of a bounce: what it says of the message, and its codes, never its words.
  action      text CHECK (action IN ('failed', 'delayed', 'delivered', 'relayed')),
  code        text,
  received_at timestamptz NOT NULL,
  CHECK ((kind = 'bounce') = (action IS NOT NULL))
);
CREATE INDEX mail_answer_message ON mail_answer (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX mail_answer_received ON mail_answer (received_at);

-- Addresses of which their own server, or the relay at once, says that nobody is there. Keyed by address, like an
-- opt-out: it outlives the person's row, and another address is another row.
CREATE TABLE dead_address (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel      channel NOT NULL,
  address_hash bytea NOT NULL,
  -- What was said, e.g. 'bounce 5.1.1' or, at once, '550 5.1.1'.
  code         text NOT NULL,
  since        timestamptz NOT NULL,
  cleared_at   timestamptz,
  cleared_by   text,
  CHECK ((cleared_at IS NULL) = (cleared_by IS NULL))
);
CREATE UNIQUE INDEX dead_address_in_force ON dead_address (channel, address_hash) WHERE cleared_at IS NULL;

-- Whoever reports us to their provider as a nuisance wants no more.
ALTER TABLE opt_out
  DROP CONSTRAINT opt_out_source_check,
  ADD CONSTRAINT opt_out_source_check CHECK (source IN ('reply', 'clerk', 'form', 'import', 'complaint'));

-- Replies come by mail too; address_hash and destination are then those of mail addresses.
ALTER TABLE reply ADD COLUMN channel channel NOT NULL DEFAULT 'sms';
