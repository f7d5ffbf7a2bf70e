package field

import (
	"encoding/json"

	"rinnalla/internal/act"
	"rinnalla/internal/id"
)

const backColumns = "envelope, worker, kind, form, made_at, at, body, verdict, state, reason"

func scanBack(s act.Scanner) (b Back, err error) {
	var verdict string
	if err := s.Scan(&b.Envelope, &b.Worker, &b.Kind, &b.Form, &b.MadeAt, &b.At, &b.Body, &verdict, &b.State, &b.Reason); err != nil {
		return b, err
	}
	return b, json.Unmarshal([]byte(verdict), &b.Verdict)
}

func upsertBack(tx *act.Tx, b Back) error {
	verdict, err := json.Marshal(b.Verdict)
	if err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO field_returned ("+backColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)
		ON CONFLICT (envelope, worker) DO UPDATE SET kind = excluded.kind, form = excluded.form, made_at = excluded.made_at,
		at = excluded.at, body = excluded.body, verdict = excluded.verdict, state = excluded.state, reason = excluded.reason
		WHERE field_returned.state <> 'mended'`,
		b.Envelope, b.Worker, b.Kind, b.Form, b.MadeAt, b.At, b.Body, string(verdict), string(b.State), b.Reason)
	return err
}

func settleBack(tx *act.Tx, envelope id.Of[Envelope], to State, reason string) error {
	_, err := tx.Exec("UPDATE field_returned SET state = $1, reason = $2 WHERE envelope = $3 AND worker = $4",
		string(to), reason, envelope, tx.Actor.ID)
	return err
}

func countOpen(tx *act.Tx) (int, error) {
	n, _, err := act.One(tx, func(s act.Scanner) (n int, err error) { err = s.Scan(&n); return n, err },
		"SELECT COUNT(*) FROM field_returned WHERE worker = $1 AND state = 'open'", tx.Actor.ID)
	return n, err
}

func listBacks(tx *act.Tx) ([]Back, error) {
	return act.All(tx, scanBack, "SELECT "+backColumns+` FROM field_returned WHERE worker = $1
		ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, at DESC, envelope LIMIT 500`, tx.Actor.ID)
}

func findBack(tx *act.Tx, envelope id.Of[Envelope]) (Back, bool, error) {
	return act.One(tx, scanBack, "SELECT "+backColumns+" FROM field_returned WHERE envelope = $1 AND worker = $2",
		envelope, tx.Actor.ID)
}
