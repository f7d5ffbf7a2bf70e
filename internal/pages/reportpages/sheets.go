package reportpages

import (
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/outreach"
	"rinnalla/internal/report"
)

// further writes what else is on the page, one sheet for each table, and tells how many rows that is. Empty tables
// are left out.
func (v outreachView) further(x *sheet.XLSX) (int, error) {
	written := 0
	add := func(title string, columns []sheet.Column, rows [][]sheet.Value) error {
		if len(rows) == 0 {
			return nil
		}
		if err := x.Sheet(v.T(title), columns...); err != nil {
			return err
		}
		for _, row := range rows {
			if err := x.Row(row...); err != nil {
				return err
			}
		}
		written += len(rows)
		return nil
	}
	for _, t := range []struct {
		title, name string
		lines       []report.Line
	}{
		{"report.sheet_before", "report.period", v.withBefore()},
		{"report.months_title", "report.by_label_month", v.report.Months},
		{"report.map_title", "report.by_label_municipality", v.report.Municipalities},
	} {
		var rows [][]sheet.Value
		for _, l := range t.lines {
			l.Name = v.lineName(l)
			rows = append(rows, values(l))
		}
		if err := add(t.title, v.sheetColumns(t.name), rows); err != nil {
			return 0, err
		}
	}
	for _, t := range v.countSheets() {
		var rows [][]sheet.Value
		for _, c := range t.counts {
			rows = append(rows, t.row(c))
		}
		columns := []sheet.Column{{Header: v.T("report.column_key"), Width: 14}, {Header: v.T(t.name), Width: 32}, {Header: v.T(t.counted)}}
		if err := add(t.title, columns, rows); err != nil {
			return 0, err
		}
	}
	return written, nil
}

// withBefore are the two periods that the figures at the top compare.
func (v outreachView) withBefore() []report.Line {
	now, before := v.report.Total, v.report.Before
	now.Key, now.Name = "now", v.Period(v.report.Period)
	before.Key, before.Name = "before", v.Period(v.report.BeforePeriod)
	return []report.Line{now, before}
}

// countSheet is a table of codes with how often each was met.
type countSheet struct {
	title, name, counted string
	counts               []report.Count
	row                  func(report.Count) []sheet.Value
}

func (v outreachView) countSheets() []countSheet {
	of := func(list string) func(report.Count) []sheet.Value {
		return func(c report.Count) []sheet.Value { return v.counted(list, c) }
	}
	return []countSheet{
		{"report.feedback_title", "report.mark_label", "report.answers_label", v.report.Marks, of("feedback")},
		{"report.topics_title", "report.topic_label", "report.visits", v.report.Topics, of("topics")},
		{"report.onward_title", "report.onward_label", "report.onward_count", v.report.Onward, of("onward")},
		{"report.ages", "report.ages", "report.conversations", inOrderOf(outreach.AgeBands, v.report.Ages), of("ages")},
		{"report.genders", "report.genders", "report.conversations", inOrderOf(outreach.Genders, v.report.Genders), of("genders")},
	}
}

func inOrderOf(codes []string, counts []report.Count) []report.Count {
	var all []report.Count
	for _, code := range codes {
		for _, c := range counts {
			if c.Code == code {
				all = append(all, c)
			}
		}
	}
	return all
}
