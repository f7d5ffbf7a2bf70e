package outcome

import (
	"crypto/hmac"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
)

// pinMark is what a PIN is kept as: without the installation's secret its few digits are not found by trying them.
func pinMark(tx *act.Tx, link LinkID, pin string) []byte {
	return tx.Seals.Mark(purposePIN, link.String()+pin)
}

func parkedAt(link LinkID) string { return "tablet/" + link.String() }

// Park seals the worker's session while a client has the tablet. What it gives is for the tablet to keep: it opens with the PIN only, and
// nothing on the tablet is signed in meanwhile.
func Park(tx *act.Tx, link LinkID, session string) ([]byte, error) {
	l, _, err := mayLink(tx, link)
	if err != nil {
		return nil, err
	}
	if l.Way != OnKiosk || l.MadeBy != tx.Actor.ID {
		return nil, fault.Missing()
	}
	return tx.Seals.SealShort(session, parkedAt(link))
}

// Leave takes the tablet back by its PIN: it gives the session that was parked, and whose measurement it was. What the client has not handed
// in goes, unless she took a code to come back by. A wrong PIN is tried a few times only.
func Leave(tx *act.Tx, link LinkID, pin string, parked []byte) (session string, of client.ClientID, err error) {
	if err := tx.Require(access.Public, access.Subject{Kind: noun}); err != nil {
		return "", of, err
	}
	if err := countTry(tx, perTablet, link.String()); err != nil {
		return "", of, err
	}
	o, found, err := linkByID(tx, link)
	if err != nil {
		return "", of, err
	}
	if !found || o.Way != OnKiosk || !hmac.Equal(o.pin, pinMark(tx, link, pin)) {
		return "", of, nil
	}
	session, err = tx.Seals.OpenShort(parked, parkedAt(link))
	if err != nil {
		return "", of, nil // another tablet's
	}
	if err := forgive(tx, perTablet, link.String()); err != nil {
		return "", of, err
	}
	switch {
	case o.State == LinkHandedIn:
		err = hide(tx, link)
	case o.State == LinkOpen && o.onTablet():
		err = closeLink(tx, link)
	}
	return session, o.Client, err
}

// onTablet tells whether the tablet still is where it is answered.
func (o opened) onTablet() bool { return o.Expires.Sub(o.MadeAt) <= kioskLasts }
