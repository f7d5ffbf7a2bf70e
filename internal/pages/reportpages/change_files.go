package reportpages

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/report"
	"rinnalla/internal/stats"
	"rinnalla/internal/web"
)

// changeColumn is a column of figures in the files on change. Its name is a wire contract: scripts read it.
type changeColumn struct {
	name   string
	label  string // key of the heading for people
	people bool   // a number of people
	figure func(report.ScaleChange) stats.Figure
}

// changeColumns come after the scale and before the note.
var changeColumns = []changeColumn{
	{"started", "change.started", true, func(s report.ScaleChange) stats.Figure { return s.Started }},
	{"pairs", "change.pairs", true, func(s report.ScaleChange) stats.Figure { return s.Pairs }},
	{"lost", "change.lost", true, func(s report.ScaleChange) stats.Figure { return s.Lost }},
	{"mean_first", "change.mean_first", false, func(s report.ScaleChange) stats.Figure { return s.First.Mean }},
	{"mean_last", "change.mean_last", false, func(s report.ScaleChange) stats.Figure { return s.Last.Mean }},
	{"sd_first", "change.sd_first", false, func(s report.ScaleChange) stats.Figure { return s.First.SD }},
	{"sd_last", "change.sd_last", false, func(s report.ScaleChange) stats.Figure { return s.Last.SD }},
	{"mean_diff", "change.mean_diff", false, func(s report.ScaleChange) stats.Figure { return s.Difference.Mean }},
	{"ci_low", "change.ci_low", false, func(s report.ScaleChange) stats.Figure { return s.MeanInterval.Low }},
	{"ci_high", "change.ci_high", false, func(s report.ScaleChange) stats.Figure { return s.MeanInterval.High }},
	{"d_z", "change.d_z", false, func(s report.ScaleChange) stats.Figure { return s.DZ }},
	{"d_av", "change.d_av", false, func(s report.ScaleChange) stats.Figure { return s.DAv }},
	{"g_av", "change.g_av", false, func(s report.ScaleChange) stats.Figure { return s.GAv }},
	{"g_low", "change.g_low", false, func(s report.ScaleChange) stats.Figure { return s.GAvInterval.Low }},
	{"g_high", "change.g_high", false, func(s report.ScaleChange) stats.Figure { return s.GAvInterval.High }},
	{"wilcoxon_v", "change.wilcoxon_v", false, func(s report.ScaleChange) stats.Figure { return s.SignedRank.V }},
	{"wilcoxon_p", "change.wilcoxon_p", false, func(s report.ScaleChange) stats.Figure { return s.SignedRank.P }},
	{"better", "change.better", true, func(s report.ScaleChange) stats.Figure { return s.Better.N }},
	{"worse", "change.worse", true, func(s report.ScaleChange) stats.Figure { return s.Worse.N }},
	{"unclear", "change.unclear", true, func(s report.ScaleChange) stats.Figure { return s.Unclear.N }},
	{"alpha_first", "change.alpha", false, func(s report.ScaleChange) stats.Figure { return s.Alpha }},
}

func (c changeColumn) value(s report.ScaleChange) sheet.Value {
	n, exists := c.figure(s).Value()
	switch {
	case !exists:
		return sheet.Empty()
	case c.people:
		return sheet.Integer(int64(n))
	}
	return sheet.Number(n)
}

// row is one scale in a file. The note at its end says what is missing: no file goes without it.
func (v changeView) row(s report.ScaleChange, name string) []sheet.Value {
	row := []sheet.Value{sheet.Text(name)}
	for _, c := range changeColumns {
		row = append(row, c.value(s))
	}
	return append(row, sheet.Text(v.note(s)))
}

// note is what is missing and why, in whole sentences.
func (v changeView) note(s report.ScaleChange) string {
	sentences := []string{v.missingLine(s), v.ruleLine(), v.versionsLine()}
	names := map[stats.Lack][]string{}
	var order []stats.Lack
	for _, c := range changeColumns {
		if f := c.figure(s); f.Lack() != stats.NoLacking {
			if names[f.Lack()] == nil {
				order = append(order, f.Lack())
			}
			names[f.Lack()] = append(names[f.Lack()], c.name)
		}
	}
	for _, why := range order {
		sentences = append(sentences, v.T("change.empty", "figures", strings.Join(names[why], ", "), "why", v.lack(why)))
	}
	return strings.Join(sentences, " ")
}

func changeCSV(r *web.Request, o changeOptions) (*web.Answer, error) {
	v, err := gatherChange(r, o)
	if err != nil {
		return nil, err
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
	f, err := os.CreateTemp("", "report-*."+suffix)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
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
