-- +goose Up
-- A spreadsheet of old visits and what became of it: checked, imported, undone.
-- The visits themselves are outreach_version rows that carry the import's id.
CREATE TABLE oldvisits_import (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  unit uuid NOT NULL,
  file text NOT NULL,
  hash text NOT NULL,
  state text NOT NULL,
  report text NOT NULL,
  checked_by uuid,
  checked_at timestamptz NOT NULL,
  imported_by uuid,
  imported_at timestamptz,
  undone_by uuid,
  undone_at timestamptz,
  reason text NOT NULL
);

CREATE INDEX oldvisits_import_by_day ON oldvisits_import (organisation, checked_at);
CREATE UNIQUE INDEX oldvisits_import_once ON oldvisits_import (organisation, hash) WHERE state = 'imported';

-- The rows of a checked file, many in one text, until they are visits.
CREATE TABLE oldvisits_rows (
  import uuid NOT NULL REFERENCES oldvisits_import (id),
  no bigint NOT NULL,
  visits text NOT NULL,
  PRIMARY KEY (import, no)
);

-- What the check found about single rows, as message keys with arguments.
CREATE TABLE oldvisits_problem (
  import uuid NOT NULL REFERENCES oldvisits_import (id),
  no bigint NOT NULL,
  line bigint NOT NULL,
  field text NOT NULL,
  shown text NOT NULL,
  refused boolean NOT NULL,
  message text NOT NULL,
  arguments text NOT NULL,
  PRIMARY KEY (import, no)
);
