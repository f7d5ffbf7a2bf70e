package outreachpages

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/recognise"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// visitForm is the form of a visit, in the order in which a worker thinks of it.
type visitForm struct {
	form
	visitChoices
	action, back string
	submit       string
	title        string
	correcting   bool
	hints        []recognise.Hint // what looks recognisable in what was heard or in the reason
	stands       string           // the address of the visit that stands under the same id already
}

func newVisit(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	units, err := unitsToRecordIn(tx)
	if err != nil {
		return nil, err
	}
	s, round, place, err := beginVisit(tx, r)
	if err != nil {
		return nil, err
	}
	unit, found := unitOf(units, func(u staff.Unit) bool {
		return (s.Unit.IsZero() || u.ID == s.Unit) && (place.Organisation.IsZero() || u.Organisation == place.Organisation)
	})
	if !found {
		return nil, fault.New(fault.Forbidden, "visit.no_unit")
	}
	c, err := choose(tx, units, unit)
	if err != nil {
		return nil, err
	}
	s.Unit = unit.ID
	c.round = round
	p := newVisitForm(r, c)
	p.typed = typedVisit(p.Page, s, false)
	if err := p.resume(tx, r, p.action); err != nil {
		return nil, err
	}
	return web.Show(visitFormView(p)), nil
}

// beginVisit is a visit as far as it is known before anybody typed: today, by
// the actor herself, on the round and in the place of the address.
func beginVisit(tx *act.Tx, r *web.Request) (s outreach.Stop, round outreach.Round, place outreach.Place, err error) {
	f := r.TypedForm()
	s = outreach.Stop{ID: id.New[outreach.Stop](), Day: tx.Today(), Kind: outreach.StopKinds[0], Workers: []access.WorkerID{tx.Actor.ID}}
	roundID, placeID := web.FormID[outreach.Round](f, "round"), web.FormID[outreach.Place](f, "place")
	s.Unit = web.FormID[access.Unit](f, "unit")
	if f.Err() != nil {
		return s, round, place, fault.Missing()
	}
	if !roundID.IsZero() {
		if round, err = outreach.OneRound(tx, roundID); err != nil {
			return s, round, place, err
		}
		s.Round, s.Unit, s.Workers = round.ID, round.Unit, round.Workers
		if !round.Day.After(tx.Today()) {
			s.Day = round.Day
		}
	}
	if !placeID.IsZero() {
		if place, err = outreach.OnePlace(tx, placeID); err != nil {
			return s, round, place, err
		}
		s.Place = place.ID
	}
	return s, round, place, nil
}

func newVisitForm(r *web.Request, c visitChoices) visitForm {
	p := visitForm{visitChoices: c, action: "/visits", back: "/visits", submit: r.Print.T("visit.submit")}
	p.Page, p.title = r.Page("visit.new_title"), r.Print.T("visit.new_title")
	if !c.round.ID.IsZero() {
		p.back = roundHref(c.round.ID)
	}
	return p
}

func recordVisit(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	units, err := unitsToRecordIn(tx)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	typedUnit := web.FormID[access.Unit](f, "unit")
	unit, found := unitOf(units, func(u staff.Unit) bool { return u.ID == typedUnit })
	if !found {
		return nil, fault.Missing()
	}
	c, err := choose(tx, units, unit)
	if err != nil {
		return nil, err
	}
	s, err := readVisit(r, f, c)
	s.Organisation, s.Unit, s.Source = unit.Organisation, unit.ID, outreach.Desk
	if err == nil {
		_, err = outreach.Record(tx, s)
	}
	if err == nil {
		to := visitHref(s.ID)
		if !s.Round.IsZero() {
			to = roundHref(s.Round)
		}
		return saved(tx, to, "visit.saved", "/visits", "/visits/new")
	}
	if !mendable(err) {
		return nil, err
	}
	c.round.ID = s.Round
	p := newVisitForm(r, c)
	p.typed, p.errors, p.hints = r.PostForm, r.Errors(err), recognise.Hints(s.Heard)
	if fault.Is(err, fault.Conflict) {
		p.stands = visitHref(s.ID)
	}
	return again(visitFormView(p), err)
}

// counts are the number fields of one closed list.
//
//i18n:keys visit.age.*
//i18n:keys visit.gender.*
//i18n:keys visit.onward.*
//i18n:keys visit.mark.*
func (p visitForm) counts(prefix, texts string, codes []string) []ui.Field {
	fields := make([]ui.Field, len(codes))
	for i, code := range codes {
		fields[i] = p.field(prefix+code, texts+code)
	}
	return fields
}

func (p visitForm) ages() []ui.Field {
	unknownFirst := append([]string{"unknown"}, outreach.AgeBands[:len(outreach.AgeBands)-1]...)
	return p.counts("age_", "visit.age.", unknownFirst)
}

func (p visitForm) genders() []ui.Field {
	return p.counts("gender_", "visit.gender.", outreach.Genders)
}

func (p visitForm) onward() []ui.Field {
	return p.counts("onward_", "visit.onward.", outreach.OnwardCodes)
}

func (p visitForm) marks() []ui.Field {
	return p.counts("feedback_", "visit.mark.", outreach.Marks)
}

// filled tells whether something stands in one of the fields, or is wrong with it.
func (p visitForm) filled(group string, fields ...[]ui.Field) bool {
	for _, f := range slices.Concat(fields...) {
		if f.Value != "" || f.Error != "" {
			return true
		}
	}
	return p.errors.Of(group) != ""
}

// hintTexts say what looked recognisable.
//
//i18n:keys visit.hint.*
func (f form) hintTexts(hints []recognise.Hint) []string {
	var all []string
	for _, h := range hints {
		if text := f.T("visit.hint."+h.Kind, "text", h.Text); !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}
