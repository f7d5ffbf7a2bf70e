package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

func putDraft(tx *act.Tx, worker access.WorkerID, path, fields string) error {
	_, err := tx.Exec(`INSERT INTO staff_draft (worker, path, fields, kept_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (worker, path) DO UPDATE SET fields = excluded.fields, kept_at = excluded.kept_at`, worker, path, fields, tx.Now)
	return err
}

// draftsOf counts a worker's drafts at other paths.
func draftsOf(tx *act.Tx, worker access.WorkerID, path string) (int, error) {
	n, _, err := act.One(tx, func(s act.Scanner) (n int, err error) { return n, s.Scan(&n) },
		"SELECT count(*) FROM staff_draft WHERE worker = $1 AND path <> $2", worker, path)
	return n, err
}

func draftAt(tx *act.Tx, worker access.WorkerID, path string) (string, bool, error) {
	return act.One(tx, func(s act.Scanner) (text string, err error) { return text, s.Scan(&text) },
		"SELECT fields FROM staff_draft WHERE worker = $1 AND path = $2 AND kept_at > $3", worker, path, tx.Now.Add(-draftLasts))
}

func removeDraft(tx *act.Tx, worker access.WorkerID, path string) error {
	_, err := tx.Exec("DELETE FROM staff_draft WHERE worker = $1 AND path = $2", worker, path)
	return err
}

func removeDrafts(tx *act.Tx, before civil.Instant) (int64, error) {
	return tx.Exec("DELETE FROM staff_draft WHERE kept_at < $1", before)
}
