package report

import (
	"errors"
	"fmt"

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
func (r *Outreach) hide(d Disclosure) error {
	total, err := hideLines(r.Lines, &r.Total, d)
	if err != nil {
		return fmt.Errorf("hide small counts: %w", err)
	}
	for _, lines := range [][]Line{r.Months, r.Municipalities} {
		t := Line{Figures: r.Total.Figures}
		h, err := hideLines(lines, &t, d)
		if err != nil {
			return fmt.Errorf("hide small counts: %w", err)
		}
		total = total.or(h)
	}
	r.Total.Hidden = total
	alone := Line{Figures: r.Before.Figures}
	if r.Before.Hidden, err = hideLines(nil, &alone, d); err != nil {
		return fmt.Errorf("hide small counts: %w", err)
	}
	return r.hideDetails(d)
}

func (h Hidden) or(g Hidden) Hidden {
	return Hidden{
		h.Visits || g.Visits, h.Places || g.Places, h.Present || g.Present, h.Conversations || g.Conversations,
		h.Clienthoods || g.Clienthoods, h.Onward || g.Onward, h.Hours || g.Hours, h.Feedback || g.Feedback,
	}
}

// hideLines marks the lines of one table and returns the marks of its total.
func hideLines(lines []Line, total *Line, d Disclosure) (Hidden, error) {
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
// paths are parts of a total that is shown, so they are hidden against it;
// topics overlap and have no total.
func (r *Outreach) hideDetails(d Disclosure) error {
	for i := range r.Topics {
		r.Topics[i].Hidden = r.Topics[i].N > 0 && r.Topics[i].N < d.Threshold
	}
	for _, part := range []struct {
		counts []Count
		total  int64
	}{{r.Ages, r.Total.Conversations}, {r.Genders, r.Total.Conversations}, {r.Onward, r.Total.Onward}, {r.Marks, r.Total.Feedback.Answers()}} {
		if err := HideParts(part.counts, part.total, d); err != nil {
			return fmt.Errorf("hide small counts: %w", err)
		}
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
