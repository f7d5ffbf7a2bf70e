// Package referencepages is the face of published distributions: those that groups are compared with, bringing one in from a file after its
// figures were seen, and taking one out of use. No page here, or anywhere, sets a single client beside them.
package referencepages

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/reference"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// mostUploaded is a file of two columns, in bytes, and the form around it.
const mostUploaded = 2 << 20

// Routes is the table of all pages of this package.
func Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /references", Needs: access.ReadInstruments, Act: list},
		{Pattern: "POST /references/check", Needs: access.KeepInstruments, Free: check, MaxBody: mostUploaded},
		{Pattern: "POST /references", Needs: access.KeepInstruments, Act: keep},
		{Pattern: "GET /references/{reference}", Needs: access.ReadInstruments, Act: show},
		{Pattern: "GET /references/{reference}/retire", Needs: access.KeepInstruments, Act: askToRetire},
		{Pattern: "POST /references/{reference}/retire", Needs: access.KeepInstruments, Act: retire},
	}
}

// names are what the codes and ids of distributions are called.
type names struct {
	web.Page
	instruments []instrument.Instrument
	owners      map[access.OrganisationID]string
	workers     map[access.WorkerID]string
}

func nameThings(tx *act.Tx, r *web.Request, title string, sets []reference.Set) (names, error) {
	n := names{Page: r.Page(title), owners: map[access.OrganisationID]string{access.Installation: r.Print.T("instrument.everybodys")}}
	var err error
	if n.instruments, err = instrument.List(tx); err != nil {
		return n, err
	}
	scope, err := tx.Scope(access.ReadInstruments, "reference")
	if err != nil {
		return n, err
	}
	organisations, err := staff.OrganisationsWithin(tx, scope)
	for _, o := range organisations {
		n.owners[o.ID] = o.Name(string(r.Print.Lang()))
	}
	if err != nil {
		return n, err
	}
	var who []access.WorkerID
	for _, s := range sets {
		who = append(who, s.ImportedBy, s.RetiredBy)
	}
	n.workers, err = staff.WorkerNames(tx, who)
	return n, err
}

// definition is the newest version of the instrument that a code means in an organisation: its own, else everybody's.
func (n names) definition(o access.OrganisationID, code string) (instrument.Definition, bool) {
	for _, owner := range []access.OrganisationID{o, access.Installation} {
		at := slices.IndexFunc(n.instruments, func(i instrument.Instrument) bool { return i.Organisation == owner && i.Code == code })
		if at >= 0 {
			v, has := n.instruments[at].Newest()
			return v.Definition, has
		}
	}
	return instrument.Definition{}, false
}

// called gives the names of an instrument and a scale; their codes when there are none.
func (n names) called(s reference.Set) (of, scale string) {
	of, scale = s.Instrument, s.Scale
	d, has := n.definition(s.Organisation, s.Instrument)
	if !has {
		return of, scale
	}
	of = d.In(d.Title, string(n.Lang()))
	if one, known := d.Scale(s.Scale); known {
		scale = scaleName(d, one, string(n.Lang()))
	}
	return of, scale
}

func scaleName(d instrument.Definition, s instrument.Scale, lang string) string {
	if name := d.In(s.Title, lang); name != "" {
		return name
	}
	return s.Code
}

func (n names) who(w access.WorkerID) string {
	if w.IsZero() {
		return n.T("import.at_the_server")
	}
	return n.workers[w]
}

// figures are a distribution in numbers: people, mean, SD and median.
func (n names) figures(s reference.Set) (people, mean, sd, median string) {
	d, ok := s.Distribution()
	if !ok {
		return "–", "–", "–", "–"
	}
	number := func(value float64, has bool, write func(float64) string) string {
		if !has {
			return "–"
		}
		return write(value)
	}
	four := func(v float64) string { return n.Dec(v, 4) }
	m, hasMean := d.Mean().Value()
	deviation, hasSD := d.SD().Value()
	middle, hasMedian := d.Median().Value()
	return n.N(d.N()), number(m, hasMean, four), number(deviation, hasSD, four), number(middle, hasMedian, func(v float64) string { return n.UpTo(v, 2) })
}

// rows tell what a distribution is.
func (n names) rows(s reference.Set) []ui.SummaryRow {
	of, scale := n.called(s)
	people, mean, sd, median := n.figures(s)
	return []ui.SummaryRow{
		{Key: n.T("reference.instrument"), Value: of}, {Key: n.T("reference.scale"), Value: scale},
		{Key: n.T("reference.people"), Value: s.People}, {Key: n.T("reference.asked"), Value: n.Date(s.Asked)},
		{Key: n.T("reference.source"), Value: s.Source}, {Key: n.T("reference.whose"), Value: n.owners[s.Organisation]},
		{Key: n.T("reference.n"), Value: people}, {Key: n.T("reference.mean"), Value: mean},
		{Key: n.T("reference.sd"), Value: sd}, {Key: n.T("reference.median"), Value: median},
	}
}

// scores are how many had each score.
func (n names) scores(s reference.Set) ui.TableProps {
	t := ui.TableProps{Caption: n.T("reference.scores"), CaptionHidden: true, Tight: true, Columns: []ui.Column{
		{Label: n.T("reference.score"), Numeric: true}, {Label: n.T("reference.n"), Numeric: true}, {Label: n.T("reference.share"), Numeric: true}}}
	var all int64
	for _, one := range s.Scores {
		all += one.N
	}
	for _, one := range s.Scores {
		t.Rows = append(t.Rows, ui.Cells(n.UpTo(one.Score, 4), n.N(one.N), n.Pct(float64(one.N)/float64(all), 1)))
	}
	return t
}

// compared is the report that compares groups with a distribution.
func compared(s reference.Set) string {
	return "/reports/change?" + url.Values{"instrument": {s.Instrument}, "scale": {s.Scale}}.Encode()
}

func href(s reference.SetID) string { return "/references/" + s.String() }

// listPage is the list of distributions, with the form for the next for whoever keeps them.
type listPage struct {
	names
	web.Errors
	sets    []reference.Set
	typed   func(name string) string
	whose   []ui.Option
	scales  []ui.Option
	mayKeep bool
}

func list(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := gather(tx, r, nil)
	return web.Show(listView(p)), err
}

func gather(tx *act.Tx, r *web.Request, wrong error) (listPage, error) {
	p := listPage{Errors: r.Errors(wrong), typed: r.FormValue, mayKeep: r.Actor.Holds(access.KeepInstruments)}
	var err error
	if p.sets, err = reference.List(tx); err != nil {
		return p, err
	}
	if p.names, err = nameThings(tx, r, "reference.title", p.sets); err != nil || !p.mayKeep {
		return p, err
	}
	if p.whose, err = keptFor(tx, r); err != nil {
		return p, err
	}
	p.scales = p.choices()
	return p, nil
}

// keptFor are the organisations whose reports may be given something to compare with, everybody's first.
func keptFor(tx *act.Tx, r *web.Request) (options []ui.Option, err error) {
	scope, err := tx.Scope(access.KeepInstruments, "reference")
	if err != nil {
		return nil, err
	}
	organisations, err := staff.OrganisationsWithin(tx, scope)
	if scope.Everywhere {
		options = append(options, ui.Option{Value: access.Installation.String(), Label: r.Print.T("instrument.everybodys")})
	}
	for _, o := range organisations {
		options = append(options, ui.Option{Value: o.ID.String(), Label: o.Name(string(r.Print.Lang()))})
	}
	return options, err
}

// choices are the scales of the instruments in use, each instrument a group of its own.
func (p listPage) choices() (all []ui.Option) {
	seen := map[string]bool{}
	for _, i := range p.instruments {
		v, has := i.Newest()
		if !has || i.Retired {
			continue
		}
		for _, s := range v.Definition.Scales {
			value := i.Code + " " + s.Code
			if seen[value] {
				continue
			}
			seen[value] = true
			all = append(all, ui.Option{Value: value, Label: scaleName(v.Definition, s, string(p.Lang())), Group: v.Definition.In(v.Definition.Title, string(p.Lang()))})
		}
	}
	return all
}

// table lists the distributions in use, or those that left it.
func (p listPage) table(inUse bool) ui.TableProps {
	t := ui.TableProps{Caption: p.T("reference.list"), CaptionHidden: true, Stacks: true, Columns: []ui.Column{
		{Label: p.T("reference.scale")}, {Label: p.T("reference.people")}, {Label: p.T("reference.n"), Numeric: true}, {Label: p.T("reference.mean"), Numeric: true},
		{Label: p.T("reference.source")}, {Label: p.T("reference.whose")}}}
	if !inUse {
		t.Caption = p.T("reference.retired_list")
		t.Columns[5] = ui.Column{Label: p.T("reference.retired_at")}
	}
	for _, s := range p.sets {
		if s.InUse() != inUse {
			continue
		}
		of, scale := p.called(s)
		people, mean, _, _ := p.figures(s)
		last := ui.Cell{Text: p.owners[s.Organisation]}
		if !inUse {
			last = ui.Cell{Text: p.Instant(s.RetiredAt), Note: p.who(s.RetiredBy)}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: scale, Href: href(s.ID), Note: of}, {Text: s.People, Note: p.Date(s.Asked)}, {Text: people},
			{Text: mean}, {Text: s.Source}, last}})
	}
	return t
}

// checkedPage is a distribution that was read and is not kept yet.
type checkedPage struct {
	names
	web.Errors
	set     reference.Set
	earlier *reference.Set
}

// check reads a file and shows what was read. Nothing is kept: what was read goes along in the form until it is confirmed. It opens
// its own acts: reading a file must not hold the database's writer.
func check(r *web.Request) (*web.Answer, error) {
	p := checkedPage{Errors: r.Errors(nil)}
	set, err := readFile(r)
	if err == nil {
		err = r.Read(func(tx *act.Tx) (err error) {
			if p.earlier, err = reference.Try(tx, set); err != nil {
				return err
			}
			p.set = set
			p.names, err = nameThings(tx, r, "reference.checked_title", nil)
			return err
		})
	}
	if err == nil {
		return web.Show(checkedView(p)), nil
	}
	return refuse(r, err)
}

// refuse shows the form again with what is wrong beside its fields.
func refuse(r *web.Request, wrong error) (*web.Answer, error) {
	if !fault.Is(wrong, fault.Invalid) {
		return nil, wrong
	}
	wrong = besideField(wrong)
	var p listPage
	if failed := r.Read(func(tx *act.Tx) (failed error) {
		p, failed = gather(tx, r, wrong)
		return failed
	}); failed != nil {
		return nil, failed
	}
	return web.ShowFaults(listView(p)), wrong
}

// besideField puts what is wrong with a file as a whole, or with its scores, beside the file, and with an instrument beside the choice of its
// scale.
func besideField(wrong error) error {
	found := fault.Of(wrong)
	if found == nil {
		return wrong
	}
	var c fault.Checks
	c.That(len(found.Fields) > 0, "file", found.Key, found.Args...)
	for _, f := range found.Fields {
		switch f.Name {
		case "scores":
			f.Name = "file"
		case "instrument":
			f.Name = "scale"
		}
		c.That(false, f.Name, f.Key, f.Args...)
	}
	return c.Err()
}

// readFile reads the form and its file. Everything that is wrong is told at once, so that nobody has to choose the file twice.
func readFile(r *web.Request) (reference.Set, error) {
	set, unread := fromForm(r)
	var c fault.Checks
	c.That(set.Scale != "", "scale", "reference.scale.missing")
	said := set.CheckSaid(r.Acts().Now().Date())
	if unread != nil {
		said = unread
	}
	scores, file := readScores(r)
	set.Scores = scores
	for _, wrong := range []error{said, c.Err(), file} {
		if wrong != nil && !fault.Is(wrong, fault.Invalid) {
			return set, wrong
		}
	}
	return set, together(said, c.Err(), besideField(file))
}

func readScores(r *web.Request) ([]reference.Score, error) {
	upload, header, err := r.FormFile("file")
	if err != nil {
		var c fault.Checks
		c.That(false, "file", "reference.file.missing")
		return nil, c.Err()
	}
	scores, err := reference.Read(upload, header.Filename)
	if closed := upload.Close(); err == nil {
		err = closed
	}
	return scores, err
}

// together makes one fault of several.
func together(all ...error) error {
	var c fault.Checks
	for _, one := range all {
		if found := fault.Of(one); found != nil {
			for _, f := range found.Fields {
				c.That(false, f.Name, f.Key, f.Args...)
			}
		}
	}
	return c.Err()
}

// fromForm is what the form says of a distribution, without its scores.
func fromForm(r *web.Request) (reference.Set, error) {
	f := r.TypedForm()
	s := reference.Set{ID: web.FormID[reference.Set](f, "id"), Organisation: web.FormID[access.Organisation](f, "organisation"),
		People: f.Text("people"), Asked: f.Date("asked"), Source: f.Text("source")}
	s.Instrument, s.Scale, _ = strings.Cut(f.Text("scale"), " ")
	if s.ID.IsZero() {
		s.ID = id.New[reference.Set]()
	}
	if s.Organisation.IsZero() {
		s.Organisation = r.Actor.Home()
	}
	return s, f.Err()
}

// hidden carries what was read until it is confirmed.
func (p checkedPage) hidden() []ui.Pair {
	scores := make([]string, len(p.set.Scores))
	for i, one := range p.set.Scores {
		scores[i] = strconv.FormatFloat(one.Score, 'g', -1, 64) + ":" + strconv.FormatInt(one.N, 10)
	}
	return []ui.Pair{{Name: "id", Value: p.set.ID.String()}, {Name: "organisation", Value: p.set.Organisation.String()},
		{Name: "scale", Value: p.set.Instrument + " " + p.set.Scale}, {Name: "people", Value: p.set.People}, {Name: "asked", Value: p.set.Asked.String()},
		{Name: "source", Value: p.set.Source}, {Name: "scores", Value: strings.Join(scores, " ")}}
}

// keep keeps the distribution that was shown.
func keep(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	set, err := fromForm(r)
	if err != nil {
		return nil, err
	}
	for _, pair := range strings.Fields(r.PostFormValue("scores")) {
		var one reference.Score
		if _, err := fmt.Sscanf(pair, "%g:%d", &one.Score, &one.N); err != nil {
			return nil, fault.New(fault.Invalid, "reference.file.missing")
		}
		set.Scores = append(set.Scores, one)
	}
	return web.Redirect(href(set.ID)).Flash("reference.flash.kept"), reference.Import(tx, set)
}

// onePage is one distribution.
type onePage struct {
	names
	set     reference.Set
	mayKeep bool
	mayTell bool // reports on change are the reader's
}

func found(tx *act.Tx, r *web.Request, title string) (onePage, error) {
	var p onePage
	asked, err := web.PathID[reference.Set](r, "reference")
	if err != nil {
		return p, err
	}
	if p.set, err = reference.Find(tx, asked); err != nil {
		return p, err
	}
	p.names, err = nameThings(tx, r, title, []reference.Set{p.set})
	return p, err
}

func show(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := found(tx, r, "reference.one_title")
	if err != nil {
		return nil, err
	}
	p.mayKeep = p.set.InUse() && r.Actor.May(access.KeepInstruments, access.All("reference", p.set.Organisation))
	p.mayTell = p.set.InUse() && r.Actor.Holds(access.ReadReport)
	return web.Show(oneView(p)), nil
}

// history tells who brought a distribution in, and how it left the reports.
func (p onePage) history() []ui.Event {
	var events []ui.Event
	if !p.set.InUse() {
		e := ui.Event{When: p.Instant(p.set.RetiredAt), Machine: p.set.RetiredAt.String(), Title: p.T("reference.event.retired"), Text: p.who(p.set.RetiredBy)}
		if !p.set.ReplacedBy.IsZero() {
			e.Title, e.Href = p.T("reference.event.replaced"), href(p.set.ReplacedBy)
		}
		events = append(events, e)
	}
	return append(events, ui.Event{When: p.Instant(p.set.ImportedAt), Machine: p.set.ImportedAt.String(), Title: p.T("reference.event.imported"), Text: p.who(p.set.ImportedBy)})
}

func askToRetire(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := found(tx, r, "reference.retire_title")
	if err != nil {
		return nil, err
	}
	return web.Show(retireView(p)), tx.Require(access.KeepInstruments, access.Of("reference", p.set.Organisation, access.UnitID{}, p.set.ID))
}

func retire(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	set, err := web.PathID[reference.Set](r, "reference")
	if err != nil {
		return nil, err
	}
	return web.Redirect(href(set)).Flash("reference.flash.retired"), reference.Retire(tx, set)
}
