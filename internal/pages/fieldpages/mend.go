package fieldpages

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strconv"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/fault"
	"rinnalla/internal/field"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/recognise"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// onePage is one returned record: why it came back, the form to mend a visit,
// and the form to set it aside.
type onePage struct {
	web.Page
	back    field.Back
	stop    outreach.Stop
	mending bool // it is a visit that can be mended here
	errors  web.Errors
	typed   url.Values
	units   []staff.Unit
	places  []outreach.Place
	topics  []outreach.Topic
	workers []ui.Option
	towns   *area.Table
	// measured is what a measurement that came back would have recorded; nil of anything else, and of what is not to be read.
	measured *measured
}

func load(tx *act.Tx, r *web.Request) (p onePage, err error) {
	envelope, err := web.PathID[field.Envelope](r, "returned")
	if err != nil {
		return p, err
	}
	if p.back, err = field.OneBack(tx, envelope); err != nil {
		return p, err
	}
	p.Page = r.PageTitled(title(r.Print, p.back))
	if p.measured, err = loadMeasured(tx, p.back); err != nil {
		return p, err
	}
	readable := false
	p.stop, readable = p.back.Stop()
	p.mending = readable && p.back.State == field.Open
	p.typed, p.towns = typedStop(p.Page, p.stop), area.On(tx.Today())
	if !p.mending {
		return p, nil
	}
	return p, p.loadChoices(tx)
}

func (p *onePage) loadChoices(tx *act.Tx) error {
	scope, err := tx.Scope(access.RecordVisits, "visit")
	if err != nil {
		return err
	}
	units, err := staff.UnitsWithin(tx, scope)
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.Organisation == p.stop.Organisation {
			p.units = append(p.units, u)
		}
	}
	if p.places, err = outreach.Places(tx, outreach.PlaceFilter{Organisation: p.stop.Organisation}); err != nil {
		return err
	}
	topics, err := outreach.Topics(tx)
	for _, t := range topics {
		if t.Organisation == p.stop.Organisation && (t.Active || slices.Contains(p.stop.Topics, t.ID)) {
			p.topics = append(p.topics, t)
		}
	}
	if err != nil {
		return err
	}
	return p.loadWorkers(tx)
}

// loadWorkers offers those who may be named and those whom the phone named, as
// far as they are known in the organisation.
func (p *onePage) loadWorkers(tx *act.Tx) error {
	within := []access.OrganisationID{p.stop.Organisation}
	colleagues, err := staff.Colleagues(tx, within)
	if err != nil {
		return err
	}
	names, err := staff.ColleagueNames(tx, p.stop.Workers, within)
	if err != nil {
		return err
	}
	for _, c := range colleagues {
		names[c.ID] = c.Name
	}
	for worker, name := range names {
		p.workers = append(p.workers, ui.Option{Value: worker.String(), Label: name})
	}
	slices.SortFunc(p.workers, func(a, b ui.Option) int { return cmp.Or(p.Compare(a.Label, b.Label), cmp.Compare(a.Value, b.Value)) })
	return nil
}

func show(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := load(tx, r)
	if err != nil {
		return nil, err
	}
	return web.Show(oneView(p)), nil
}

func mend(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := load(tx, r)
	if err != nil {
		return nil, err
	}
	if !p.mending {
		return nil, fault.New(fault.Forbidden, "field.settled")
	}
	s, err := p.read(r)
	if err == nil {
		err = field.Resend(tx, p.back.Envelope, s)
	}
	if err == nil {
		return web.Redirect(listHref).Flash("field.mended"), nil
	}
	return p.faults(r, err)
}

func setAside(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := load(tx, r)
	if err != nil {
		return nil, err
	}
	if err := field.SetAside(tx, p.back.Envelope, r.TypedForm().Text("reason")); err != nil {
		p.typed.Set("reason", r.TypedForm().Text("reason"))
		return p.withErrors(r, err)
	}
	return web.Redirect(listHref).Flash("field.set_aside"), nil
}

// faults shows the form again with what was typed.
func (p onePage) faults(r *web.Request, err error) (*web.Answer, error) {
	p.typed = r.PostForm
	return p.withErrors(r, err)
}

func (p onePage) withErrors(r *web.Request, err error) (*web.Answer, error) {
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return nil, err
	}
	p.errors = r.Errors(err)
	return web.ShowFaults(oneView(p)), err
}

// countGroup is one closed list that a visit splits its people by.
type countGroup struct {
	name, prefix, label, texts string
	codes                      []string
	counts                     []int
}

//i18n:keys visit.age.*
//i18n:keys visit.gender.*
//i18n:keys visit.onward.*
//i18n:keys visit.mark.*
func groups(s *outreach.Stop) []countGroup {
	return []countGroup{
		{"ages", "age_", "visit.ages", "visit.age.", outreach.AgeBands, s.Ages[:]},
		{"genders", "gender_", "visit.genders", "visit.gender.", outreach.Genders, s.Genders[:]},
		{"onward", "onward_", "visit.onward_where", "visit.onward.", outreach.OnwardCodes, s.Onward[:]},
		{"feedback", "feedback_", "visit.feedback_marks", "visit.mark.", outreach.Marks, s.Feedback[:]},
	}
}

// typedStop is the visit as the form shows it.
func typedStop(p web.Page, s outreach.Stop) url.Values {
	v := url.Values{
		"place": {s.Place.String()}, "day": {p.Date(s.Day)}, "kind": {s.Kind}, "unit": {s.Unit.String()}, "heard": {s.Heard},
		"present": {strconv.Itoa(s.Present)}, "conversations": {strconv.Itoa(s.Conversations)}, "clienthoods": {strconv.Itoa(s.Clienthoods)},
	}
	if s.Start != nil {
		v.Set("start", p.Clock(*s.Start))
	}
	if s.End != nil {
		v.Set("end", p.Clock(*s.End))
	}
	if s.Minutes > 0 {
		v.Set("minutes", hours(p, s.Minutes))
	}
	for _, g := range groups(&s) {
		for i, code := range g.codes {
			if g.counts[i] != 0 {
				v.Set(g.prefix+code, strconv.Itoa(g.counts[i]))
			}
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

// hours writes minutes as hours, with decimals only where there are some.
func hours(p web.Page, minutes int) string {
	decimals := 2
	if minutes%60 == 0 {
		decimals = 0
	} else if minutes%6 == 0 {
		decimals = 1
	}
	return p.Dec(float64(minutes)/60, decimals)
}

// read takes what was typed; the round stays as the phone had it, unless the
// visit is taken out of it.
func (p onePage) read(r *web.Request) (outreach.Stop, error) {
	f, s := r.TypedForm(), p.stop
	s.Place, s.Unit = web.FormID[outreach.Place](f, "place"), web.FormID[access.Unit](f, "unit")
	s.Day, s.Kind, s.Heard, s.Confirmed = f.Date("day"), f.Text("kind"), f.Text("heard"), f.Bool("confirmed")
	s.Present, s.Conversations, s.Clienthoods = f.Int("present"), f.Int("conversations"), f.Int("clienthoods")
	s.Minutes = int(math.Round(f.Decimal("minutes") * 60))
	if f.Bool("without_round") {
		s.Round = outreach.RoundID{}
	}
	s.Start, s.End = nil, nil
	if c, given := f.Clock("start"); given {
		s.Start = &c
	}
	if c, given := f.Clock("end"); given {
		s.End = &c
	}
	for _, g := range groups(&s) {
		for i, code := range g.codes {
			g.counts[i] = f.Int(g.prefix + code)
		}
	}
	s.Topics = nil
	for _, text := range f.Texts("topics") {
		if t, err := id.Parse[outreach.Topic](text); err == nil {
			s.Topics = append(s.Topics, t)
		}
	}
	s.Workers = nil
	for _, text := range f.Texts("workers") {
		if w, err := id.Parse[access.Worker](text); err == nil {
			s.Workers = append(s.Workers, w)
		}
	}
	return s, f.Err()
}

func (p onePage) field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: p.T(label), Value: p.typed.Get(name), Values: p.typed[name], Error: p.errors.Of(name)}
}

func (p onePage) placeOptions() []ui.Option {
	all := []ui.Option{{Label: p.T("visit.choose_place")}}
	for _, x := range p.places {
		o := ui.Option{Value: x.ID.String(), Label: x.Name, Group: x.Municipality}
		if m, known := p.towns.Municipality(x.Municipality); known {
			o.Group = m.Name(string(p.Lang()))
		}
		all = append(all, o)
	}
	slices.SortStableFunc(all[1:], func(a, b ui.Option) int { return p.Compare(a.Group, b.Group) })
	return all
}

//i18n:keys visit.kind.*
func (p onePage) kindOptions() []ui.Option {
	var all []ui.Option
	for _, k := range outreach.StopKinds {
		all = append(all, ui.Option{Value: k, Label: p.T("visit.kind." + k)})
	}
	return all
}

func (p onePage) unitOptions() []ui.Option {
	var all []ui.Option
	for _, u := range p.units {
		all = append(all, ui.Option{Value: u.ID.String(), Label: u.Name})
	}
	return all
}

func (p onePage) topicChoices() []ui.Choice {
	var all []ui.Option
	for _, t := range p.topics {
		all = append(all, ui.Option{Value: t.ID.String(), Label: t.Name(string(p.Lang()))})
	}
	return ui.Choices(all...)
}

func (p onePage) groupFields(g countGroup) []ui.Field {
	var all []ui.Field
	for _, code := range g.codes {
		all = append(all, p.field(g.prefix+code, g.texts+code))
	}
	return all
}

// filled tells whether something stands in one of the group's fields, or is wrong with it.
func (p onePage) filled(g countGroup) bool {
	return p.errors.Of(g.name) != "" || slices.ContainsFunc(p.groupFields(g), func(f ui.Field) bool { return f.Value != "" || f.Error != "" })
}

// recognised asks for her word that nobody can be told from the text.
func (p onePage) recognised() bool {
	return len(recognise.Hints(p.typed.Get("heard"))) > 0
}
