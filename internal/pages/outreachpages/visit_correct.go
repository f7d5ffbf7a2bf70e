package outreachpages

import (
	"net/url"
	"slices"
	"strconv"

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

// openVisit shows a visit's form with what is on record.
func openVisit(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	h, err := visitToCorrect(tx, r)
	if err != nil {
		return nil, err
	}
	if h.Now().State == outreach.Withdrawn {
		return web.Redirect(visitHref(h.Now().ID)), nil
	}
	p, err := correctionForm(tx, r, h)
	if err != nil {
		return nil, err
	}
	p.typed = typedCorrection(p.Page, h.Now(), id.New[outreach.Correction]())
	if err := p.resume(tx, r, p.action); err != nil {
		return nil, err
	}
	return web.Show(visitFormView(p)), nil
}

// visitToCorrect loads the visit of the address for whoever may correct it.
func visitToCorrect(tx *act.Tx, r *web.Request) (outreach.History, error) {
	visit, err := web.PathID[outreach.Stop](r, "visit")
	if err != nil {
		return outreach.History{}, err
	}
	h, err := outreach.Visit(tx, visit)
	if err != nil {
		return h, err
	}
	return h, tx.Require(access.CorrectVisits, access.Of("visit", h.Now().Organisation, h.Now().Unit, visit))
}

func typedCorrection(page web.Page, now outreach.Version, correction outreach.CorrectionID) url.Values {
	v := typedVisit(page, now.Stop, true)
	v.Set("correction", correction.String())
	v.Set("seen", strconv.Itoa(now.No))
	return v
}

// correctionForm is the form of a visit on record, with what it names already
// among the choices, in use or not.
func correctionForm(tx *act.Tx, r *web.Request, h outreach.History) (visitForm, error) {
	now := h.Now()
	units, err := unitsToRecordIn(tx)
	if err != nil {
		return visitForm{}, err
	}
	unit, found := unitOf(units, func(u staff.Unit) bool { return u.ID == now.Unit })
	if !found {
		unit = staff.Unit{ID: now.Unit, Organisation: now.Organisation}
	}
	c, err := choose(tx, units, unit)
	if err != nil {
		return visitForm{}, err
	}
	if err := c.keepPlace(tx, now.Place); err != nil {
		return visitForm{}, err
	}
	if err := c.keepWorkers(tx, now.Unit, now.Workers); err != nil {
		return visitForm{}, err
	}
	p := visitForm{visitChoices: c, action: visitHref(now.ID) + "/correct", back: visitHref(now.ID),
		submit: r.Print.T("visit.submit_correction"), correcting: true}
	p.Page = r.Page("visit.correct_title", "place", h.PlaceName, "day", now.Day)
	p.title = p.Page.Title
	return p, nil
}

// keepPlace adds a place that is in use no more to those that can be chosen.
func (c *visitChoices) keepPlace(tx *act.Tx, place outreach.PlaceID) error {
	if slices.ContainsFunc(c.places, func(x outreach.Place) bool { return x.ID == place }) {
		return nil
	}
	x, err := outreach.OnePlace(tx, place)
	c.places = append(c.places, x)
	return err
}

// keepWorkers adds workers who do not do this work any more to those that can be chosen.
func (c *visitChoices) keepWorkers(tx *act.Tx, unit access.UnitID, workers []access.WorkerID) error {
	names, err := staff.ColleagueNames(tx, workers, []access.OrganisationID{c.unit.Organisation})
	for _, w := range workers {
		if !slices.ContainsFunc(c.colleagues, func(x staff.Colleague) bool { return x.ID == w }) {
			c.colleagues = append(c.colleagues, staff.Colleague{ID: w, Name: workerNames(names).of(w), Unit: unit})
		}
	}
	return err
}

func correctVisit(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	h, err := visitToCorrect(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := correctionForm(tx, r, h)
	if err != nil {
		return nil, err
	}
	c, err := readCorrection(r, h, p.visitChoices)
	if err == nil {
		_, err = outreach.Correct(tx, c)
	}
	if err == nil {
		return saved(tx, visitHref(h.Now().ID), "visit.corrected", r.URL.Path)
	}
	if !mendable(err) {
		return nil, err
	}
	p.typed, p.errors = r.PostForm, r.Errors(err)
	p.hints = append(recognise.Hints(c.Stop.Heard), recognise.Hints(c.Reason)...)
	if fault.Is(err, fault.Stale) {
		stands := typedCorrection(p.Page, h.Now(), c.ID)
		p.changed = p.compare(stands, p.shown())
		p.typed.Set("seen", stands.Get("seen"))
	}
	return again(visitFormView(p), err)
}

// readCorrection reads what was typed. A form in which nothing was changed is
// no correction, unless it has been taken already.
func readCorrection(r *web.Request, h outreach.History, choices visitChoices) (outreach.Correction, error) {
	f := r.TypedForm()
	now := h.Now()
	s, err := readVisit(r, f, choices)
	s.ID, s.Round = now.ID, now.Round
	s.Organisation, s.Unit, s.Source, s.Import, s.MadeAt = now.Organisation, now.Unit, now.Source, now.Import, now.MadeAt
	c := outreach.Correction{ID: web.FormID[outreach.Correction](f, "correction"), Seen: f.Int("seen"), Reason: f.Text("reason"), Stop: s}
	taken := slices.ContainsFunc(h.Versions, func(v outreach.Version) bool { return v.Correction == c.ID && v.No > 1 })
	if err == nil && !taken && c.Seen == now.No && now.Same(s) {
		err = fault.New(fault.Invalid, "visit.unchanged")
	}
	if err == nil {
		err = f.Err()
	}
	return c, err
}

// shown are the fields that may differ when somebody else corrected meanwhile.
func (p visitForm) shown() []shown {
	plain := func(choices []ui.Choice) func([]string) string {
		var all []ui.Option
		for _, c := range choices {
			all = append(all, c.Option)
		}
		return p.labels(all)
	}
	fields := []shown{
		{"place", "visit.place", p.labels(p.placeChoices())}, {"day", "visit.day", nil}, {"start", "visit.start_label", nil},
		{"end", "visit.end_label", nil}, {"kind", "visit.kind", plain(p.kindChoices())},
		{"workers", "visit.workers", plain(workerChoices(p.colleagues, func(access.WorkerID) bool { return true }))},
		{"present", "visit.present", nil}, {"conversations", "visit.conversations", nil}, {"clienthoods", "visit.clienthoods", nil},
		{"topics", "visit.topics", plain(p.topicChoices())}, {"heard", "visit.heard", firstLine}, {"minutes", "visit.minutes", nil},
	}
	for _, g := range []struct {
		prefix, texts string
		codes         []string
	}{{"age_", "visit.age.", outreach.AgeBands}, {"gender_", "visit.gender.", outreach.Genders},
		{"onward_", "visit.onward.", outreach.OnwardCodes}, {"feedback_", "visit.mark.", outreach.Marks}} {
		for _, code := range g.codes {
			fields = append(fields, shown{g.prefix + code, g.texts + code, nil})
		}
	}
	return fields
}
