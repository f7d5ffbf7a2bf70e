package report

import (
	"errors"
	"fmt"
	"slices"

	"rinnalla/internal/stats"
)

// Hidden says which figures of a line are not shown to outsiders.
type Hidden struct {
	Visits, Places, Present, Conversations, Clienthoods, Onward, Hours, Feedback bool
}

// ContactRate tells whether the rate could give away a hidden count.
func (h Hidden) ContactRate() bool { return h.Conversations || h.Present }

// PerVisit tells the same of conversations per visit.
func (h Hidden) PerVisit() bool { return h.Conversations || h.Visits }

// Any tells whether anything of the line is hidden.
func (h Hidden) Any() bool { return h != Hidden{} }

// The columns of people, in the order in which they are laid before the audit.
// Visits lead: where they are few, the rest of the line is about the same few.
func (f Figures) counted() []int64 {
	return []int64{f.Visits, f.Present, f.Conversations, f.Clienthoods, f.Onward, f.Feedback.Answers()}
}

// hide finds for every table of the report which figures must not be shown.
func (r *Outreach) hide(f facts) error {
	d := r.Query.Rule
	now, err := f.areas(r.Period, d)
	if err != nil {
		return err
	}
	before, err := f.areas(r.BeforePeriod, d)
	if err != nil {
		return err
	}
	r.Total.Hidden, r.Before.Hidden = now.of(r.in), before.of(r.inBefore)
	if err := r.hideMonths(d); err != nil {
		return err
	}
	of := byLine(r.in)
	now.mark(r.Municipalities, of)
	if r.Query.By == ByMonth {
		r.Lines = slices.Clone(r.Months)
	} else {
		now.mark(r.Lines, of)
	}
	return r.hideDetails(d)
}

// hideMonths hides small months and as many others as it takes. The total is also
// in reports that have no months, so where it may not be known or cannot protect its
// months, these are hidden all.
func (r *Outreach) hideMonths(d Disclosure) error {
	months, err := hideLines(r.Months, Line{Figures: r.Total.Figures}, d)
	if err != nil {
		return fmt.Errorf("hide small months: %w", err)
	}
	for i := range r.Months {
		r.Months[i].Hidden = r.Months[i].Hidden.or(months).or(r.Total.Hidden)
	}
	return nil
}

func (h Hidden) or(g Hidden) Hidden {
	return Hidden{
		h.Visits || g.Visits, h.Places || g.Places, h.Present || g.Present, h.Conversations || g.Conversations,
		h.Clienthoods || g.Clienthoods, h.Onward || g.Onward, h.Hours || g.Hours, h.Feedback || g.Feedback,
	}
}

// hideLines marks the lines of one table and returns the marks of its total.
func hideLines(lines []Line, total Line, d Disclosure) (Hidden, error) {
	grid := stats.Grid{Lead: 0}
	for _, l := range lines {
		grid.Rows = append(grid.Rows, l.counted())
	}
	grid.Rows = append(grid.Rows, total.counted())
	if len(lines) > 0 {
		grid.RowSums = []stats.Relation{stats.Last(len(grid.Rows))}
	}
	hidden, err := stats.SuppressGrid(grid, stats.Rule{Threshold: d.Threshold})
	if err != nil {
		return Hidden{}, err
	}
	for i := range lines {
		lines[i].Hidden = marks(hidden[i], lines[i].Figures, d)
	}
	return marks(hidden[len(lines)], total.Figures, d), nil
}

func marks(h []bool, f Figures, d Disclosure) Hidden {
	return Hidden{
		Visits: h[0], Places: h[0], Hours: h[0],
		Present: h[1], Conversations: h[2], Clienthoods: h[3], Onward: h[4],
		Feedback: !stats.MeanVisible(f.Feedback.Answers(), h[5], d.LeastForMean) && f.Feedback.Answers() > 0,
	}
}

// hideDetails marks the codes of every dimension. Age bands, genders and onward
// paths are parts of a total, so they are hidden against it; topics overlap and
// have no total. A total that must not be known has no parts either.
func (r *Outreach) hideDetails(d Disclosure) error {
	for i, t := range r.Topics {
		r.Topics[i].Hidden = t.N > 0 && (t.N < d.Threshold || r.Total.Hidden.Visits)
	}
	for _, part := range []struct {
		counts []Count
		total  int64
		hidden bool
	}{
		{r.Ages, r.Total.Conversations, r.Total.Hidden.Conversations},
		{r.Genders, r.Total.Conversations, r.Total.Hidden.Conversations},
		{r.Onward, r.Total.Onward, r.Total.Hidden.Onward},
	} {
		if err := HideParts(part.counts, part.total, d); err != nil {
			return fmt.Errorf("hide small counts: %w", err)
		}
		for i := range part.counts {
			part.counts[i].Hidden = part.counts[i].Hidden || part.hidden
		}
	}
	for i, hidden := range stats.SuppressScale(r.Total.Feedback, stats.Rule{Threshold: d.Threshold}) {
		r.Marks[i].Hidden = hidden || r.Total.Hidden.Feedback
	}
	return nil
}

// HideParts marks the parts of a known total. What the parts leave of it (people
// of whom nothing was guessed) is a part like the others. When nothing else
// protects a small part, all are hidden.
func HideParts(counts []Count, total int64, d Disclosure) error {
	rest := total
	table := stats.Table{}
	for _, c := range counts {
		table.Cells = append(table.Cells, stats.Cell{Value: c.N})
		rest -= c.N
	}
	table.Cells = append(table.Cells, stats.Cell{Value: max(rest, 0)}, stats.Cell{Value: total, Known: true})
	relation := stats.Last(len(table.Cells))
	table.Relations = []stats.Relation{relation}
	hidden, err := stats.Suppress(table, stats.Rule{Threshold: d.Threshold})
	all := errors.Is(err, stats.ErrUnprotectable)
	if err != nil && !all {
		return err
	}
	for i := range counts {
		counts[i].Hidden = all || hidden.Cell(i)
	}
	return nil
}
