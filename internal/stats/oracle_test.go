package stats

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// readCSV reads a file of reference values without its heading, if it has one.
func readCSV(t *testing.T, name string, heading bool) [][]string {
	t.Helper()
	file, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}()
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = -1
	records, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if heading {
		records = records[1:]
	}
	return records
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	if text == "" {
		return Missing()
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// references are the figures that R gives, by case and by name.
func references(t *testing.T, name string) map[string]map[string]float64 {
	t.Helper()
	found := map[string]map[string]float64{}
	for _, record := range readCSV(t, name, true) {
		if found[record[0]] == nil {
			found[record[0]] = map[string]float64{}
		}
		found[record[0]][record[1]] = number(t, record[2])
	}
	return found
}

// agrees allows for a relative difference of 1e-9, or for rounding around 0.
func agrees(got, want float64) bool {
	return math.Abs(got-want) <= 1e-9*math.Abs(want) || math.Abs(got-want) < 1e-13
}

// checkAll compares every reference of a case with the figure of the same name.
func checkAll(t *testing.T, name string, want map[string]float64, got map[string]Figure) {
	t.Helper()
	for figure := range want {
		found, ok := got[figure]
		if !ok {
			t.Errorf("%s: nothing to compare %s with", name, figure)
			continue
		}
		if value, ok := found.Value(); !ok {
			t.Errorf("%s: %s does not exist: %s; R has %v", name, figure, found.Lack(), want[figure])
		} else if !agrees(value, want[figure]) {
			t.Errorf("%s: %s is %.17g, R has %.17g", name, figure, value, want[figure])
		}
	}
}

func count(n int64) Figure { return known(float64(n)) }

func describe(figures map[string]Figure, which string, d Distribution) {
	figures["n_"+which], figures["mean_"+which], figures["sd_"+which] = count(d.N()), d.Mean(), d.SD()
	for _, p := range []float64{0, 0.05, 0.25, 0.5, 0.9, 1} {
		figures[fmt.Sprintf("quantile_%g_%s", p, which)] = d.Quantile(p)
	}
}

func changeFigures(first, last []float64) map[string]Figure {
	c, lost := Change(first, last), CompareLost(first, last)
	figures := map[string]Figure{
		"started": count(c.Started),
		"t":       c.T.T, "df": c.T.DF, "p": c.T.P, "ci_low": c.MeanInterval.Low, "ci_high": c.MeanInterval.High,
		"r": c.Correlation, "d_z": c.DZ, "d_av": c.DAv, "g_av": c.GAv, "g_low": c.GAvInterval.Low, "g_high": c.GAvInterval.High,
		"wilcoxon_v": c.SignedRank.V, "wilcoxon_p": c.SignedRank.P,
		"lost_difference": lost.Difference, "lost_t": lost.T.T, "lost_df": lost.T.DF, "lost_p": lost.T.P,
		"lost_low": lost.Interval.Low, "lost_high": lost.Interval.High, "lost_d": lost.Standardized,
	}
	describe(figures, "first", c.First)
	describe(figures, "last", c.Last)
	describe(figures, "difference", c.Difference)
	return figures
}

// big is the case that the oracle works out by the same formula instead of writing it down.
func big() (first, last []float64) {
	for i := 1; i <= 100000; i++ {
		first = append(first, float64(i*7919%1009)/16)
		last = append(last, first[i-1]+float64(i*104729%997)/16-30)
	}
	return first, last
}

func TestChangeAgreesWithR(t *testing.T) {
	firsts, lasts := map[string][]float64{}, map[string][]float64{}
	for _, record := range readCSV(t, "change_values.csv", true) {
		firsts[record[0]] = append(firsts[record[0]], number(t, record[1]))
		lasts[record[0]] = append(lasts[record[0]], number(t, record[2]))
	}
	firsts["big"], lasts["big"] = big()
	want := references(t, "change.csv")
	if len(want) != 17 {
		t.Fatalf("%d cases", len(want))
	}
	for name, figures := range want {
		checkAll(t, name, figures, changeFigures(firsts[name], lasts[name]))
	}
}

func itemFigures(rows [][]float64) map[string]Figure {
	items := NewItems(len(rows[0]))
	for _, row := range rows {
		answers := make([]uint8, len(row))
		for i, value := range row {
			if answers[i] = Skipped; !missing(value) {
				answers[i] = uint8(value)
			}
		}
		items.Add(answers)
	}
	c := items.Consistency()
	figures := map[string]Figure{
		"complete": count(items.Complete()), "alpha": c.Alpha, "alpha_low": c.Interval.Low, "alpha_high": c.Interval.High,
		"standardized": c.Standardized, "mean_correlation": c.MeanCorrelation,
	}
	for i, figure := range c.ItemRest {
		figures[fmt.Sprintf("item_rest_%d", i)] = figure
		figures[fmt.Sprintf("missing_%d", i)] = count(items.Item(i).Missing())
	}
	return figures
}

func raterFigures(rows [][]float64) map[string]Figure {
	columns := make([][]float64, len(rows[0]))
	for _, row := range rows {
		for i, value := range row {
			columns[i] = append(columns[i], value)
		}
	}
	icc, figures := Intraclass(columns...), map[string]Figure{}
	for name, form := range map[string]IntraclassCorrelation{
		"ICC1": icc.Random, "ICC2": icc.Agreement, "ICC3": icc.Consistency,
		"ICC1k": icc.MeanRandom, "ICC2k": icc.MeanAgreement, "ICC3k": icc.MeanConsistency,
	} {
		figures[name], figures[name+"_low"], figures[name+"_high"] = form.Value, form.Interval.Low, form.Interval.High
	}
	return figures
}

func TestItemsAndRatersAgreeWithPsych(t *testing.T) {
	rows := map[string][][]float64{}
	for _, record := range readCSV(t, "items_answers.csv", false) {
		var row []float64
		for _, text := range record[1:] {
			row = append(row, number(t, text))
		}
		rows[record[0]] = append(rows[record[0]], row)
	}
	compared := 0
	for name, figures := range references(t, "items.csv") {
		if strings.HasPrefix(name, "feldt") || strings.HasPrefix(name, "student") {
			continue
		}
		compared++
		if _, raters := figures["ICC1"]; raters {
			checkAll(t, name, figures, raterFigures(rows[name]))
		} else {
			checkAll(t, name, figures, itemFigures(rows[name]))
		}
	}
	if compared != 12 {
		t.Errorf("%d cases", compared)
	}
}

func TestDistributionsAgreeWithRForAMillionPeople(t *testing.T) {
	compared := 0
	for name, want := range references(t, "items.csv") {
		var n, k, df, statistic float64
		if read, err := fmt.Sscanf(strings.ReplaceAll(name, "_", " "), "feldt %f %f", &n, &k); read == 2 && err == nil {
			compared++
			low, high := fQuantile(0.025, n-1, (n-1)*(k-1)), fQuantile(0.975, n-1, (n-1)*(k-1))
			checkAll(t, name, want, map[string]Figure{"f_low": known(low), "f_high": known(high)})
		}
		if read, err := fmt.Sscanf(strings.ReplaceAll(name, "_", " "), "student %f %f", &df, &statistic); read == 2 && err == nil {
			compared++
			test, _ := tTest(statistic, 1, df)
			checkAll(t, name, want, map[string]Figure{"p": test.P})
		}
	}
	if compared != 8+45 {
		t.Errorf("%d compared", compared)
	}
}
