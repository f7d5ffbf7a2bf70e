package reference

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/fault"
)

// The names of the two columns of a file, in the languages that people keep tables in.
var (
	scoreColumns = []string{"score", "pistemäärä", "pisteet", "arvo", "poäng", "värde"}
	countColumns = []string{"n", "count", "määrä", "lukumäärä", "antal"}
)

// mostWrong is after how many rows that will not do the reading ends.
const mostWrong = 20

// Read reads scores and how many had each from a CSV or XLSX file with two columns. Rows without a score, such as a sum, are left out.
func Read(r io.Reader, name string) ([]Score, error) {
	t, err := sheet.Open(r, name, sheet.Limits{})
	if err != nil {
		return nil, err
	}
	score, count := column(t, scoreColumns), column(t, countColumns)
	var c fault.Checks
	c.That(score != "", "scores", "reference.file.no_score", "names", strings.Join(scoreColumns, ", "))
	c.That(count != "", "scores", "reference.file.no_count", "names", strings.Join(countColumns, ", "))
	if err := c.Err(); err != nil {
		return nil, err
	}
	var all []Score
	wrong := 0
	for row, err := range t.Rows() {
		if err != nil {
			return nil, err
		}
		if row.Text(score) == "" {
			continue
		}
		value, valueErr := strconv.ParseFloat(strings.Replace(row.Text(score), ",", ".", 1), 64)
		n, countErr := strconv.ParseInt(strings.ReplaceAll(row.Text(count), " ", ""), 10, 64)
		c.That(valueErr == nil, "scores", "reference.file.not_a_score", "row", row.Number, "text", row.Text(score))
		c.That(countErr == nil, "scores", "reference.file.not_a_count", "row", row.Number, "text", row.Text(count))
		if valueErr != nil || countErr != nil {
			wrong++
		}
		all = append(all, Score{value, n})
		if wrong == mostWrong {
			c.That(false, "scores", "reference.file.many_wrong", "row", row.Number)
			break
		}
		if len(all) > mostScores {
			c.That(false, "scores", "reference.scores.too_many", "max", mostScores)
			break
		}
	}
	return all, c.Err()
}

func column(t *sheet.Table, names []string) string {
	if at := slices.IndexFunc(names, t.Has); at >= 0 {
		return names[at]
	}
	return ""
}
