package client

import (
	"rinnalla/internal/act"
)

func insertMarks(tx *act.Tx, c ClientID, marks [][]byte) error {
	for some := range act.Shares(marks, 2) {
		args := make([]any, 0, 2*len(some))
		for _, m := range some {
			args = append(args, m, c)
		}
		if err := tx.Later("INSERT INTO client_mark (mark, client) VALUES "+act.Values(len(some), 2)+" ON CONFLICT DO NOTHING", args...); err != nil {
			return err
		}
	}
	return nil
}

func deleteMarks(tx *act.Tx, c ClientID, marks [][]byte) error {
	for some := range act.Shares(marks, 1) {
		a := act.Args{Values: []any{c}}
		if _, err := tx.Exec("DELETE FROM client_mark WHERE client = $1 AND mark IN "+act.List(&a, some), a.Values...); err != nil {
			return err
		}
	}
	return nil
}

// insertCodeMark tells whether the mark is the client's now; false when it is another's.
func insertCodeMark(tx *act.Tx, mark []byte, c ClientID) (bool, error) {
	n, err := tx.Exec("INSERT INTO client_code_mark (mark, client) VALUES ($1, $2) ON CONFLICT DO NOTHING", mark, c)
	return n == 1, err
}

func deleteCodeMarks(tx *act.Tx, c ClientID) error {
	_, err := tx.Exec("DELETE FROM client_code_mark WHERE client = $1", c)
	return err
}

func clientOfCode(tx *act.Tx, marks [][]byte) (ClientID, bool, error) {
	var a act.Args
	return act.One(tx, scanID, "SELECT client FROM client_code_mark WHERE mark IN "+act.List(&a, marks), a.Values...)
}

func scanID(s act.Scanner) (c ClientID, err error) { return c, s.Scan(&c) }
