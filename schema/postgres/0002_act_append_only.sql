-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION act_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'act_log' AND TG_OP = 'DELETE' AND EXISTS (
    SELECT 1 FROM act_destroyed d WHERE d.organisation = OLD.organisation
      AND d.year IN (extract(year FROM OLD.at AT TIME ZONE 'UTC')::bigint, extract(year FROM OLD.at AT TIME ZONE 'UTC')::bigint + 1)) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER act_log_no_change BEFORE UPDATE OR DELETE ON act_log
  FOR EACH ROW EXECUTE FUNCTION act_log_append_only();
CREATE TRIGGER act_seal_no_delete BEFORE DELETE ON act_seal
  FOR EACH ROW EXECUTE FUNCTION act_log_append_only();
