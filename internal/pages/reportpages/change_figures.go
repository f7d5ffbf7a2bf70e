package reportpages

import (
	"slices"

	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/report/change"
	"rinnalla/internal/stats"
	"rinnalla/internal/ui"
)

// changeFigure is one figure of a scale as the page and the workbook tell it. Its key names it (change.figure.KEY) and says what it means
// (change.means.KEY).
type changeFigure struct {
	key   string
	kind  figureKind
	value stats.Figure
	share stats.Figure // of a number of people
	stats.ConfidenceInterval
}

type figureKind int

const (
	ofNumber figureKind = iota
	ofPeople
	ofChance
	ofRanks // a sum of ranks: whole or half
	ofPart  // people, with their share and its interval
)

// figureGroup are figures that belong together under a heading.
type figureGroup struct {
	title   string
	figures []changeFigure
}

func number(key string, f stats.Figure) changeFigure { return changeFigure{key: key, value: f} }

func people(key string, f stats.Figure) changeFigure {
	return changeFigure{key: key, kind: ofPeople, value: f}
}

func within(key string, f stats.Figure, i stats.ConfidenceInterval) changeFigure {
	return changeFigure{key: key, value: f, ConfidenceInterval: i}
}

func part(key string, p change.Part) changeFigure {
	return changeFigure{key: key, kind: ofPart, value: p.N, share: p.Share, ConfidenceInterval: p.Interval}
}

// figureGroups are all figures of a scale, in the order in which they are told.
func figureGroups(s change.Scale) []figureGroup {
	groups := []figureGroup{
		{"change.group.people", []changeFigure{people("started", s.Started), people("pairs", s.Pairs), people("lost", s.Lost)}},
		{"change.group.scores", []changeFigure{
			number("mean_first", s.First.Mean), number("sd_first", s.First.SD), number("median_first", s.First.Median),
			number("mean_last", s.Last.Mean), number("sd_last", s.Last.SD), number("median_last", s.Last.Median),
		}},
		{"change.group.change", []changeFigure{
			within("mean_diff", s.Difference.Mean, s.MeanInterval), number("sd_diff", s.Difference.SD), number("median_diff", s.Difference.Median),
			number("d_z", s.DZ), number("d_av", s.DAv), within("g_av", s.GAv, s.GAvInterval),
			{key: "wilcoxon_v", kind: ofRanks, value: s.SignedRank.V}, {key: "wilcoxon_p", kind: ofChance, value: s.SignedRank.P},
		}},
		{"change.group.persons", personsParts(s)},
		{"change.group.lost", []changeFigure{
			number("lost_mean", s.LostFirst.Mean), number("lost_sd", s.LostFirst.SD), within("lost_difference", s.Gap.Difference, s.Gap.Interval),
			{key: "lost_p", kind: ofChance, value: s.Gap.P}, number("lost_d", s.Gap.Standardized),
		}},
		{"change.group.quality", []changeFigure{
			within("alpha", s.Alpha, s.AlphaInterval), part("floor", s.Floor), part("ceiling", s.Ceiling),
			people("rated_by_both", s.RatedByBoth), within("icc", s.Raters.Value, s.Raters.Interval),
		}},
	}
	if s.Attained != nil {
		goals := []changeFigure{
			number("attained_mean", s.Attained.Mean), number("attained_sd", s.Attained.SD), number("attained_median", s.Attained.Median),
			part("attained_reached", s.Attained.Reached),
		}
		groups = append(groups[:1:1], append([]figureGroup{{"change.group.goals", goals}}, groups[1:]...)...)
	}
	return groups
}

// pageGroups are the figures that the page tells: all, but for those of goals that there can never be, which cannotBe tells of. Goals are
// each person's own and set at first: no limit of error holds for their T, nobody who was lost has one, and it is made of no items that
// everybody answers and has no ends. Where nobody's T at first is told there is no change of it either. Files keep them all.
func pageGroups(s change.Scale) []figureGroup {
	var groups []figureGroup
	for _, g := range figureGroups(s) {
		switch g.title {
		case "change.group.persons", "change.group.lost":
			if s.Attained != nil {
				continue
			}
		case "change.group.scores", "change.group.change":
			if onlyAttained(s) {
				continue
			}
		case "change.group.quality":
			if s.Attained != nil {
				g.figures = slices.DeleteFunc(g.figures, func(f changeFigure) bool {
					return f.key == "alpha" || f.key == "floor" || f.key == "ceiling"
				})
			}
		}
		groups = append(groups, g)
	}
	return groups
}

// onlyAttained tells whether of goals nothing is there but how they were reached: too few have a T at first as well, mostly nobody.
func onlyAttained(s change.Scale) bool {
	return s.Attained != nil && s.First.Mean.Lack() == stats.NoValues && s.Difference.Mean.Lack() == stats.NoValues
}

// cannotBe says in a sentence or two which figures of goals there cannot be; nothing of other scales.
func (v changeView) cannotBe(s change.Scale) []string {
	var all []string
	if s.Attained != nil {
		all = append(all, v.T("change.goals_never"))
	}
	if onlyAttained(s) {
		all = append(all, v.T("change.goals_only"))
	}
	return all
}

// figureTables are the tables of the figures that the page tells, each with what it means.
//
//i18n:keys change.group.*
//i18n:keys change.figure.*
//i18n:keys change.means.*
func (v changeView) figureTables(s change.Scale) []ui.TableProps {
	var tables []ui.TableProps
	for _, g := range pageGroups(s) {
		t := ui.TableProps{Caption: v.caption(s, g.title), Tight: true, Stacks: true, Columns: []ui.Column{
			{Label: v.T("change.column_figure")}, {Label: v.T("change.column_value"), Numeric: true},
			{Label: v.T("change.column_interval"), Numeric: true}, {Label: v.T("change.column_means")},
		}}
		for _, f := range g.figures {
			row := ui.Cells(v.T("change.figure."+f.key), v.figure(f), v.interval(f), v.T("change.means."+f.key))
			if why := f.value.Lack(); why != stats.NoLacking {
				row.Cells[3].Note = v.T("change.why_absent", "why", v.lack(why))
				if keptBack(f.value) {
					row.Cells[3].Note = v.T("change.why_kept", "why", v.lack(why))
				}
			}
			t.Rows = append(t.Rows, row)
		}
		tables = append(tables, t)
	}
	return tables
}

// caption is a table's, with the scale where others stand on the same page: tables that are read without their cards are told apart by it.
func (v changeView) caption(s change.Scale, key string) string {
	if len(v.report.Scales) > 1 {
		return v.T("change.of_scale", "scale", v.scaleName(s), "says", v.T(key)) //i18n:keys change.items change.references
	}
	return v.T(key) //i18n:keys change.group.*
}

// figure writes one figure, "–" for one that is kept back and ".." for one that does not exist.
func (v changeView) figure(f changeFigure) string {
	text := v.told(f.value, f.kind)
	if share, known := f.share.Value(); known {
		return v.T("change.part", "number", text, "share", v.Pct(share, 0))
	}
	return text
}

func (v changeView) told(f stats.Figure, kind figureKind) string {
	value, exists := f.Value()
	switch {
	case keptBack(f):
		return "–"
	case !exists:
		return ".."
	case kind == ofPeople || kind == ofPart:
		return v.N(int64(value))
	case kind == ofChance && value < 0.001:
		return v.T("change.p_small", "least", v.Dec(0.001, 3))
	case kind == ofChance:
		return v.Dec(value, 3)
	case kind == ofRanks:
		return v.UpTo(value, 1)
	}
	return v.Dec(value, 2)
}

func keptBack(f stats.Figure) bool { return f.Lack() == stats.FewPeople || f.Lack() == stats.Telling }

func (v changeView) interval(f changeFigure) string {
	low, known := f.Low.Value()
	high, _ := f.High.Value()
	switch {
	case !known:
		return ""
	case f.kind == ofPart:
		return v.T("change.between", "low", v.Pct(low, 0), "high", v.Pct(high, 0))
	}
	return v.T("change.between", "low", v.Dec(low, 2), "high", v.Dec(high, 2))
}

// itemTable is how often each item was left without an answer; without rows when that is not told here.
func (v changeView) itemTable(s change.Scale) ui.TableProps {
	t := ui.TableProps{Caption: v.caption(s, "change.items"), Tight: true, Columns: []ui.Column{
		{Label: v.T("change.item")}, {Label: v.T("change.item_missing"), Numeric: true}, {Label: v.T("change.item_not_asked"), Numeric: true},
	}}
	for _, i := range s.Items {
		t.Rows = append(t.Rows, ui.Cells(v.itemName(i.Code), v.told(i.Missing, ofPeople), v.told(i.NotAsked, ofPeople)))
	}
	return t
}

// referenceTable sets the group beside what others have published; without rows when nothing is.
func (v changeView) referenceTable(s change.Scale) ui.TableProps {
	t := ui.TableProps{Caption: v.caption(s, "change.references"), Tight: true, Stacks: true, Columns: []ui.Column{
		{Label: v.T("change.reference_people")}, {Label: v.T("change.people"), Numeric: true}, {Label: v.T("change.mean"), Numeric: true},
		{Label: v.T("change.sd"), Numeric: true}, {Label: v.T("change.median"), Numeric: true},
		{Label: v.T("change.away_first"), Numeric: true}, {Label: v.T("change.away_last"), Numeric: true},
	}}
	if len(s.References) == 0 {
		return t
	}
	for _, own := range []struct {
		key string
		change.Summary
	}{{"change.own_first", s.First}, {"change.own_last", s.Last}} {
		t.Rows = append(t.Rows, ui.Cells(v.T(own.key), v.told(own.N, ofPeople), v.told(own.Mean, ofNumber), v.told(own.SD, ofNumber), v.told(own.Median, ofNumber), "", ""))
	}
	for _, r := range s.References {
		row := ui.Cells(r.People, v.N(r.N), v.told(r.Mean, ofNumber), v.told(r.SD, ofNumber), v.told(r.Median, ofNumber), v.told(r.First, ofNumber), v.told(r.Last, ofNumber))
		row.Cells[0].Note = v.T("change.reference_source", "day", v.Date(r.Asked), "source", r.Source)
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v changeView) itemName(code string) string {
	item, _, known := v.report.Definition.Item(code)
	if name := v.report.Definition.In(item.Text, string(v.Lang())); known && name != "" {
		return name
	}
	return code
}

// overview is a line for each scale. How single persons changed is told where a limit of error says it of any scale.
func (v changeView) overview() ui.TableProps {
	limits := slices.ContainsFunc(v.report.Scales, func(s change.Scale) bool { return s.Limit != nil })
	t := ui.TableProps{Caption: v.T("change.overview"), CaptionHidden: true, Tight: true, Stacks: true, Columns: []ui.Column{
		{Label: v.T("change.scale")}, {Label: v.T("change.figure.started"), Numeric: true}, {Label: v.T("change.figure.pairs"), Numeric: true},
		{Label: v.T("change.figure.lost"), Numeric: true}, {Label: v.T("change.figure.mean_first"), Numeric: true}, {Label: v.T("change.figure.mean_last"), Numeric: true},
		{Label: v.T("change.figure.mean_diff"), Numeric: true}, {Label: v.T("change.figure.g_av"), Numeric: true},
	}}
	if limits {
		t.Columns = append(t.Columns, ui.Column{Label: v.T("change.figure.better"), Numeric: true}, ui.Column{Label: v.T("change.figure.worse"), Numeric: true},
			ui.Column{Label: v.T("change.figure.unclear"), Numeric: true})
	}
	for _, s := range v.report.Scales {
		row := ui.Cells(
			v.scaleName(s), v.told(s.Started, ofPeople), v.told(s.Pairs, ofPeople), v.told(s.Lost, ofPeople),
			v.told(s.First.Mean, ofNumber), v.told(s.Last.Mean, ofNumber), v.told(s.Difference.Mean, ofNumber), v.told(s.GAv, ofNumber),
		)
		row.Cells[0].Href = v.scaleHref(s)
		row.Cells[6].Note = v.interval(within("", s.Difference.Mean, s.MeanInterval))
		if limits {
			row.Cells = append(row.Cells, ui.Cells(v.told(s.Better.N, ofPeople), v.told(s.Worse.N, ofPeople), v.told(s.Unclear.N, ofPeople)).Cells...)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v changeView) scaleName(s change.Scale) string {
	if name := v.report.Definition.In(s.Title, string(v.Lang())); name != "" {
		return name
	}
	return s.Code
}

func (v changeView) scaleHref(s change.Scale) string {
	there := v.address
	there.scale = s.Code
	return there.href(changePath)
}

// cell is a figure in a file: a number, or empty when there is none to show.
func cell(f stats.Figure, kind figureKind) sheet.Value {
	n, exists := f.Value()
	switch {
	case !exists:
		return sheet.Empty()
	case kind == ofPeople || kind == ofPart:
		return sheet.Integer(int64(n))
	}
	return sheet.Number(n)
}
