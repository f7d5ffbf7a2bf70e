package picture

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
)

// SwitchID names one turn of a switch.
type SwitchID = id.Of[Switch]

// Switch says whether the mark of a course that is not going as hoped is shown of a client. Whoever turned it last is its word; the turns
// before it stay.
type Switch struct {
	ID     SwitchID // minted by the form: sent twice it is turned once
	Client client.ClientID
	Shown  bool
	MadeBy access.WorkerID // zero: nobody has ever turned it
	MadeAt civil.Instant
}

// SwitchMarks turns the marks of a client off, and on again.
func SwitchMarks(tx *act.Tx, s Switch) error {
	h, err := client.Hold(tx, s.Client, client.Measuring)
	if err != nil {
		return err
	}
	if err := tx.Require(access.SwitchMarks, h.Subject("picture")); err != nil {
		return err
	}
	if err := h.Keepable(); err != nil {
		return err
	}
	if s.ID.IsZero() {
		return fault.New(fault.Invalid, "picture.switch_missing")
	}
	s.MadeBy, s.MadeAt = tx.Actor.ID, tx.Now
	added, err := insertSwitch(tx, s)
	if err != nil || added {
		return err
	}
	old, found, err := findSwitch(tx, s.ID)
	if err == nil && (!found || old.Client != s.Client || old.Shown != s.Shown) {
		err = fault.New(fault.Conflict, "picture.switch_conflict")
	}
	return err
}

// MarksOf tells how the switch stands for a client and those whose records were joined to hers. It asks nothing: whoever shows a picture has
// asked for its measurements.
func MarksOf(tx *act.Tx, c client.ClientID) (Switch, error) {
	ids, err := client.Same(tx, c)
	if err != nil || len(ids) == 0 {
		return Switch{Shown: true}, err
	}
	s, found, err := newestSwitch(tx, ids)
	if err == nil && !found {
		s = Switch{Shown: true}
	}
	return s, err
}

// Forget removes what was switched for a client who is being erased. It comes before client.Erase, in the same act.
func Forget(tx *act.Tx, c client.ClientID) error {
	h, err := client.Hold(tx, c, client.Measuring)
	if err != nil {
		return err
	}
	if err := tx.Require(access.EraseClients, h.Subject("picture")); err != nil {
		return err
	}
	ids, err := client.Same(tx, c)
	if err != nil || len(ids) == 0 {
		return err
	}
	return removeSwitches(tx, ids)
}
