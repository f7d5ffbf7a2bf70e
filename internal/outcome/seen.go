package outcome

import (
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// How long the picture of what was handed in is to be seen: by a link of her own for a week, on a tablet that was handed over for half an
// hour at most, and not after the worker has taken it back.
const (
	seenByLink   = 7 * 24 * time.Hour
	seenOnTablet = 30 * time.Minute
)

// showUntil is until when what is handed in now is to be seen by its link. A form on paper was never hers to open.
func (o opened) showUntil(now civil.Instant) civil.Instant {
	switch {
	case o.Way == ByLink:
		return now.Add(seenByLink)
	case o.Way == OnKiosk && o.onTablet():
		return now.Add(seenOnTablet)
	case o.Way == OnKiosk: // she took a code home and came back by it
		return now.Add(seenByLink)
	}
	return civil.Instant{}
}

// seen is nil when the holder of the link may see what was handed in by it.
func (o opened) seen(now civil.Instant, h client.Holder, f *instrument.Form) error {
	switch {
	case o.State != LinkHandedIn:
		return fault.New(fault.Conflict, "outcome.not_handed_in")
	case f.Definition.Purpose != instrument.ForMeasuring, !now.Before(o.seenUntil), h.Keepable() != nil:
		return fault.New(fault.NotFound, "outcome.link_unseen")
	}
	return nil
}

// Seen is what a respondent may see of what she has handed in.
type Seen struct {
	Link  Link
	Form  *instrument.Form
	Until civil.Instant
	// Own is the measurement that she handed in, with those of before and the worker's rating of the same moment where the link was opened
	// to them (Invitation.Earlier). Nothing, when it was withdrawn.
	Own []Version
	// Earlier tells whether it was.
	Earlier bool
}

// SeeOwn is what the holder of a link may see after handing in: what she answered by it, for some days. It reaches no other measurement
// unless whoever made the link opened it to them, and never one of another client or instrument.
func SeeOwn(tx *act.Tx) (Seen, error) {
	o, h, f, err := openLinkFor(tx, access.SeeOwnPicture)
	if err != nil {
		return Seen{}, err
	}
	if err := o.seen(tx.Now, h, f); err != nil {
		return Seen{}, err
	}
	s := Seen{Link: o.Link, Form: f, Until: o.seenUntil, Earlier: o.earlier}
	own, found, err := findCurrent(tx, o.Measurement)
	if err != nil || !found || own.Client != o.Client {
		return s, err
	}
	rows := []row{own}
	if o.earlier {
		if rows, err = besideOwn(tx, o, f, own); err != nil {
			return s, err
		}
	}
	return s, s.open(tx, rows)
}

// besideOwn are the measurements of the client with the instrument up to the link's own, and what stands beside it.
func besideOwn(tx *act.Tx, o opened, f *instrument.Form, own row) ([]row, error) {
	ids, err := client.Same(tx, o.Client)
	if err != nil {
		return nil, err
	}
	all, err := currentOf(tx, ids)
	var rows []row
	for _, r := range all {
		if r.Instrument == f.Instrument && (r.Moment == own.Moment || r.Day.Before(own.Day) || r.Day == own.Day && !r.RecordedAt.After(own.RecordedAt)) {
			rows = append(rows, r)
		}
	}
	return rows, err
}

func (s *Seen) open(tx *act.Tx, rows []row) error {
	for _, r := range rows {
		h, err := client.Hold(tx, r.Client, client.Measuring)
		if err != nil {
			return err
		}
		f, err := instrument.FormOf(tx, r.Version.Version)
		if err != nil {
			return err
		}
		v, err := r.open(h, f)
		if err != nil {
			return err
		}
		s.Own = append(s.Own, v)
	}
	return nil
}

// SeenUntil is until when the picture is to be seen by a link that was handed in, and whether the link was opened to earlier measurements;
// for those who may measure its client.
func SeenUntil(tx *act.Tx, link LinkID) (until civil.Instant, earlier bool, err error) {
	if _, _, err := mayLink(tx, link); err != nil {
		return until, false, err
	}
	o, _, err := linkByID(tx, link)
	return o.seenUntil, o.earlier, err
}
