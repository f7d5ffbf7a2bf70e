package reportpages

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/report/change"
	"rinnalla/internal/stats"
	"rinnalla/internal/web"
)

// changeColumn is a column of figures in the files on change. Its name is a wire contract: scripts read it.
type changeColumn struct {
	name   string
	label  string // key of the heading for people
	people bool   // a number of people
	figure func(change.Scale) stats.Figure
}

// changeColumns come after the scale and before the note.
var changeColumns = []changeColumn{
	{"started", "change.figure.started", true, func(s change.Scale) stats.Figure { return s.Started }},
	{"pairs", "change.figure.pairs", true, func(s change.Scale) stats.Figure { return s.Pairs }},
	{"lost", "change.figure.lost", true, func(s change.Scale) stats.Figure { return s.Lost }},
	{"mean_first", "change.figure.mean_first", false, func(s change.Scale) stats.Figure { return s.First.Mean }},
	{"mean_last", "change.figure.mean_last", false, func(s change.Scale) stats.Figure { return s.Last.Mean }},
	{"sd_first", "change.figure.sd_first", false, func(s change.Scale) stats.Figure { return s.First.SD }},
	{"sd_last", "change.figure.sd_last", false, func(s change.Scale) stats.Figure { return s.Last.SD }},
	{"mean_diff", "change.figure.mean_diff", false, func(s change.Scale) stats.Figure { return s.Difference.Mean }},
	{"ci_low", "change.ci_low", false, func(s change.Scale) stats.Figure { return s.MeanInterval.Low }},
	{"ci_high", "change.ci_high", false, func(s change.Scale) stats.Figure { return s.MeanInterval.High }},
	{"d_z", "change.figure.d_z", false, func(s change.Scale) stats.Figure { return s.DZ }},
	{"d_av", "change.figure.d_av", false, func(s change.Scale) stats.Figure { return s.DAv }},
	{"g_av", "change.figure.g_av", false, func(s change.Scale) stats.Figure { return s.GAv }},
	{"g_low", "change.g_low", false, func(s change.Scale) stats.Figure { return s.GAvInterval.Low }},
	{"g_high", "change.g_high", false, func(s change.Scale) stats.Figure { return s.GAvInterval.High }},
	{"wilcoxon_v", "change.figure.wilcoxon_v", false, func(s change.Scale) stats.Figure { return s.SignedRank.V }},
	{"wilcoxon_p", "change.figure.wilcoxon_p", false, func(s change.Scale) stats.Figure { return s.SignedRank.P }},
	{"better", "change.figure.better", true, func(s change.Scale) stats.Figure { return s.Better.N }},
	{"worse", "change.figure.worse", true, func(s change.Scale) stats.Figure { return s.Worse.N }},
	{"unclear", "change.figure.unclear", true, func(s change.Scale) stats.Figure { return s.Unclear.N }},
	{"alpha_first", "change.figure.alpha", false, func(s change.Scale) stats.Figure { return s.Alpha }},
}

func (c changeColumn) value(s change.Scale) sheet.Value {
	if c.people {
		return cell(c.figure(s), ofPeople)
	}
	return cell(c.figure(s), ofNumber)
}

// row is one scale in a file. The note at its end says what is missing: no file goes without it.
func (v changeView) row(s change.Scale, name string) []sheet.Value {
	row := []sheet.Value{sheet.Text(name)}
	for _, c := range changeColumns {
		row = append(row, c.value(s))
	}
	return append(row, sheet.Text(v.note(s)))
}

// chooseInstrument is what a file without a question says: there is nothing to put into it.
func chooseInstrument() error { return change.Query{Pairs: change.FirstToLast}.Check() }

func changeCSV(r *web.Request, o changeOptions) (*web.Answer, error) {
	v, err := gatherChange(r, o)
	if err != nil {
		return nil, err
	}
	if !v.asked {
		return nil, chooseInstrument()
	}
	return v.built("text/csv; charset=utf-8", "csv", func(f *os.File) (int, sheet.Writer, error) {
		names := []string{"scale"}
		for _, c := range changeColumns {
			names = append(names, c.name)
		}
		w, err := sheet.NewCSV(f, sheet.CSVStyle{}, append(names, "note")...)
		if err != nil {
			return 0, nil, err
		}
		for _, s := range v.report.Scales {
			if err := w.Row(v.row(s, s.Code)...); err != nil {
				return 0, nil, err
			}
		}
		return len(v.report.Scales), w, nil
	})
}

// built makes a file before anything is sent, and hands it over only when it holds as many rows as were meant.
func (v changeView) built(kind, suffix string, write func(*os.File) (int, sheet.Writer, error)) (answer *web.Answer, err error) {
	f, err := web.NewFile()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, web.Drop(f))
		}
	}()
	want, w, err := write(f)
	if err != nil {
		return nil, err
	}
	n, err := w.Close()
	if err != nil {
		return nil, err
	}
	if n != int64(want) {
		return nil, fmt.Errorf("the file has %d rows of %d", n, want)
	}
	return web.File(f, kind, "change-"+v.address.instrument+"."+suffix), nil
}

const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// changeXLSX is exactly what is on screen, one sheet for each kind of table.
func changeXLSX(r *web.Request, o changeOptions) (*web.Answer, error) {
	v, err := gatherChange(r, o)
	if err != nil {
		return nil, err
	}
	if !v.asked {
		return nil, chooseInstrument()
	}
	return v.built(workbook, "xlsx", func(f *os.File) (int, sheet.Writer, error) {
		x, err := sheet.NewXLSX(f, v.aboutChange())
		if err != nil {
			return 0, nil, err
		}
		rows := 0
		for _, s := range v.changeSheets() {
			if len(s.rows) == 0 {
				continue
			}
			if err := x.Sheet(v.T(s.title), s.columns...); err != nil {
				return 0, nil, err
			}
			for _, row := range s.rows {
				if err := x.Row(row...); err != nil {
					return 0, nil, err
				}
			}
			rows += len(s.rows)
		}
		return rows, x, nil
	})
}

// aboutChange is the first sheet: what was chosen, what it rests on, and who is missing.
func (v changeView) aboutChange() *sheet.About {
	a := &sheet.About{Sheet: v.T("report.sheet_about"), Title: v.T("change.title"), CountLabel: v.T("report.sheet_rows")}
	add := func(label, value string) {
		a.Lines = append(a.Lines, [2]sheet.Value{sheet.Text(label), sheet.Text(value)})
	}
	add(v.T("change.instrument"), v.instrumentName())
	add(v.T("report.area"), v.where())
	add(v.T("change.first_measured"), v.periodLine())
	add(v.T("report.made"), v.Date(v.today))
	for _, s := range v.report.Scales {
		add(v.scaleName(s), strings.TrimSpace(v.missingLine(s)+" "+v.leftOutHere(s)))
	}
	for _, line := range v.madeOf() {
		add(v.T("change.made_of"), line)
	}
	return a
}

// changeSheet is one sheet of the workbook.
type changeSheet struct {
	title   string
	columns []sheet.Column
	rows    [][]sheet.Value
}

func (v changeView) changeSheets() []changeSheet {
	return []changeSheet{v.scaleSheet(), v.figureSheet(), v.bandSheet(), v.referenceSheet(), v.itemSheet()}
}

func (v changeView) heads(keys ...string) []sheet.Column {
	all := make([]sheet.Column, len(keys))
	for i, key := range keys {
		all[i].Header = v.T(key)
	}
	all[0].Width = 32
	return all
}

func (v changeView) scaleSheet() changeSheet {
	keys := []string{"change.scale"}
	for _, c := range changeColumns {
		keys = append(keys, c.label)
	}
	s := changeSheet{title: "change.overview", columns: v.heads(append(keys, "change.note")...)}
	for _, scale := range v.report.Scales {
		s.rows = append(s.rows, v.row(scale, v.scaleName(scale)))
	}
	return s
}

func (v changeView) figureSheet() changeSheet {
	s := changeSheet{title: "change.sheet_figures", columns: v.heads("change.scale", "change.column_figure", "change.column_value", "change.share",
		"change.low", "change.high", "change.column_means", "change.sheet_why")}
	for _, scale := range v.report.Scales {
		for _, g := range figureGroups(scale) {
			for _, f := range g.figures {
				why := ""
				if f.value.Lack() != stats.NoLacking {
					why = v.lack(f.value.Lack())
				}
				s.rows = append(s.rows, []sheet.Value{
					sheet.Text(v.scaleName(scale)), sheet.Text(v.T("change.figure." + f.key)), cell(f.value, f.kind), cell(f.share, ofNumber),
					cell(f.Low, ofNumber), cell(f.High, ofNumber), sheet.Text(v.T("change.means." + f.key)), sheet.Text(why),
				})
			}
		}
	}
	return s
}

func (v changeView) bandSheet() changeSheet {
	s := changeSheet{title: "change.sheet_spread", columns: v.heads("change.scale", "change.low", "change.high", "change.at_first", "change.at_last")}
	for _, scale := range v.report.Scales {
		for _, b := range scale.Bands {
			s.rows = append(s.rows, []sheet.Value{
				sheet.Text(v.scaleName(scale)), sheet.Number(b.From), sheet.Number(b.To), cell(b.First, ofPeople), cell(b.Last, ofPeople),
			})
		}
	}
	return s
}

func (v changeView) referenceSheet() changeSheet {
	s := changeSheet{title: "change.references", columns: v.heads("change.scale", "change.reference_people", "change.people", "change.mean", "change.sd", "change.median",
		"change.away_first", "change.away_last", "change.asked", "change.source")}
	for _, scale := range v.report.Scales {
		for _, r := range scale.References {
			s.rows = append(s.rows, []sheet.Value{
				sheet.Text(v.scaleName(scale)), sheet.Text(r.People), sheet.Integer(r.N), cell(r.Mean, ofNumber), cell(r.SD, ofNumber), cell(r.Median, ofNumber),
				cell(r.First, ofNumber), cell(r.Last, ofNumber), sheet.Text(v.Date(r.Asked)), sheet.Text(r.Source),
			})
		}
	}
	return s
}

func (v changeView) itemSheet() changeSheet {
	s := changeSheet{title: "change.items", columns: v.heads("change.scale", "change.item", "change.item_missing", "change.item_not_asked")}
	for _, scale := range v.report.Scales {
		for _, i := range scale.Items {
			s.rows = append(s.rows, []sheet.Value{sheet.Text(v.scaleName(scale)), sheet.Text(v.itemName(i.Code)), cell(i.Missing, ofPeople), cell(i.NotAsked, ofPeople)})
		}
	}
	return s
}
