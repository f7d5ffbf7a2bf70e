package outcome

import (
	"encoding/binary"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
)

// Forget removes what stands about a client who is being erased. It comes before client.Erase, in the same act.
//
// Her links go with their drafts, her plan, and every version that was corrected or withdrawn. Of a measurement that stands its scores stay for the sums of
// reports, with instrument, organisation, unit, month, occasion and who answered. All answers go, and so do who recorded it, when, in which
// language, where and by which import. What stays stands under fresh random ids, one of them for all of hers, so that a course stays a
// course and nothing leads from it to her. Days become the first ones of their month, in the order in which she was measured
// (docs/decisions/0024-erased-measurements.md).
func Forget(tx *act.Tx, c client.ClientID) error {
	h, err := client.Hold(tx, c, client.Measuring)
	if err != nil {
		return err
	}
	if err := tx.Require(access.EraseClients, h.Subject(noun)); err != nil {
		return err
	}
	ids, err := client.Same(tx, c)
	if err != nil || len(ids) == 0 {
		return err
	}
	if err := removeLinks(tx, ids); err != nil {
		return err
	}
	if err := removePlans(tx, ids); err != nil {
		return err
	}
	if err := removePast(tx, ids); err != nil {
		return err
	}
	all, err := figuresOf(tx, ids)
	if err != nil {
		return err
	}
	return stripAll(tx, all)
}

// stripAll takes away from measurements of one client whatever leads to her.
func stripAll(tx *act.Tx, all []figures) error {
	nobody := id.Random[client.Client]()
	fresh := map[MeasurementID]MeasurementID{}
	for _, was := range all {
		fresh[was.id] = id.Random[Measurement]()
	}
	nth := map[civil.Month]int{}
	for _, was := range all {
		f, err := instrument.FormOf(tx, was.version)
		if err != nil {
			return err
		}
		none, err := f.Pack(instrument.Answers{})
		if err != nil {
			return err
		}
		left := was
		left.id, left.moment = fresh[was.id], MomentID(fresh[was.id])
		if other, stands := fresh[MeasurementID(was.moment)]; stands {
			left.moment = MomentID(other)
		}
		month := civil.MonthOf(was.day)
		left.day = month.First().AddDays(nth[month])
		nth[month] = min(nth[month]+1, shortestMonth-1)
		if left.packed, err = withoutAnswers(was.packed, nobody, left.day); err != nil {
			return err
		}
		if err := strip(tx, was, left, nobody, none.Closed); err != nil {
			return err
		}
	}
	return nil
}

// shortestMonth is how many days every month has.
const shortestMonth = 28

// withoutAnswers packs a measurement anew as somebody else's, of another day and without its answers.
func withoutAnswers(packed []byte, nobody client.ClientID, day civil.Date) ([]byte, error) {
	var p Packed
	if err := p.Read(packed); err != nil {
		return nil, err
	}
	b := append([]byte(nil), packed[:len(packed)-len(p.Closed)]...)
	copy(b[1:17], nobody[:])
	binary.LittleEndian.PutUint32(b[17:], uint32(DayNumber(day)))
	return b, nil
}
