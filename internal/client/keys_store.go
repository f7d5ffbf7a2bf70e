package client

import (
	"rinnalla/internal/act"
	"rinnalla/internal/seal"
)

// Apart are the tables of which a backup holds no rows. The keys have a copy of their own, of which only the newest is kept; the marks
// are made anew from what the keys open.
var Apart = []string{"client_keyset", "client_mark", "client_code_mark"}

func scanCount(s act.Scanner) (n int, err error) { return n, s.Scan(&n) }

func secretNames(tx *act.Tx) ([]string, error) {
	return act.All(tx, func(s act.Scanner) (name string, err error) { return name, s.Scan(&name) }, "SELECT name FROM client_secret")
}

func insertSecret(tx *act.Tx, name string) error {
	_, err := tx.Exec("INSERT INTO client_secret (name, first_used) VALUES ($1, $2) ON CONFLICT DO NOTHING", name, tx.Now)
	return err
}

func forgetSecrets(tx *act.Tx, but string) error {
	_, err := tx.Exec("DELETE FROM client_secret WHERE name <> $1", but)
	return err
}

func wrappedOutside(tx *act.Tx, names []string) (int, error) {
	var a act.Args
	n, _, err := act.One(tx, scanCount, "SELECT count(*) FROM client_keyset WHERE wrapped_by NOT IN "+act.List(&a, names), a.Values...)
	return n, err
}

// outdated are those whose key is wrapped under another secret than the newest, or whose code is marked under more secrets than there are.
func outdated(tx *act.Tx, newest string, secrets, most int) ([]kept, error) {
	return act.All(tx, scanKept, "SELECT "+currentColumns+" FROM "+currentTables+` WHERE k.wrapped_by <> $1
		OR c.id IN (SELECT m.client FROM client_code_mark m GROUP BY m.client HAVING count(*) > $2) ORDER BY c.id LIMIT $3`, newest, secrets, most)
}

func currentAfter(tx *act.Tx, after ClientID, most int) ([]kept, error) {
	a := act.Args{Values: []any{most}}
	where := "TRUE"
	if !after.IsZero() {
		where = "c.id > " + a.Add(after)
	}
	return act.All(tx, scanKept, "SELECT "+currentColumns+" FROM "+currentTables+" WHERE "+where+" ORDER BY c.id LIMIT $1", a.Values...)
}

func updateKeyset(tx *act.Tx, c ClientID, w seal.Wrapped) error {
	_, err := tx.Exec("UPDATE client_keyset SET wrapped_by = $1, keyset = $2 WHERE client = $3", w.By, w.Box, c)
	return err
}

func countLocked(tx *act.Tx) (int, error) {
	n, _, err := act.One(tx, scanCount, `SELECT count(*) FROM client_client c WHERE c.erased_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM client_keyset k WHERE k.client = c.id)`)
	return n, err
}

func eachKeyset(tx *act.Tx, fn func(ClientID, seal.Wrapped) error) error {
	return act.Each(tx, func(s act.Scanner) error {
		var c ClientID
		var w seal.Wrapped
		if err := s.Scan(&c, &w.By, &w.Box); err != nil {
			return err
		}
		return fn(c, w)
	}, "SELECT client, wrapped_by, keyset FROM client_keyset ORDER BY client")
}

// restoreKeyset tells whether the client was here, without a key and not erased.
func restoreKeyset(tx *act.Tx, c ClientID, w seal.Wrapped) (bool, error) {
	n, err := tx.Exec(`INSERT INTO client_keyset (client, wrapped_by, keyset) SELECT c.id, $2, $3 FROM client_client c
		WHERE c.id = $1 AND c.erased_at IS NULL ON CONFLICT DO NOTHING`, c, w.By, w.Box)
	return n == 1, err
}
