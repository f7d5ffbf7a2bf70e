package picturepages

import (
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/outreach"
)

// mostServices is how many partners, and how many places, are named beside a mark.
const mostServices = 6

// services are who and what could be of help where the client lives: partners, and meeting places that anybody may go to.
type services struct {
	partners []outreach.Partner
	places   []outreach.Place
}

func (s services) none() bool { return len(s.partners) == 0 && len(s.places) == 0 }

// near finds them in the client's home municipality, or in the whole organisation when that is not known or may not be seen.
func near(tx *act.Tx, c client.Client) (s services, err error) {
	s.partners, err = outreach.Partners(tx, outreach.PartnerFilter{Organisation: c.Organisation, Municipality: c.Municipality, Limit: mostServices})
	if err != nil {
		return s, err
	}
	s.places, err = outreach.Places(tx, outreach.PlaceFilter{Organisation: c.Organisation, Municipality: c.Municipality, LowThreshold: true,
		ActiveOn: tx.Today(), Limit: mostServices})
	return s, err
}
