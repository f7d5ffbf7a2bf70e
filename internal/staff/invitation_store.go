package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
)

const invitationColumns = "id, worker, made_at, ends_at, used_at"

func scanInvitation(s act.Scanner) (v Invitation, err error) {
	err = s.Scan(&v.ID, &v.Worker, &v.Made, &v.Ends, &v.Used)
	return v, err
}

func insertInvitation(tx *act.Tx, v Invitation, hash []byte) error {
	_, err := tx.Exec("INSERT INTO staff_invitation ("+invitationColumns+", token_hash) VALUES "+act.Values(1, 6),
		v.ID, v.Worker, v.Made, v.Ends, v.Used, hash)
	return err
}

func voidInvitations(tx *act.Tx, worker access.WorkerID) error {
	_, err := tx.Exec("UPDATE staff_invitation SET ends_at = $1 WHERE worker = $2 AND used_at IS NULL AND ends_at > $1", tx.Now, worker)
	return err
}

func invitationByToken(tx *act.Tx, hash []byte) (Invitation, bool, error) {
	return act.One(tx, scanInvitation, "SELECT "+invitationColumns+" FROM staff_invitation WHERE token_hash = $1", hash)
}

func invitationsOf(tx *act.Tx, worker access.WorkerID) ([]Invitation, error) {
	return act.All(tx, scanInvitation, "SELECT "+invitationColumns+" FROM staff_invitation WHERE worker = $1 ORDER BY made_at DESC, id DESC", worker)
}

func useInvitation(tx *act.Tx, invitation id.Of[Invitation]) (bool, error) {
	n, err := tx.Exec("UPDATE staff_invitation SET used_at = $1 WHERE id = $2 AND used_at IS NULL", tx.Now, invitation)
	return n == 1, err
}

func removeInvitations(tx *act.Tx, before civil.Instant) (int64, error) {
	return tx.Exec("DELETE FROM staff_invitation WHERE ends_at < $1", before)
}
