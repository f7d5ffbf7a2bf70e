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
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// roundForm is the form of a round: day, workers, aim, and places in order.
type roundForm struct {
	form
	visitChoices
	action, back string
	submit       string
	old          bool
}

func newRound(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	units, err := unitsToRecordIn(tx)
	if err != nil {
		return nil, err
	}
	asked, parseErr := id.Parse[access.Unit](r.URL.Query().Get("unit"))
	unit, found := unitOf(units, func(u staff.Unit) bool { return parseErr != nil || u.ID == asked })
	if !found {
		return nil, fault.New(fault.Forbidden, "visit.no_unit")
	}
	p, err := roundFormFor(tx, r, units, unit)
	if err != nil {
		return nil, err
	}
	p.typed = typedRound(p.Page, outreach.Round{ID: id.New[outreach.Round](), Unit: unit.ID, Day: tx.Today(), Workers: []access.WorkerID{tx.Actor.ID}})
	if err := p.resume(tx, r, "/rounds"); err != nil {
		return nil, err
	}
	return web.Show(roundFormView(p)), nil
}

func roundFormFor(tx *act.Tx, r *web.Request, units []staff.Unit, unit staff.Unit) (p roundForm, err error) {
	p.Page, p.action, p.back, p.submit = r.Page("round.new_title"), "/rounds", "/rounds", r.Print.T("round.submit_new")
	p.visitChoices, err = choose(tx, units, unit)
	return p, err
}

// oldRoundForm is the form of a round that is planned already.
func oldRoundForm(tx *act.Tx, r *web.Request, round outreach.Round) (roundForm, error) {
	p, err := roundFormFor(tx, r, nil, staff.Unit{ID: round.Unit, Organisation: round.Organisation})
	if err != nil {
		return p, err
	}
	p.Page, p.old = r.Page("round.edit_title", "day", round.Day), true
	p.action, p.back, p.submit = roundHref(round.ID)+"/edit", roundHref(round.ID), r.Print.T("round.submit")
	for _, place := range round.Places {
		if err := p.keepPlace(tx, place); err != nil {
			return p, err
		}
	}
	return p, p.keepWorkers(tx, round.Unit, round.Workers)
}

func planRound(tx *act.Tx, r *web.Request) (*web.Answer, error) {
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
	p, err := roundFormFor(tx, r, units, unit)
	if err != nil {
		return nil, err
	}
	round, err := readRound(f, p.visitChoices)
	round.Organisation, round.Unit = unit.Organisation, unit.ID
	if err == nil {
		err = outreach.PlanRound(tx, round)
	}
	if err == nil {
		return saved(tx, roundHref(round.ID), "round.saved", "/rounds", "/rounds/new")
	}
	if !mendable(err) {
		return nil, err
	}
	p.typed, p.errors = r.PostForm, r.Errors(err)
	return again(roundFormView(p), err)
}

func editRound(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	round, err := roundToKeep(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := oldRoundForm(tx, r, round)
	if err != nil {
		return nil, err
	}
	p.typed = typedRound(p.Page, round)
	if err := p.resume(tx, r, p.action); err != nil {
		return nil, err
	}
	return web.Show(roundFormView(p)), nil
}

// roundToKeep loads the round of the address for whoever may record on it.
func roundToKeep(tx *act.Tx, r *web.Request) (outreach.Round, error) {
	roundID, err := web.PathID[outreach.Round](r, "round")
	if err != nil {
		return outreach.Round{}, err
	}
	round, err := outreach.OneRound(tx, roundID)
	if err != nil {
		return round, err
	}
	return round, tx.Require(access.RecordVisits, access.Of("round", round.Organisation, round.Unit, round.ID))
}

func changeRound(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	old, err := roundToKeep(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := oldRoundForm(tx, r, old)
	if err != nil {
		return nil, err
	}
	round, err := readRound(r.TypedForm(), p.visitChoices)
	round.ID, round.Organisation, round.Unit = old.ID, old.Organisation, old.Unit
	if err == nil {
		err = outreach.ChangeRound(tx, round)
	}
	if err == nil {
		return saved(tx, roundHref(round.ID), "round.saved", r.URL.Path)
	}
	if !mendable(err) {
		return nil, err
	}
	p.typed, p.errors = r.PostForm, r.Errors(err)
	if fault.Is(err, fault.Stale) {
		stands := typedRound(p.Page, old)
		p.changed = p.compare(stands, p.shown())
		p.typed.Set("version", stands.Get("version"))
	}
	return again(roundFormView(p), err)
}

// placeLines is how many places the form has room for at a time.
const placeLines = 6

// typedRound is a round as the form shows it: its places one by one, "place_1" first.
func typedRound(page web.Page, x outreach.Round) url.Values {
	v := url.Values{
		"id": {x.ID.String()}, "version": {strconv.Itoa(x.Version)}, "unit": {x.Unit.String()},
		"day": {page.Date(x.Day)}, "aim": {x.Aim}, "rows": {strconv.Itoa(max(placeLines, len(x.Places)+2))},
	}
	for i, place := range x.Places {
		v.Set(placeName(i), place.String())
	}
	for _, w := range x.Workers {
		v.Add("workers", w.String())
	}
	return v
}

func placeName(i int) string { return "place_" + strconv.Itoa(i+1) }

// mostPlaceLines bounds what is read; a round has at most fifty places.
const mostPlaceLines = 60

func readRound(f *web.Form, c visitChoices) (outreach.Round, error) {
	x := outreach.Round{ID: web.FormID[outreach.Round](f, "id"), Day: f.Date("day"), Aim: f.Text("aim"), Version: f.Int("version")}
	for i := range mostPlaceLines {
		place := web.FormID[outreach.Place](f, placeName(i))
		if !place.IsZero() && !slices.Contains(x.Places, place) {
			x.Places = append(x.Places, place)
		}
	}
	for _, w := range c.colleagues {
		if slices.Contains(f.Texts("workers"), w.ID.String()) && !slices.Contains(x.Workers, w.ID) {
			x.Workers = append(x.Workers, w.ID)
		}
	}
	if x.ID.IsZero() && f.Err() == nil {
		return x, fault.New(fault.Invalid, "fault.unreadable")
	}
	return x, f.Err()
}

// rows is how many places the form shows room for.
func (p roundForm) rows() int {
	n, err := strconv.Atoi(p.typed.Get("rows"))
	if err != nil {
		return placeLines
	}
	return min(max(n, placeLines), mostPlaceLines)
}

func (p roundForm) placeField(i int) ui.Field {
	f := p.field(placeName(i), "round.place_no")
	f.Label = p.T("round.place_no", "no", i+1)
	if i == 0 {
		f.ID = ui.FieldID("places")
		f.Error = p.errors.Of("places")
	}
	return f
}

func (p roundForm) placeOptions() []ui.Option {
	return withFirst(p.T("round.no_place"), placeOptions(p.Printer, p.today, p.places))
}

// shown are the fields that may differ when somebody else changed the round meanwhile.
func (p roundForm) shown() []shown {
	var workers []ui.Option
	for _, c := range workerChoices(p.colleagues, func(access.WorkerID) bool { return true }) {
		workers = append(workers, c.Option)
	}
	fields := []shown{{"day", "round.day", nil}, {"aim", "round.aim", firstLine}, {"workers", "round.workers", p.labels(workers)}}
	for i := range p.rows() {
		fields = append(fields, shown{placeName(i), "round.places", p.labels(p.placeOptions())})
	}
	return fields
}
