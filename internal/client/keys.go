package client

import (
	"errors"
	"fmt"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// ErrSecret is the answer to secrets that cannot be this installation's.
var ErrSecret = errors.New("client: the clients' keys were wrapped under a secret that is not among those given")

// CheckSecrets tells whether the secrets of the acts are the installation's: an error before anything is shown unreadable or, worse,
// sealed under a secret that the other nodes do not have. The first secrets of an installation are taken down as its own.
func CheckSecrets(tx *act.Tx) error {
	if err := tx.Require(access.KeepClientKeys, access.All("client_key", access.Installation)); err != nil {
		return err
	}
	if err := sealsOf(tx); err != nil {
		return err
	}
	known, err := secretNames(tx)
	if err != nil {
		return err
	}
	given := tx.Seals.Names()
	if len(known) > 0 && !slices.ContainsFunc(given, func(name string) bool { return slices.Contains(known, name) }) {
		return ErrSecret
	}
	missing, err := wrappedOutside(tx, given)
	if err != nil {
		return err
	}
	if missing > 0 {
		return fmt.Errorf("%w (%d keys)", ErrSecret, missing)
	}
	return insertSecret(tx, given[0])
}

// SecretsUsed tells whether keys have been wrapped in this database.
func SecretsUsed(tx *act.Tx) (bool, error) {
	if err := tx.Require(access.KeepClientKeys, access.All("client_key", access.Installation)); err != nil {
		return false, err
	}
	names, err := secretNames(tx)
	return len(names) > 0, err
}

// renewed is how many keys one act wraps anew.
const renewed = 500

// RenewKeys wraps keys that stand under an older secret under the newest one, and marks their clients anew, at most some hundreds in one
// act. It returns how many it renewed; with 0 the older secrets are no longer needed, and destroying them makes every copy of the
// keys that was made before useless.
func RenewKeys(tx *act.Tx) (int, error) {
	if err := tx.Require(access.KeepClientKeys, access.All("client_key", access.Installation)); err != nil {
		return 0, err
	}
	if err := sealsOf(tx); err != nil {
		return 0, err
	}
	names := tx.Seals.Names()
	old, err := outdated(tx, names[0], len(names), renewed)
	if err != nil {
		return 0, err
	}
	for _, k := range old {
		if err := renew(tx, k); err != nil {
			return 0, err
		}
	}
	if len(old) > 0 {
		return len(old), insertSecret(tx, names[0])
	}
	return 0, forgetSecrets(tx, names[0])
}

func renew(tx *act.Tx, k kept) error {
	if k.record.wrapped.By != tx.Seals.Names()[0] {
		w, err := tx.Seals.Rewrap(k.record.wrapped, owner(k.record.id))
		if err != nil {
			return err
		}
		if err := updateKeyset(tx, k.record.id, w); err != nil {
			return err
		}
	}
	return remark(tx, k)
}

// MarkAgain marks clients anew after a restore, which brings no marks: those whose ids come after one, at most some hundreds in one act.
// It returns the last id and how many it marked; 0 ends it.
func MarkAgain(tx *act.Tx, after ClientID) (ClientID, int, error) {
	if err := tx.Require(access.KeepClientKeys, access.All("client_key", access.Installation)); err != nil {
		return after, 0, err
	}
	if err := sealsOf(tx); err != nil {
		return after, 0, err
	}
	some, err := currentAfter(tx, after, renewed)
	if err != nil {
		return after, 0, err
	}
	for _, k := range some {
		after = k.record.id
		if k.record.locked() {
			continue
		}
		if err := remark(tx, k); err != nil {
			return after, 0, err
		}
	}
	return after, len(some), nil
}

func remark(tx *act.Tx, k kept) error {
	key, err := k.record.key(tx)
	if err != nil {
		return err
	}
	p, _, err := k.row.person(key)
	if err != nil {
		return err
	}
	o, c := k.record.organisation, k.record.id
	if err := deleteMarks(tx, c, marksOf(tx.Seals, o, p, false)); err != nil {
		return err
	}
	if err := insertMarks(tx, c, marksOf(tx.Seals, o, p, true)); err != nil {
		return err
	}
	return markCode(tx, o, c, p.Identity)
}

// LockedClients counts those whose keys are not here, though nobody erased them: 0 unless a backup was restored without its copy of the keys.
func LockedClients(tx *act.Tx) (int, error) {
	if err := tx.Require(access.KeepClientKeys, access.All("client_key", access.Installation)); err != nil {
		return 0, err
	}
	return countLocked(tx)
}
