package clientpages

import (
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func clientRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /clients/{client}", Needs: access.ReadClients, Or: access.ReadBehindGlass, Act: showClient},
		{Pattern: "GET /clients/{client}/contact", Needs: access.ReadHiddenContact, Act: showContact},
		{Pattern: "GET /clients/{client}/history", Needs: access.ReadClients, Or: access.ReadBehindGlass, Act: showHistory},
	}
}

// clientPage is one client: who she is, whose client, what she agreed to, with what she was measured.
type clientPage struct {
	web.Page
	surroundings
	today      civil.Date
	now        civil.Instant
	client     client.Client
	relations  []client.Relation
	consents   client.Consents
	merges     []client.Merge
	measured   []ui.RowItem // with which instruments, and when last
	glassUntil civil.Instant
	mayContact bool
	mayKeep    bool
	mayRelate  bool
	mayMerge   bool
	mayErase   bool
	mayMeasure bool
	revealed   bool // the protected contact is shown
}

func showClient(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	c, to, err := asked(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	p, err := pageOf(tx, r, c)
	return web.Show(clientView(p)), err
}

// showContact is the client's page with what a non-disclosure order protects, asked for by a press of its own.
func showContact(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	c, to, err := asked(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	if c, err = client.Contact(tx, c.ID); err != nil {
		return nil, err
	}
	p, err := pageOf(tx, r, c)
	p.revealed = c.NonDisclosure
	return web.Show(clientView(p)), err
}

func pageOf(tx *act.Tx, r *web.Request, c client.Client) (p clientPage, err error) {
	p.Page, p.today, p.now, p.client = r.Page("client.page_title"), tx.Today(), tx.Now, c
	keeps := c.Tie == access.TieOwn || c.Tie == access.TiePair || c.Tie == access.TieUnit || tx.Actor.Kind == access.KindSystem
	usable := c.ErasedAt.IsZero() && !c.Locked
	p.mayContact = c.Withheld && client.MaySeeContact(tx, c)
	p.mayKeep = keeps && usable && r.Actor.Holds(access.KeepClients)
	p.mayMerge = keeps && usable && r.Actor.Holds(access.MergeClients)
	p.mayMeasure = keeps && usable && r.Actor.Holds(access.RecordMeasurements)
	p.mayErase = keeps && r.Actor.Holds(access.EraseClients)
	p.mayRelate = p.mayKeep || c.Tie == access.TieGlass && usable && r.Actor.Holds(access.AssignClients)
	if c.Tie == access.TieGlass {
		if p.glassUntil, err = client.GlassUntil(tx, c.ID); err != nil {
			return p, err
		}
	}
	if p.relations, err = client.RelationsOf(tx, c.ID); err != nil {
		return p, err
	}
	if p.consents, err = client.ConsentsInForce(tx, c.ID); err != nil {
		return p, err
	}
	if p.merges, err = client.MergesOf(tx, c.ID); err != nil {
		return p, err
	}
	if err = p.glance(tx); err != nil {
		return p, err
	}
	if p.surroundings, err = around(tx, c.Organisation); err != nil {
		return p, err
	}
	people := []access.WorkerID{c.RecordedBy}
	for _, x := range p.relations {
		people = append(people, x.Worker)
	}
	return p, p.call(tx, c.Organisation, people...)
}

// glance gathers what is told of her measurements here: that they are, not what was answered.
func (p *clientPage) glance(tx *act.Tx) error {
	all, err := outcome.Glance(tx, p.client.ID)
	if err != nil {
		return err
	}
	for _, g := range all {
		f, err := instrument.FormOf(tx, g.Version)
		if err != nil {
			return err
		}
		p.measured = append(p.measured, ui.RowItem{Title: f.Definition.In(f.Definition.Title, string(p.Lang())), Href: clientHref(p.client.ID, "measurements"),
			Text: p.T("client.measured_text", "count", g.Count, "day", g.Day)})
	}
	return nil
}

func (p clientPage) name() string { return nameOf(p.Page, p.client) }

// lead is what to know first: when she was born, which language, whether with an interpreter.
func (p clientPage) lead() string {
	var parts []string
	switch {
	case !p.client.Born.IsZero():
		parts = append(parts, p.T("client.born_on", "day", p.client.Born))
	case p.client.BirthYear != 0:
		parts = append(parts, p.T("client.born_in", "year", yearText(p.client.BirthYear)))
	}
	if p.client.Language != "" {
		parts = append(parts, languageName(p.Page, p.client.Language))
	}
	if p.client.Interpreter {
		parts = append(parts, p.T("client.interpreter_note"))
	}
	return strings.Join(parts, " · ")
}

func (p clientPage) facts() []ui.SummaryRow {
	c := p.client
	var rows []ui.SummaryRow
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, ui.SummaryRow{Key: p.T(key), Value: value})
		}
	}
	switch {
	case c.Identity.IsZero():
		add("client.identity", p.T("client.identity_none"))
	case c.Identity.Temporary():
		add("client.identity", p.T("client.identity_temporary", "code", c.Identity.String()))
	default:
		add("client.identity", c.Identity.String())
	}
	add("client.born", p.Date(c.Born))
	if c.Born.IsZero() {
		add("client.birth_year", yearText(c.BirthYear))
	}
	if c.Language != "" {
		add("client.language", languageName(p.Page, c.Language))
	}
	if c.Interpreter {
		add("client.interpreter", p.T("client.yes"))
	}
	add("client.note", c.Note)
	return rows
}

func (p clientPage) contact() []ui.SummaryRow {
	var rows []ui.SummaryRow
	c := p.client
	for _, f := range []struct{ key, value string }{
		{"client.phone", c.Phone}, {"client.email", c.Email}, {"client.address", c.Address},
		{"client.municipality", municipalityName(p.Page, p.today, c.Municipality)},
	} {
		if f.value != "" {
			rows = append(rows, ui.SummaryRow{Key: p.T(f.key), Content: lines(strings.Split(f.value, "\n"))})
		}
	}
	return rows
}

// current are the relations that hold today or are to come, the past ones what was.
func (p clientPage) current() []ui.RowItem { return p.relationRows(false) }
func (p clientPage) past() []ui.RowItem    { return p.relationRows(true) }

func (p clientPage) relationRows(past bool) []ui.RowItem {
	var rows []ui.RowItem
	for _, x := range p.relations {
		row := ui.RowItem{Title: p.relationTitle(x), Text: p.relationText(x)}
		// Two records that were joined may both say the same.
		if x.Term.Ended(p.today) == past && !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	return rows
}

//i18n:keys client.relation.kind.*
func (p clientPage) relationTitle(x client.Relation) string {
	if x.Kind == client.UnitTask {
		return p.T("client.relation.kind.unit")
	}
	return p.T("client.relation.kind."+string(x.Kind)) + ": " + p.worker(x.Worker)
}

func (p clientPage) relationText(x client.Relation) string {
	switch {
	case x.Term.To.IsZero():
		return p.T("client.relation.since", "unit", p.unit(x.Unit), "from", x.Term.From)
	case !x.Term.From.Before(x.Term.To):
		return p.T("client.relation.never", "unit", p.unit(x.Unit))
	}
	return p.T("client.relation.span", "unit", p.unit(x.Unit), "from", x.Term.From, "last", x.Term.Last())
}

// consentRows tell what she has said about each thing.
func (p clientPage) consentRows() []ui.RowItem {
	var rows []ui.RowItem
	for _, kind := range client.ConsentKinds() {
		k := p.consents.InForce(kind)
		row := ui.RowItem{Title: consentName(p.Page, kind), Tag: stateName(p.Page, kind, k.State), TagTone: stateTone(k.State)}
		if !k.Day.IsZero() {
			row.Text = p.Date(k.Day)
		}
		rows = append(rows, row)
	}
	return rows
}

// mergeRows are the records joined to hers, with the way back while there is one.
func (p clientPage) holding() []client.Merge {
	return slices.DeleteFunc(slices.Clone(p.merges), func(m client.Merge) bool { return !m.UndoneAt.IsZero() })
}

func (p clientPage) mergeText(m client.Merge) string {
	text := p.T("client.merge.joined_text", "number", m.Number, "day", m.MergedAt.Date())
	if m.Undoable(p.now) {
		return text + " " + p.T("client.merge.until", "day", m.MergedAt.Add(client.UndoneWithin).Date())
	}
	return text
}

func (p clientPage) recorded() string {
	return p.T("client.recorded", "day", p.client.RecordedAt.Date(), "worker", p.worker(p.client.RecordedBy), "version", p.client.Version)
}
