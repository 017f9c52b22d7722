-- Registers that most duties hang on: what committees run, what they hold, and what ends on a day.

CREATE TABLE project (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  committee_id integer NOT NULL REFERENCES committee,
  title        text NOT NULL,
  -- Whom it serves, in the office's words: 农民工, 老年人.
  target_group text,
  from_date    date NOT NULL,
  -- Its last day; null: open.
  to_date      date,
  -- Years in which its committee names it one of its brand projects (品牌项目).
  brand_years  smallint[] NOT NULL DEFAULT '{}',
  entered_by   text NOT NULL,
  entered_at   timestamptz NOT NULL,
  CHECK (to_date >= from_date),
  UNIQUE (committee_id, title, from_date)
);

CREATE TABLE activity (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Who holds it: it counts once, here, and in every sum above.
  committee_id integer NOT NULL REFERENCES committee,
  project_id   integer REFERENCES project,
  -- Code and year of the theme it belongs to; its own day may be another than the theme's.
  theme        text,
  theme_year   smallint,
  title        text NOT NULL,
  place        text NOT NULL,
  -- 七进: 企业 学校 机关 社区 农村 家庭 公共场所
  venue        text CHECK (venue IN ('enterprise', 'school', 'office', 'community', 'village', 'family', 'public place')),
  -- 统一部署 or 自主
  origin       text NOT NULL CHECK (origin IN ('assigned', 'own')),
  online       boolean NOT NULL DEFAULT false,
  begins_at    timestamptz NOT NULL,
  ends_at      timestamptz NOT NULL,
  cancelled_at timestamptz,
  -- What it came to; null: not counted yet.
  sessions      integer CHECK (sessions >= 0),
  participants  integer CHECK (participants >= 0),
  consultations integer CHECK (consultations >= 0),
  leaflets      integer CHECK (leaflets >= 0),
  counted_by   text,
  counted_at   timestamptz,
  entered_by   text NOT NULL,
  entered_at   timestamptz NOT NULL,
  CHECK (ends_at > begins_at),
  CHECK ((theme IS NULL) = (theme_year IS NULL)),
  UNIQUE (committee_id, title, begins_at)
);
CREATE INDEX activity_ends ON activity (ends_at);
CREATE INDEX activity_project ON activity (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX activity_theme ON activity (theme, theme_year) WHERE theme IS NOT NULL;

-- What was agreed until a day: a school paired with, somebody's term as ambassador.
CREATE TABLE term (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  committee_id integer NOT NULL REFERENCES committee,
  kind         text NOT NULL CHECK (kind IN ('school pairing', 'ambassador')),
  -- The school, or the office held; whoever holds it is a person.
  title        text NOT NULL,
  person_id    bigint REFERENCES person ON DELETE SET NULL,
  from_date    date NOT NULL,
  until_date   date NOT NULL,
  -- Settled: nobody is reminded of it any more. Ended before its day, or renewed by another, and then it runs to its day.
  ended_at     timestamptz,
  renewed_by   integer REFERENCES term,
  entered_by   text NOT NULL,
  entered_at   timestamptz NOT NULL,
  CHECK (until_date >= from_date),
  CHECK (renewed_by IS NULL OR ended_at IS NOT NULL)
);
CREATE INDEX term_until ON term (until_date) WHERE ended_at IS NULL;
