package outreachpages

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strconv"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
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
	hints        []outreach.Hint // what looks recognisable in what was heard or in the reason
	stands       string          // the address of the visit that stands under the same id already
}

// visitChoices are what a visit of one organisation can name.
type visitChoices struct {
	today      civil.Date
	units      []staff.Unit // of the organisation, in which the actor may record
	unit       staff.Unit   // the one that the form begins with
	elsewhere  []staff.Unit // the actor's units in other organisations
	places     []outreach.Place
	topics     []outreach.Topic
	colleagues []staff.Colleague
	round      outreach.Round
}

// unitsToRecordIn are the units in which the actor may record visits, those of her own posts first.
func unitsToRecordIn(tx *act.Tx) ([]staff.Unit, error) {
	units, err := staff.UnitsWithin(tx, tx.Actor.ScopeOf(access.RecordVisits))
	if err != nil {
		return nil, err
	}
	units = slices.DeleteFunc(units, func(u staff.Unit) bool { return !u.Term.In(tx.Today()) })
	own := func(u staff.Unit) int {
		at := slices.IndexFunc(tx.Actor.Posts, func(p access.Post) bool { return p.Unit == u.ID })
		if at < 0 {
			return len(tx.Actor.Posts)
		}
		return at
	}
	slices.SortStableFunc(units, func(a, b staff.Unit) int { return cmp.Compare(own(a), own(b)) })
	return units, nil
}

// choose gathers the choices for a visit in the unit.
func choose(tx *act.Tx, all []staff.Unit, unit staff.Unit) (c visitChoices, err error) {
	c.today, c.unit = tx.Today(), unit
	for _, u := range all {
		if u.Organisation == unit.Organisation {
			c.units = append(c.units, u)
		} else {
			c.elsewhere = append(c.elsewhere, u)
		}
	}
	if c.places, err = outreach.Places(tx, outreach.PlaceFilter{Organisation: unit.Organisation, ActiveOn: c.today}); err != nil {
		return c, err
	}
	topics, err := outreach.Topics(tx)
	if err != nil {
		return c, err
	}
	for _, t := range topics {
		if t.Organisation == unit.Organisation {
			c.topics = append(c.topics, t)
		}
	}
	c.colleagues, err = staff.Colleagues(tx, []access.OrganisationID{unit.Organisation})
	return c, err
}

// unitOf finds a unit among those in which the actor may record.
func unitOf(all []staff.Unit, is func(staff.Unit) bool) (staff.Unit, bool) {
	i := slices.IndexFunc(all, is)
	if i < 0 {
		return staff.Unit{}, false
	}
	return all[i], true
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
	p.typed, p.errors, p.hints = r.PostForm, r.Errors(err), outreach.Recognisable(s.Heard)
	if fault.Is(err, fault.Conflict) {
		p.stands = visitHref(s.ID)
	}
	return again(visitFormView(p), err)
}

// typedVisit is a visit as the form shows it. full writes the noughts of what
// was counted: a visit on record has them, an empty form does not.
func typedVisit(page web.Page, s outreach.Stop, full bool) url.Values {
	v := url.Values{"id": {s.ID.String()}, "unit": {s.Unit.String()}, "day": {page.Date(s.Day)}, "kind": {s.Kind}, "heard": {s.Heard}}
	set := func(name string, given bool, value string) {
		if given {
			v.Set(name, value)
		}
	}
	set("round", !s.Round.IsZero(), s.Round.String())
	set("place", !s.Place.IsZero(), s.Place.String())
	if s.Start != nil {
		v.Set("start", page.Clock(*s.Start))
	}
	if s.End != nil {
		v.Set("end", page.Clock(*s.End))
	}
	set("present", full, strconv.Itoa(s.Present))
	set("conversations", full, strconv.Itoa(s.Conversations))
	set("clienthoods", full, strconv.Itoa(s.Clienthoods))
	set("minutes", s.Minutes > 0, hoursText(page.Printer, s.Minutes))
	for _, g := range []struct {
		prefix string
		codes  []string
		counts []int
	}{{"age_", outreach.AgeBands, s.Ages[:]}, {"gender_", outreach.Genders, s.Genders[:]},
		{"onward_", outreach.OnwardCodes, s.Onward[:]}, {"feedback_", outreach.Marks, s.Feedback[:]}} {
		for i, code := range g.codes {
			set(g.prefix+code, g.counts[i] > 0, strconv.Itoa(g.counts[i]))
		}
	}
	for _, t := range s.Topics {
		v.Add("topics", t.String())
	}
	for _, w := range s.Workers {
		v.Add("workers", w.String())
	}
	return v
}

// hoursText is a number of minutes as hours with at most two decimals.
func hoursText(p *i18n.Printer, minutes int) string {
	for decimals := range 2 {
		if pow := math.Pow10(decimals); float64(minutes)/60*pow == math.Trunc(float64(minutes)/60*pow) {
			return p.Dec(float64(minutes)/60, decimals)
		}
	}
	return p.Dec(float64(minutes)/60, 2)
}

// readVisit reads the shape of what was typed, and keeps to what the form offers.
func readVisit(r *web.Request, f *web.Form, c visitChoices) (outreach.Stop, error) {
	s := outreach.Stop{
		ID: web.FormID[outreach.Stop](f, "id"), Round: web.FormID[outreach.Round](f, "round"),
		Place: web.FormID[outreach.Place](f, "place"), Day: f.Date("day"), Kind: f.Text("kind"),
		Present: f.Int("present"), Conversations: f.Int("conversations"), Clienthoods: f.Int("clienthoods"),
		Minutes: readMinutes(f), Heard: f.Text("heard"), Confirmed: f.Bool("confirmed"),
	}
	if t, ok := f.Clock("start"); ok {
		s.Start = &t
	}
	if t, ok := f.Clock("end"); ok {
		s.End = &t
	}
	for i, code := range outreach.AgeBands {
		s.Ages[i] = f.Int("age_" + code)
	}
	for i, code := range outreach.Genders {
		s.Genders[i] = f.Int("gender_" + code)
	}
	for i, code := range outreach.OnwardCodes {
		s.Onward[i] = f.Int("onward_" + code)
	}
	for i, code := range outreach.Marks {
		s.Feedback[i] = f.Int("feedback_" + code)
	}
	for _, t := range c.topics {
		if slices.Contains(f.Texts("topics"), t.ID.String()) {
			s.Topics = append(s.Topics, t.ID)
		}
	}
	for _, w := range c.colleagues {
		if slices.Contains(f.Texts("workers"), w.ID.String()) {
			s.Workers = append(s.Workers, w.ID)
		}
	}
	return s, f.Err()
}

// readMinutes reads hours. What cannot be a number of hours becomes -1, which the visit refuses in words.
func readMinutes(f *web.Form) int {
	hours := f.Decimal("minutes")
	if !(hours >= 0 && hours <= 1e6) {
		return -1
	}
	return int(math.Round(hours * 60))
}

func (c visitChoices) unitOptions() []ui.Option {
	var all []ui.Option
	for _, u := range c.units {
		all = append(all, ui.Option{Value: u.ID.String(), Label: u.Name})
	}
	return all
}

// placeChoices are the round's places first, then all in use by municipality.
func (p visitForm) placeChoices() []ui.Option {
	all := []ui.Option{{Label: p.T("visit.choose_place")}}
	for _, planned := range p.round.Places {
		for _, x := range p.places {
			if x.ID == planned {
				all = append(all, ui.Option{Value: x.ID.String(), Label: x.Name, Group: p.T("visit.places_of_round")})
			}
		}
	}
	for _, o := range placeOptions(p.Printer, p.today, p.places) {
		if !slices.ContainsFunc(all, func(before ui.Option) bool { return before.Value == o.Value }) {
			all = append(all, o)
		}
	}
	return all
}

func (p visitForm) kindChoices() []ui.Choice {
	return ui.Choices(options(p.Printer, "visit.kind.", outreach.StopKinds)...)
}

// topicChoices are the topics in use, and those that were chosen when they were.
func (p visitForm) topicChoices() []ui.Choice {
	var all []ui.Choice
	for _, t := range p.topics {
		if t.Active || slices.Contains(p.typed["topics"], t.ID.String()) {
			all = append(all, ui.Choice{Option: ui.Option{Value: t.ID.String(), Label: t.Name(string(p.Lang()))}})
		}
	}
	return all
}

// workerChoices are the workers of whom keep says so, each once.
func workerChoices(colleagues []staff.Colleague, keep func(access.WorkerID) bool) []ui.Choice {
	var all []ui.Choice
	seen := map[access.WorkerID]bool{}
	for _, c := range colleagues {
		if !keep(c.ID) || seen[c.ID] {
			continue
		}
		seen[c.ID] = true
		all = append(all, ui.Choice{Option: ui.Option{Value: c.ID.String(), Label: c.Name}})
	}
	return all
}

// workersNear are those with a post in the form's unit and those who stand on
// the form already when near, else all others.
func (c visitChoices) workersNear(f form, near bool) []ui.Choice {
	return workerChoices(c.colleagues, func(w access.WorkerID) bool {
		here := slices.ContainsFunc(c.colleagues, func(x staff.Colleague) bool {
			return x.ID == w && (x.Unit == c.unit.ID || x.Unit.IsZero())
		})
		return (here || slices.Contains(f.typed["workers"], w.String())) == near
	})
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
func (f form) hintTexts(hints []outreach.Hint) []string {
	var all []string
	for _, h := range hints {
		if text := f.T("visit.hint."+h.Kind, "text", h.Text); !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}

// switches lead to the same form for another organisation of the actor's.
func (p visitForm) switches() []ui.Link {
	var all []ui.Link
	if p.correcting {
		return nil
	}
	for _, u := range p.elsewhere {
		all = append(all, ui.Link{Label: p.T("visit.other_unit", "unit", u.Name), Href: "/visits/new?unit=" + u.ID.String()})
	}
	return all
}
