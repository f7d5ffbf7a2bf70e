package staff

import (
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
)

const passkeyColumns = "id, worker, name, credential, public_key, aaguid, transports, sign_count, backup_eligible, backup_state, added_at, used_at"

func insertPasskey(tx *act.Tx, p Passkey) (bool, error) {
	c := p.credential
	transports := make([]string, len(c.Transport))
	for i, t := range c.Transport {
		transports[i] = string(t)
	}
	n, err := tx.Exec("INSERT INTO staff_passkey ("+passkeyColumns+") VALUES "+act.Values(1, 12)+" ON CONFLICT DO NOTHING",
		p.ID, p.Worker, p.Name, c.ID, c.PublicKey, c.Authenticator.AAGUID, strings.Join(transports, " "), int64(c.Authenticator.SignCount),
		c.Flags.BackupEligible, c.Flags.BackupState, p.Added, p.Used)
	return n == 1, err
}

func scanPasskey(s act.Scanner) (p Passkey, err error) {
	var transports string
	var count int64
	c := &p.credential
	err = s.Scan(&p.ID, &p.Worker, &p.Name, &c.ID, &c.PublicKey, &c.Authenticator.AAGUID, &transports, &count,
		&c.Flags.BackupEligible, &c.Flags.BackupState, &p.Added, &p.Used)
	c.Authenticator.SignCount = uint32(count)
	c.Flags.UserPresent, c.Flags.UserVerified = true, true
	for _, t := range strings.Fields(transports) {
		c.Transport = append(c.Transport, protocol.AuthenticatorTransport(t))
	}
	return p, err
}

func passkeysOf(tx *act.Tx, worker access.WorkerID) ([]Passkey, error) {
	return act.All(tx, scanPasskey, "SELECT "+passkeyColumns+" FROM staff_passkey WHERE worker = $1 ORDER BY added_at, id", worker)
}

func usePasskey(tx *act.Tx, c *webauthn.Credential) error {
	_, err := tx.Exec("UPDATE staff_passkey SET used_at = $1, sign_count = $2, backup_state = $3 WHERE credential = $4",
		tx.Now, int64(c.Authenticator.SignCount), c.Flags.BackupState, c.ID)
	return err
}

func removePasskey(tx *act.Tx, passkey id.Of[Passkey], worker access.WorkerID) (bool, error) {
	n, err := tx.Exec("DELETE FROM staff_passkey WHERE id = $1 AND worker = $2", passkey, worker)
	return n == 1, err
}

func removePasskeys(tx *act.Tx, worker access.WorkerID) error {
	_, err := tx.Exec("DELETE FROM staff_passkey WHERE worker = $1", worker)
	return err
}

func insertChallenge(tx *act.Tx, challenge id.Of[Challenge], worker access.WorkerID, state []byte, ends civil.Instant) error {
	_, err := tx.Exec("INSERT INTO staff_challenge (id, worker, state, ends_at) VALUES ($1, $2, $3, $4)", challenge, worker, state, ends)
	return err
}

// deleteChallenge takes a challenge away. Of two who try at once, one gets it.
func deleteChallenge(tx *act.Tx, challenge id.Of[Challenge], worker access.WorkerID) ([]byte, bool, error) {
	var a act.Args
	where := "id = " + a.Add(challenge) + " AND ends_at > " + a.Add(tx.Now)
	if worker.IsZero() {
		where += " AND worker IS NULL"
	} else {
		where += " AND worker = " + a.Add(worker)
	}
	return act.One(tx, func(s act.Scanner) (state []byte, err error) { return state, s.Scan(&state) },
		"DELETE FROM staff_challenge WHERE "+where+" RETURNING state", a.Values...)
}

func removeChallenges(tx *act.Tx, before civil.Instant) (int64, error) {
	return tx.Exec("DELETE FROM staff_challenge WHERE ends_at < $1", before)
}
