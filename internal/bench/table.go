package bench

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"rinnalla/internal/db"
)

// Line is one line of the table.
type Line struct {
	What   string
	Engine db.Engine
	// Rates are envelopes or answers a second, one of each run; Seconds is how long one thing took.
	Rates, Seconds []float64
	P50, P95       []time.Duration // of each run
	CPU            []time.Duration // of server and database for each that was done
	Peak           float64         // MB of memory the server held at most; 0 when not measured
	// The goals: 0 where there is none.
	LeastRate, MostSeconds, MostPeak float64
	MostP95                          time.Duration
}

func (l *Line) take(all []figures) {
	for _, f := range all {
		l.Rates = append(l.Rates, f.rate)
		l.P50, l.P95 = append(l.P50, f.p50), append(l.P95, f.p95)
		l.CPU = append(l.CPU, f.cpu)
	}
}

// Met tells whether every goal of the line is reached.
func (l Line) Met() bool {
	return (l.LeastRate == 0 || median(l.Rates) >= l.LeastRate) &&
		(l.MostSeconds == 0 || median(l.Seconds) <= l.MostSeconds) &&
		(l.MostPeak == 0 || l.Peak <= l.MostPeak) &&
		(l.MostP95 == 0 || median(milliseconds(l.P95)) <= ms(l.MostP95))
}

func (l Line) goals() bool {
	return l.LeastRate > 0 || l.MostSeconds > 0 || l.MostPeak > 0 || l.MostP95 > 0
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func milliseconds(all []time.Duration) (out []float64) {
	for _, d := range all {
		out = append(out, ms(d))
	}
	return out
}

var heads = []string{"what", "engine", "a second", "spread", "p50 ms", "p95 ms", "cpu ms", "seconds", "peak MB", "goal", "ratio", "met"}

// Print writes the table as Markdown, aligned for a terminal.
func Print(w io.Writer, lines []Line) error {
	rows := [][]string{heads}
	for _, l := range lines {
		rows = append(rows, l.cells())
	}
	widths := make([]int, len(heads))
	for _, row := range rows {
		for i, c := range row {
			widths[i] = max(widths[i], len([]rune(c)))
		}
	}
	var b strings.Builder
	for i, row := range rows {
		writeRow(&b, row, widths, " ")
		if i == 0 {
			writeRow(&b, make([]string, len(heads)), widths, "-")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeRow(b *strings.Builder, row []string, widths []int, fill string) {
	for i, c := range row {
		b.WriteString("| " + c + strings.Repeat(fill, widths[i]-len([]rune(c))) + " ")
	}
	b.WriteString("|\n")
}

func (l Line) cells() []string {
	return []string{
		l.What, string(l.Engine), middle(l.Rates, 0), spread(l.Rates, l.Seconds), middle(milliseconds(l.P50), 1), middle(milliseconds(l.P95), 1),
		middle(milliseconds(l.CPU), 2), middle(l.Seconds, 2), number(l.Peak, 0), l.goal(), l.ratio(), l.verdict(),
	}
}

// brief is the line in one breath, for those who wait.
func (l Line) brief() string {
	if len(l.Rates) > 0 {
		return fmt.Sprintf("%.0f a second, p50 %.1f ms, p95 %.1f ms, %.2f ms of CPU each",
			median(l.Rates), median(milliseconds(l.P50)), median(milliseconds(l.P95)), median(milliseconds(l.CPU)))
	}
	return fmt.Sprintf("%.2f s", median(l.Seconds))
}

func middle(values []float64, decimals int) string {
	if len(values) == 0 {
		return ""
	}
	return fmt.Sprintf("%.*f", decimals, median(values))
}

func number(v float64, decimals int) string {
	if v == 0 {
		return ""
	}
	return fmt.Sprintf("%.*f", decimals, v)
}

// spread is the least and the greatest of the runs.
func spread(rates, seconds []float64) string {
	if len(rates) > 0 {
		return fmt.Sprintf("%.0f–%.0f", slices.Min(rates), slices.Max(rates))
	}
	return fmt.Sprintf("%.2f–%.2f", slices.Min(seconds), slices.Max(seconds))
}

func (l Line) goal() string {
	var parts []string
	if l.LeastRate > 0 {
		parts = append(parts, fmt.Sprintf("≥ %.0f/s", l.LeastRate))
	}
	if l.MostP95 > 0 {
		parts = append(parts, fmt.Sprintf("p95 < %.0f ms", ms(l.MostP95)))
	}
	if l.MostSeconds > 0 {
		parts = append(parts, fmt.Sprintf("< %g s", l.MostSeconds))
	}
	if l.MostPeak > 0 {
		parts = append(parts, fmt.Sprintf("< %.0f MB", l.MostPeak))
	}
	return strings.Join(parts, ", ")
}

// ratio is how many times better than the goal the first of the line's goals was reached.
func (l Line) ratio() string {
	switch {
	case l.LeastRate > 0:
		return fmt.Sprintf("%.2f", median(l.Rates)/l.LeastRate)
	case l.MostP95 > 0:
		return fmt.Sprintf("%.2f", ms(l.MostP95)/median(milliseconds(l.P95)))
	case l.MostSeconds > 0:
		return fmt.Sprintf("%.2f", l.MostSeconds/median(l.Seconds))
	}
	return ""
}

func (l Line) verdict() string {
	switch {
	case !l.goals():
		return ""
	case l.Met():
		return "yes"
	}
	return "NO"
}
