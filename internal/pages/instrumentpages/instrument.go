package instrumentpages

import (
	"net/url"
	"strconv"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/exchange/questions"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// onePage is one instrument: a version of it in one language.
type onePage struct {
	web.Page
	preview
	instrument instrument.Instrument
	version    instrument.Version
	whose      string
	mayKeep    bool
	mayRead    bool                                   // somebody's answers
	left       map[questions.Format][]instrument.Note // what a format cannot carry
}

// found loads an instrument and the version that the address asks for; the newest when it asks for none.
func found(tx *act.Tx, r *web.Request) (instrument.Instrument, instrument.Version, error) {
	i, err := web.PathID[instrument.Instrument](r, "instrument")
	if err != nil {
		return instrument.Instrument{}, instrument.Version{}, err
	}
	in, err := instrument.Find(tx, i)
	if err != nil {
		return in, instrument.Version{}, err
	}
	v, there := in.Newest()
	if asked := r.URL.Query().Get("version"); asked != "" {
		number, err := strconv.Atoi(asked)
		if there = err == nil && number >= 1 && number <= len(in.Versions); there {
			v = in.Versions[number-1]
		}
	}
	if !there {
		return in, v, fault.Missing()
	}
	return in, v, nil
}

func show(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	in, v, err := found(tx, r)
	if err != nil {
		return nil, err
	}
	names, err := owners(tx, r)
	if err != nil {
		return nil, err
	}
	lang := r.URL.Query().Get("in")
	if lang == "" {
		lang = string(r.Print.Lang())
	}
	page := r.PageTitled(v.Definition.In(v.Definition.Title, string(r.Print.Lang())))
	p := onePage{Page: page, preview: newPreview(page, v.Definition, lang), instrument: in, version: v, whose: names[in.Organisation],
		mayKeep: r.Actor.May(access.KeepInstruments, access.All("instrument", in.Organisation)),
		mayRead: r.Actor.Holds(access.ReadMeasurements), left: map[questions.Format][]instrument.Note{}}
	for _, format := range []questions.Format{questions.FHIR, questions.XLSForm} {
		if _, p.left[format], err = questions.Write(format, v.Definition, v.Number); err != nil {
			return nil, err
		}
	}
	return web.Show(oneView(p)), nil
}

// address is this page with another version or language.
func (p onePage) address(version int, lang string) string {
	q := url.Values{}
	if newest, _ := p.instrument.Newest(); version != newest.Number {
		q.Set("version", strconv.Itoa(version))
	}
	if lang != string(p.Lang()) {
		q.Set("in", lang)
	}
	if len(q) == 0 {
		return href(p.instrument.ID)
	}
	return href(p.instrument.ID) + "?" + q.Encode()
}

func (p onePage) languages() []ui.NavItem {
	var items []ui.NavItem
	for _, lang := range p.Definition.Languages {
		items = append(items, ui.NavItem{Label: languageName(lang), Href: p.address(p.version.Number, lang), Current: lang == p.lang})
	}
	return items
}

func (p onePage) about() []ui.SummaryRow {
	return append([]ui.SummaryRow{{Key: p.Page.T("instrument.whose"), Value: p.whose}}, p.rows()...)
}

// versions is the history, the newest first.
func (p onePage) versions() []ui.Event {
	var events []ui.Event
	for i := len(p.instrument.Versions) - 1; i >= 0; i-- {
		v := p.instrument.Versions[i]
		at := v.MadeAt
		if v.Status == instrument.Locked {
			at = v.LockedAt
		}
		e := ui.Event{When: p.Page.Instant(at), Machine: at.String(), Title: p.Page.T("instrument.version_number", "number", v.Number),
			Href: p.address(v.Number, p.lang), Text: p.changed(v), Tag: p.Page.T("instrument.status." + string(v.Status))}
		if v.Status == instrument.Draft {
			e.TagTone = ui.Warm
		}
		events = append(events, e)
	}
	return events
}

// changed tells what is otherwise in a version, and whether its scores compare with those before.
func (p onePage) changed(v instrument.Version) string {
	if v.Number == 1 {
		return ""
	}
	text := v.Changed
	if v.MadeBy.IsZero() && p.instrument.Organisation == access.Installation && v.Changed == "rinnalla" {
		text = p.Page.T("instrument.changed_by_program")
	}
	if v.Compares {
		return text + " " + p.Page.T("instrument.compares_yes")
	}
	return text + " " + p.Page.T("instrument.compares_no")
}

// figures are what is known of a scale's error, each with its source.
//
//i18n:keys instrument.coefficient.*
//i18n:keys instrument.limit.*
func (p onePage) figures() ui.TableProps {
	t := p.Page.T
	table := ui.TableProps{Caption: t("instrument.known"), CaptionHidden: true, Tight: true, Columns: []ui.Column{
		{Label: t("instrument.scale")}, {Label: t("instrument.figure")}, {Label: t("instrument.value"), Numeric: true}, {Label: t("instrument.source")}}}
	for _, s := range p.Definition.Scales {
		for _, r := range s.Reliability {
			table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: p.scaleName(s)},
				{Text: t("instrument.coefficient." + string(r.Kind)), Note: p.text(r.Note)}, {Text: p.reliability(r)}, {Text: r.Source}}})
		}
		if l := s.ErrorLimit; l != nil {
			whose := ""
			if l.Computed {
				whose = t("instrument.computed")
			}
			table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: p.scaleName(s)}, {Text: t("instrument.limit." + string(l.Kind)), Note: whose},
				{Text: p.Page.Dec(l.Value, 2)}, {Text: l.Source}}})
		}
		for _, n := range s.Norms {
			table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: p.scaleName(s)}, {Text: t("instrument.norm", "group", n.Group, "n", n.N, "day", n.Day)},
				{Text: p.Page.Dec(n.Mean, 2) + " (" + p.Page.Dec(n.SD, 2) + ")"}, {Text: n.Source}}})
		}
	}
	return table
}

func (p onePage) reliability(r instrument.Reliability) string {
	if r.Value != nil {
		return p.Page.Dec(*r.Value, 2)
	}
	return p.Page.Dec(*r.Low, 2) + "–" + p.Page.Dec(*r.High, 2)
}

// withoutLimit are the scales of which no error limit is published.
func (p onePage) withoutLimit() []string {
	var names []string
	for _, s := range p.Definition.Scales {
		if s.ErrorLimit == nil {
			names = append(names, p.scaleName(s))
		}
	}
	return names
}

func (p onePage) fileAddress(f questions.Format) string {
	return href(p.instrument.ID) + "/file?format=" + string(f) + "&version=" + strconv.Itoa(p.version.Number)
}

func (p onePage) leftLines(f questions.Format) []string {
	var lines []string
	for _, n := range p.left[f] {
		lines = append(lines, p.Page.T(n.Key, n.Args...))
	}
	return lines
}

func (p onePage) lockable() bool { return p.mayKeep && p.version.Status == instrument.Draft }

// lock closes a draft: what is locked is what was looked at.
func lock(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	f := r.TypedForm()
	version, seen := web.FormID[instrument.Version](f, "version"), f.Int("seen")
	if err := f.Err(); err != nil {
		return nil, err
	}
	i, err := web.PathID[instrument.Instrument](r, "instrument")
	if err != nil {
		return nil, err
	}
	in, err := instrument.Find(tx, i)
	if err != nil {
		return nil, err
	}
	for _, v := range in.Versions {
		if v.ID == version {
			return web.Redirect(href(i)).Flash("instrument.flash.locked"), instrument.Lock(tx, version, seen)
		}
	}
	return nil, fault.Missing()
}

// retire takes an instrument out of use, or back into it.
func retire(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	i, err := web.PathID[instrument.Instrument](r, "instrument")
	if err != nil {
		return nil, err
	}
	retired := r.TypedForm().Bool("retired")
	flash := "instrument.flash.back"
	if retired {
		flash = "instrument.flash.retired"
	}
	return web.Redirect(href(i)).Flash(flash), instrument.Retire(tx, i, retired)
}
