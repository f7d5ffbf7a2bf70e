-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER act_log_no_update BEFORE UPDATE ON act_log
BEGIN SELECT RAISE(ABORT, 'act_log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER act_log_no_delete BEFORE DELETE ON act_log
WHEN NOT EXISTS (SELECT 1 FROM act_destroyed d WHERE d.organisation = OLD.organisation
  AND d.year IN (CAST(substr(OLD.at, 1, 4) AS bigint), CAST(substr(OLD.at, 1, 4) AS bigint) + 1))
BEGIN SELECT RAISE(ABORT, 'act_log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER act_seal_no_delete BEFORE DELETE ON act_seal
BEGIN SELECT RAISE(ABORT, 'act_seal is append-only'); END;
-- +goose StatementEnd
